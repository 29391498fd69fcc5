#include "gateway/imaging/imaging_case.h"

#include "gateway/base/random.h"

#include <algorithm>
#include <array>

namespace foramen::imaging {

namespace {

using hl7v2::ImagingStatus;
using matching::SpineRegion;

bool is_certain_day(std::optional<hl7v2::Moment> const& moment)
{
    return moment && moment->precision >= hl7v2::Precision::day;
}

hl7v2::ImagingReport const& said_of(Case const& report)
{
    return report.tellings[current_of(report.tellings).told_by].said;
}

std::vector<std::string> words_of(std::vector<matching::Reason> const& reasons)
{
    std::vector<std::string> words;
    for (auto const reason : reasons) words.emplace_back(to_string(reason));
    return words;
}

std::string_view basis_word(matching::Basis basis)
{
    return basis == matching::Basis::request_number ? "request-number" : "nhs-number";
}

/// A person's "not this one" is not undone by the machine that was wrong.
bool is_of_person(Decision const& decision)
{
    return !decision.by.empty() && decision.by != "gateway";
}

void match_again(Case& report, hl7v2::ImagingReport const& said, Known const& known)
{
    auto const found = matching::match(evidence_of(said), known.patients, known.policy);
    report.candidates.clear();
    report.reasons = words_of(found.reasons);
    for (auto const& ranked : found.ranked) {
        report.candidates.push_back(
            {known.patients[ranked.candidate].patient_id, ranked.score, words_of(ranked.reasons)});
    }
    report.decision = {"", "gateway", "", "", known.now};
    switch (found.verdict) {
    case matching::Verdict::certain:
        report.standing = Standing::matched;
        report.decision.clinic_id = report.candidates.front().clinic_id;
        report.decision.basis = basis_word(found.basis);
        break;
    case matching::Verdict::work_list: report.standing = Standing::work_list; break;
    case matching::Verdict::none: report.standing = Standing::not_ours; break;
    }
}

void judge_identity(Case& report, Known const& known)
{
    auto const& said = said_of(report);
    auto const identity = identity_hash(said);
    auto const is_same = identity == report.judged_identity;
    auto const is_settled = report.standing == Standing::matched || is_of_person(report.decision);
    if (is_same && is_settled) return;
    auto const before = report.decision.clinic_id;
    auto const was_matched = report.standing == Standing::matched;
    match_again(report, said, known);
    report.judged_identity = identity;
    if (!was_matched || report.decision.clinic_id == before) return;
    // It was believed to be somebody's: whose it is now is not for a machine to say.
    report.standing = Standing::work_list;
    report.decision = {"", "gateway", "", "", known.now};
    report.looked_at.clear();
}

void add_matched_work(Case& report, Current const& current, Known const& known)
{
    auto const& said = report.tellings[current.told_by].said;
    auto& work = report.work;
    if (!report.looked_at.empty() && report.looked_at != current.content) {
        if (current.status == ImagingStatus::cancelled) work.insert(Work::cancelled);
        else if (current.status == ImagingStatus::entered_in_error) work.insert(Work::withdrawn);
        else work.insert(Work::changed);
    }
    if (current.status == ImagingStatus::unknown) work.insert(Work::status_unknown);
    if (said.modality.empty()) work.insert(Work::modality_unknown);
    if (!said.modality.empty() && said.modality != "MR") return;
    if (!is_certain_day(said.scanned)) work.insert(Work::date_unknown);
    if (regions_of(report, known.regions).regions.empty()) work.insert(Work::region_unknown);
}

void judge_work(Case& report, Known const& known)
{
    auto const current = current_of(report.tellings);
    auto const is_matched = report.standing == Standing::matched;
    // The first complete text is the one that people read; a change of it is another matter.
    if (is_matched && report.looked_at.empty() && is_complete(current.status)) {
        report.looked_at = current.content;
    }
    report.work.clear();
    if (report.standing == Standing::work_list) report.work.insert(Work::unmatched);
    if (is_matched) add_matched_work(report, current, known);
}

Scan scan_of(Case const& report, Current const& current)
{
    auto const& source = report.tellings[current.told_by];
    auto const& said = source.said;
    auto const is_dated = is_certain_day(said.scanned);
    Scan scan;
    scan.id = report.id;
    scan.day = london_date(is_dated ? said.scanned->at : source.source.received);
    scan.final = is_complete(current.status) && report.looked_at == current.content;
    scan.matched = report.standing == Standing::matched && is_dated && !said.modality.empty();
    return scan;
}

/// Where injections are given; other parts of the spine are one to the rules.
std::optional<Region> rule_region(SpineRegion region)
{
    if (region == SpineRegion::cervical) return Region::cervical;
    if (region == SpineRegion::lumbar) return Region::lumbar;
    return {};
}

} // namespace

std::string case_id(hl7v2::ImagingReport const& report, std::string_view control_id)
{
    auto const name = [&]() -> std::string {
        if (!report.report_id.empty()) return "report " + report.report_id;
        if (!report.accession.empty()) return "accession " + report.accession;
        if (!report.study_uid.empty()) return "study " + report.study_uid;
        return "message " + std::string{control_id};
    }();
    return name_uuid("imaging|" + report.sender + '|' + name);
}

bool add(Case& report, Telling telling)
{
    auto& tellings = report.tellings;
    auto const is_known = std::ranges::any_of(tellings, [&](Telling const& known) {
        return known.source.message_id == telling.source.message_id &&
               known.source.place == telling.source.place;
    });
    if (is_known) return false;
    auto const place = std::ranges::upper_bound(tellings, telling, comes_before);
    tellings.insert(place, std::move(telling));
    if (tellings.size() > tellings_max) tellings.erase(tellings.begin());
    return true;
}

void judge(Case& report, Known const& known)
{
    judge_identity(report, known);
    judge_work(report, known);
}

matching::RegionAnswer regions_of(Case const& report, matching::RegionTable const& table)
{
    if (!report.regions_by_person.empty()) {
        return {report.regions_by_person, matching::RegionSource::exam_map, false};
    }
    return table.region_of(exam_of(said_of(report)));
}

std::vector<Scan> scans_of(Case const& report, matching::RegionTable const& table)
{
    auto const current = current_of(report.tellings);
    auto const& said = report.tellings[current.told_by].said;
    auto const counts = current.status != ImagingStatus::cancelled &&
                        current.status != ImagingStatus::entered_in_error &&
                        report.standing != Standing::not_ours;
    if (!counts || (!said.modality.empty() && said.modality != "MR")) return {};
    auto scan = scan_of(report, current);
    auto const regions = regions_of(report, table).regions;
    if (regions.empty()) {
        scan.matched = false; // Nobody knows what it shows.
        return {scan};
    }
    std::vector<Scan> scans;
    for (auto const region : regions) {
        scan.region = rule_region(region);
        auto const is_there =
            std::ranges::any_of(scans, [&](Scan const& one) { return one.region == scan.region; });
        if (!is_there) scans.push_back(scan);
    }
    return scans;
}

std::set<std::string> patients_of(Case const& report)
{
    std::set<std::string> patients;
    if (report.standing == Standing::matched) patients.insert(report.decision.clinic_id);
    if (report.standing != Standing::work_list) return patients;
    for (auto const& candidate : report.candidates) patients.insert(candidate.clinic_id);
    return patients;
}

namespace {

Result<> check_step(Case const& report, Step const& step)
{
    if (step.reason.empty()) return incorrect("reason: say why, for the audit");
    auto const is_matched = report.standing == Standing::matched;
    switch (step.action) {
    case Action::match:
        if (is_matched) return conflict("the report is matched already: unmatch it first");
        if (step.clinic_id.empty()) return incorrect("bookingId: name a booking of the patient");
        break;
    case Action::unmatch:
        if (!is_matched) return conflict("the report is not matched to anybody");
        break;
    case Action::not_ours:
        if (is_matched) return conflict("the report is matched: unmatch it first");
        break;
    case Action::look:
        if (!is_matched) return conflict("the report is not matched to anybody yet");
        break;
    case Action::set_region:
        if (step.regions.empty()) return incorrect("regions: name at least one");
        break;
    }
    return {};
}

} // namespace

Result<> take_step(Case& report, Step const& step, Known const& known)
{
    if (auto const checked = check_step(report, step); !checked) return checked.error();
    auto const decided = [&](Standing standing, std::string clinic_id) {
        report.standing = standing;
        report.decision = {std::move(clinic_id), step.who, step.reason, "person", known.now};
        report.judged_identity = identity_hash(said_of(report));
        report.looked_at.clear();
    };
    if (!step.regions.empty()) report.regions_by_person = step.regions;
    switch (step.action) {
    case Action::match: decided(Standing::matched, step.clinic_id); break;
    case Action::unmatch:
        std::erase_if(report.candidates, [&](Likeness const& one) {
            return one.clinic_id == report.decision.clinic_id;
        });
        decided(Standing::work_list, "");
        break;
    case Action::not_ours: decided(Standing::not_ours, ""); break;
    case Action::look: report.looked_at = current_of(report.tellings).content; break;
    case Action::set_region: break;
    }
    judge_work(report, known);
    return {};
}

} // namespace foramen::imaging
