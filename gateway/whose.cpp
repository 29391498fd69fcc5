#include "gateway/whose.h"

#include <algorithm>

namespace foramen {

namespace {

/// The resource that is made of each report or form, by the identifier that it has for ever.
ResourceFilter record_of(ClinicEvent const& event)
{
    ResourceFilter filter;
    if (auto const* const report = std::get_if<ProcedureReport>(&event.content)) {
        filter.type = "Procedure";
        filter.identifier = "urn:foramen:clinic-report-id|" + report->id;
    } else if (auto const* const form = std::get_if<Screening>(&event.content)) {
        filter.type = "QuestionnaireResponse";
        filter.identifier = "urn:foramen:clinic-screening-id|" + form->id;
    }
    return filter;
}

} // namespace

Task<bool> is_of_another_patient(AdvanceParts const& parts, Case const& one)
{
    auto const& event = one.submission.event;
    auto filter = record_of(event);
    if (filter.type.empty()) co_return false; // A booking has its journey, which compares.
    auto const& known = one.situation;
    std::vector<std::string> keys{known.patient_key, known.journey.patient_key};
    if (known.former == FormerKey::free) { // What came with the clinic's id alone joins now.
        keys.push_back(parts.sealer.lookup_key(event.patient.clinic_identity()));
    }
    CO_TRY(page, co_await parts.store.resources(std::move(filter)));
    co_return std::ranges::any_of(page.resources, [&](ResourceRecord const& record) {
        return std::ranges::find(keys, record.patient_key) == keys.end();
    });
}

} // namespace foramen
