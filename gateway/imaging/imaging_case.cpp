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

/// Something that people can read came with it, or a way to it.
bool has_content(Current const& current)
{
    return !current.text.empty() || !current.attachments.empty();
}

/// Neither cancelled nor withdrawn.
bool stands(ImagingStatus status)
{
    return status != ImagingStatus::cancelled && status != ImagingStatus::entered_in_error;
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
    auto const verdict = found.verdict == matching::Verdict::certain && is_by_hand(report)
                             ? matching::Verdict::work_list
                             : found.verdict;
    switch (verdict) {
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
    report.proposal.reset();
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
    auto const is_unread = is_complete(current.status) && report.looked_at != current.content;
    if (is_unread && !has_content(current)) work.insert(Work::text_missing);
    if (current.status == ImagingStatus::unknown) work.insert(Work::status_unknown);
    if (said.modality.empty()) work.insert(Work::modality_unknown);
    if (!said.modality.empty() && said.modality != "MR") return;
    if (!is_certain_day(said.scanned)) work.insert(Work::date_unknown);
    if (regions_of(report, known.regions).regions.empty()) work.insert(Work::region_unknown);
}

/// The list of people: what is nobody's yet, how long it waits, and how pressing it looks.
void add_waiting_work(Case& report, Current const& current, Known const& known)
{
    auto& work = report.work;
    auto const is_waiting = report.standing == Standing::work_list;
    if (!is_waiting) report.waiting_since = {};
    else if (report.waiting_since == TimePoint{}) report.waiting_since = known.now;
    auto const is_open = is_waiting || !is_of_person(report.decision);
    auto const is_urgent =
        known.urgent_words != nullptr && known.urgent_words->found_in(current.text);
    if (is_open && is_urgent && stands(current.status)) work.insert(Work::urgent);
    if (!is_waiting) return;
    work.insert(Work::unmatched);
    if (report.waiting_since + known.overdue_after <= known.now) work.insert(Work::overdue);
    if (report.proposal) work.insert(Work::second_person);
}

void judge_work(Case& report, Known const& known)
{
    auto const current = current_of(report.tellings);
    auto const is_matched = report.standing == Standing::matched;
    // The first complete text is the one that people read; a change of it is another matter.
    auto const can_be_read = is_complete(current.status) && has_content(current);
    if (is_matched && report.looked_at.empty() && can_be_read) report.looked_at = current.content;
    report.work.clear();
    if (is_matched) {
        report.waiting_since = {};
        add_matched_work(report, current, known);
    } else {
        add_waiting_work(report, current, known);
    }
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
    // Documents of one examination are one report: each has a number of its own.
    auto const is_document = report.event.starts_with("MDM^");
    auto const name = [&]() -> std::string {
        if (is_document && !report.accession.empty()) return "report " + report.accession;
        if (is_document && !report.parent_report_id.empty()) {
            return "report " + report.parent_report_id;
        }
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
    auto const counts = stands(current.status) && report.standing != Standing::not_ours;
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

void decide_by_person(Case& report, Step const& step, Standing standing, TimePoint now)
{
    auto clinic_id = step.action == Action::match ? step.clinic_id : std::string{};
    report.standing = standing;
    report.decision = {std::move(clinic_id), step.who, step.reason, "person", now};
    report.judged_identity = identity_hash(said_of(report));
    report.looked_at.clear();
    report.proposal.reset();
    report.waiting_since = {};
}

} // namespace

bool is_by_hand(Case const& report) { return said_of(report).event == hl7v2::form_event; }

bool is_override(Case const& report, std::string_view clinic_id)
{
    static constexpr std::array against{
        matching::Reason::nhs_number_differs, matching::Reason::birth_date_differs,
        matching::Reason::family_differs, matching::Reason::sex_contradicts};
    auto const found = std::ranges::find(report.candidates, clinic_id, &Likeness::clinic_id);
    if (found == report.candidates.end()) return true;
    return std::ranges::any_of(against, [&](matching::Reason reason) {
        return std::ranges::find(found->reasons, to_string(reason)) != found->reasons.end();
    });
}

namespace {

/// The first of two persons is remembered; the second one decides. Returns whether it is decided.
Result<bool> is_agreed(Case& report, Step const& step, Known const& known)
{
    auto const wants_two = known.second_person == SecondPerson::for_override;
    if (!wants_two || !is_override(report, step.clinic_id)) return true;
    auto const& first = report.proposal;
    if (first && first->clinic_id == step.clinic_id) {
        if (first->by != step.who) return true;
        return conflict("the evidence speaks against this patient, and you matched it already: "
                        "another person must agree");
    }
    report.proposal = Proposal{step.clinic_id, step.who, step.reason, known.now};
    return false;
}

Result<> match_by_person(Case& report, Step const& step, Known const& known)
{
    TRY(agreed, is_agreed(report, step, known));
    if (!agreed) return {};
    auto const first = report.proposal;
    decide_by_person(report, step, Standing::matched, known.now);
    if (!first) return {};
    report.decision.basis = "two-persons";
    report.decision.reason += " (first " + first->by + ": " + first->reason + ")";
    return {};
}

} // namespace

Result<> take_step(Case& report, Step const& step, Known const& known)
{
    if (auto const checked = check_step(report, step); !checked) return checked.error();
    switch (step.action) {
    case Action::match:
        if (auto const matched = match_by_person(report, step, known); !matched) return matched;
        break;
    case Action::unmatch:
        std::erase_if(report.candidates, [&](Likeness const& one) {
            return one.clinic_id == report.decision.clinic_id;
        });
        decide_by_person(report, step, Standing::work_list, known.now);
        break;
    case Action::not_ours: decide_by_person(report, step, Standing::not_ours, known.now); break;
    case Action::look: report.looked_at = current_of(report.tellings).content; break;
    case Action::set_region: break;
    }
    if (!step.regions.empty()) report.regions_by_person = step.regions;
    judge_work(report, known);
    return {};
}

} // namespace foramen::imaging
