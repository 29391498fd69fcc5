#include "gateway/routes_table.h"

#include "gateway/base/json_text.h"
#include "gateway/net/problem.h"

namespace foramen {

namespace {

using Handled = boost::asio::awaitable<Answer>;

template <class Door> VisitHandler at(Door& door, Handled (Door::*handler)(Visit))
{
    return [&door, handler](Visit visit) { return (door.*handler)(std::move(visit)); };
}

VisitHandler post(ClinicApi& clinic, EventKind kind)
{
    return [&clinic, kind](Visit visit) { return clinic.post(kind, std::move(visit)); };
}

Handled contract(Visit) { co_return json_reply(200, std::string{openapi()}); }

/// Recomputes the whole audit chain; `foramen audit verify` asks for it.
Handled verify_audit(Store& store)
{
    auto const records = co_await store.verify_audit();
    JsonText json;
    json.object().key("whole").flag(records.has_value());
    if (records) json.member("records", *records);
    else json.member("detail", records.error().text());
    json.end_object();
    co_return json_reply(200, json.take());
}

/// A Bundle is an answer of a practice or reports of an imaging provider: its sender says which.
VisitHandler bundle_of(ApprovalDoors& approval, ImagingPush& push)
{
    return [&approval, &push](Visit visit) {
        auto const is_imaging = visit.identity && visit.identity->role == Role::imaging;
        return is_imaging ? push.bundle(std::move(visit)) : approval.bundle(std::move(visit));
    };
}

/// The monitor page and what stands behind it.
void add_operations(std::vector<Route>& table, Monitor& monitor, ImagingDoors& imaging,
                    ImagingDocuments& documents, Store& store)
{
    std::vector<Role> const anybody;
    std::vector const operators{Role::operations};
    std::vector<Route> more{
        {"GET", "/ops", anybody, at(monitor, &Monitor::page)},
        {"GET", "/ops/", anybody, at(monitor, &Monitor::page)},
        {"GET", "/ops/assets/{name}", anybody, at(monitor, &Monitor::page)},
        {"GET", "/ops/api/v1/session", anybody, at(monitor, &Monitor::session)},
        {"POST", "/ops/api/v1/session", anybody, at(monitor, &Monitor::sign_in)},
        {"DELETE", "/ops/api/v1/session", operators, at(monitor, &Monitor::sign_out)},
        {"GET", "/ops/api/v1/snapshot", operators, at(monitor, &Monitor::snapshot)},
        {"GET", "/ops/api/v1/feed", operators, at(monitor, &Monitor::feed)},
        {"GET", "/ops/api/v1/messages", operators, at(monitor, &Monitor::messages)},
        {"GET", "/ops/api/v1/messages/{id}", operators, at(monitor, &Monitor::message)},
        {"POST", "/ops/api/v1/messages/{id}/{action}", operators, at(monitor, &Monitor::act)},
        {"POST", "/ops/api/v1/partners/{partner}/{action}", operators,
         at(monitor, &Monitor::act_on_partner)},
        {"GET", "/ops/api/v1/imaging", operators, at(imaging, &ImagingDoors::list)},
        {"GET", "/ops/api/v1/imaging/{id}", operators, at(imaging, &ImagingDoors::show)},
        {"POST", "/ops/api/v1/imaging/{id}/{action}", operators, at(imaging, &ImagingDoors::act)},
        {"GET", "/ops/api/v1/imaging/{id}/documents/{hash}", operators,
         at(documents, &ImagingDocuments::for_operators)},
        {"GET", "/ops/api/v1/approvals", operators, at(monitor, &Monitor::approvals)},
        {"GET", "/ops/api/v1/audit", operators, at(monitor, &Monitor::audit)},
        {"GET", "/ops/api/v1/audit/verification", operators,
         [&store](Visit) { return verify_audit(store); }},
    };
    table.insert(table.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
}

/// For the clinic, and for operators, who see no patients there.
void add_lists(std::vector<Route>& table, BookingLists& lists)
{
    std::vector const both{Role::clinic, Role::operations};
    table.push_back({"GET", "/api/v1/hold-list", both, at(lists, &BookingLists::holds)});
    table.push_back({"GET", "/api/v1/restored", both, at(lists, &BookingLists::restored)});
    table.push_back(
        {"POST", "/api/v1/bookings/{id}/restored", both, at(lists, &BookingLists::confirm)});
}

} // namespace

std::vector<Route> routes_table(Doors const& doors)
{
    auto& [clinic, fhir, approval, page, imaging, documents, push, lists, monitor, store] = doors;
    std::vector<Role> const anybody;
    std::vector const clinic_only{Role::clinic};
    std::vector const practices{Role::practice};
    std::vector const imaging_only{Role::imaging};
    std::vector const partners{Role::clinic, Role::practice, Role::imaging};
    std::vector const readers{Role::clinic, Role::practice};
    std::vector<Route> table{
        {"POST", "/api/v1/bookings", clinic_only, post(clinic, EventKind::booking)},
        {"POST", "/api/v1/screenings", clinic_only, post(clinic, EventKind::screening)},
        {"POST", "/api/v1/procedure-reports", clinic_only,
         post(clinic, EventKind::procedure_report)},
        {"GET", "/api/v1/bookings/{id}", clinic_only, at(clinic, &ClinicApi::booking)},
        {"POST", "/api/v1/bookings/{id}/approval", clinic_only,
         at(approval, &ApprovalDoors::clinic)},
        {"GET", "/api/v1/messages/{id}", clinic_only, at(clinic, &ClinicApi::message)},
        {"GET", "/api/v1/imaging/{id}/documents/{hash}", clinic_only,
         at(documents, &ImagingDocuments::for_clinic)},
        {"GET", "/api/v1/changes", clinic_only, at(clinic, &ClinicApi::changes)},
        {"GET", "/api/v1/openapi.json", anybody, contract},

        {"GET", "/fhir/R4/metadata", anybody, at(fhir, &FhirApi::metadata)},
        {"POST", "/fhir/R4/{type}/_search", clinic_only, at(fhir, &FhirApi::search)},
        {"POST", "/fhir/R4/{type}/$validate", partners, at(fhir, &FhirApi::validate)},
        {"GET", "/fhir/R4/{type}", clinic_only, at(fhir, &FhirApi::search)},
        {"GET", "/fhir/R4/{type}/{id}", readers, at(fhir, &FhirApi::read)},
        {"PUT", "/fhir/R4/Task/{id}", practices, at(approval, &ApprovalDoors::put)},
        {"PATCH", "/fhir/R4/Task/{id}", practices, at(approval, &ApprovalDoors::patch)},
        {"POST", "/fhir/R4/DiagnosticReport", imaging_only, at(push, &ImagingPush::post)},
        {"POST", "/fhir/R4/ImagingStudy", imaging_only, at(push, &ImagingPush::post)},
        {"POST", "/fhir/R4", {Role::practice, Role::imaging}, bundle_of(approval, push)},
        {"POST", "/fhir/R4/$process-message", practices, at(approval, &ApprovalDoors::bundle)},
        {"GET", "/fhir/R4/{type}/{id}/_history", clinic_only, at(fhir, &FhirApi::history)},
        {"GET", "/fhir/R4/{type}/{id}/_history/{version}", clinic_only, at(fhir, &FhirApi::vread)},

        {"GET", "/approve/{token}", anybody, at(page, &ApprovalPage::get)},
        {"POST", "/approve/{token}", anybody, at(page, &ApprovalPage::post)},

        {"GET", "/livez", anybody, at(monitor, &Monitor::livez)},
        {"GET", "/readyz", anybody, at(monitor, &Monitor::readyz)},
        {"GET", "/metrics", anybody, at(monitor, &Monitor::metrics)},
    };
    add_lists(table, lists);
    add_operations(table, monitor, imaging, documents, store);
    return table;
}

} // namespace foramen
