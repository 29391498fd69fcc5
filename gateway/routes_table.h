// Why this file exists: all URLs of the gateway on one page, with who may call them.
#pragma once

#include "gateway/intake/approval_doors.h"
#include "gateway/intake/approval_page.h"
#include "gateway/intake/booking_lists.h"
#include "gateway/intake/clinic_api.h"
#include "gateway/intake/fhir_api.h"
#include "gateway/intake/imaging_documents.h"
#include "gateway/intake/imaging_doors.h"
#include "gateway/intake/imaging_push.h"
#include "gateway/intake/routes.h"
#include "gateway/monitor/monitor.h"

#include <vector>

namespace foramen {

/// All doors; they outlive the table.
struct Doors {
    ClinicApi& clinic;
    FhirApi& fhir;
    ApprovalDoors& approval;
    ApprovalPage& page;
    ImagingDoors& imaging;
    ImagingDocuments& documents;
    ImagingPush& push;
    BookingLists& lists;
    Monitor& monitor;
    Store& store;
};

std::vector<Route> routes_table(Doors const& doors);

} // namespace foramen
