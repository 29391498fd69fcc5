// Why this file exists: all URLs of the gateway on one page, with who may call them.
#pragma once

#include "gateway/intake/clinic_api.h"
#include "gateway/intake/fhir_api.h"
#include "gateway/intake/routes.h"
#include "gateway/monitor/monitor.h"

#include <vector>

namespace foramen {

std::vector<Route> routes_table(ClinicApi& clinic, FhirApi& fhir, Monitor& monitor, Store& store);

} // namespace foramen
