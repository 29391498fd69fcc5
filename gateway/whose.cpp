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

Task<> look_whose(AdvanceParts const& parts, Case& one)
{
    auto const& event = one.submission.event;
    auto filter = record_of(event);
    if (filter.type.empty()) co_return Nothing{}; // A booking has its journey, which compares.
    auto const& known = one.situation;
    std::vector<std::string> keys{known.patient_key, known.journey.patient_key};
    if (known.former == FormerKey::free) { // What came with the clinic's id alone joins now.
        keys.push_back(parts.sealer.lookup_key(event.patient.clinic_identity()));
    }
    CO_TRY(page, co_await parts.store.resources(std::move(filter)));
    for (auto const& record : page.resources) {
        one.same_id.push_back({record.type, record.id, record.version});
        if (std::ranges::find(keys, record.patient_key) == keys.end()) one.is_anothers = true;
    }
    co_return Nothing{};
}

void expect_unchanged(Case const& one, Batch& batch)
{
    auto const wanted = record_of(one.submission.event);
    if (wanted.type.empty()) return;
    for (auto const& made : batch.resources) {
        auto const& names = made.identifiers;
        auto const bears = std::ranges::find(names, wanted.identifier) != names.end();
        if (made.type != wanted.type || !bears) continue;
        auto const known = std::ranges::find(one.same_id, made.id, &ResourceSeen::id);
        auto const version = known == one.same_id.end() ? 0 : known->version;
        batch.resources_seen.push_back({made.type, made.id, version});
    }
}

} // namespace foramen
