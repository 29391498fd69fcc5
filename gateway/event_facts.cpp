#include "gateway/event_facts.h"

#include "gateway/rows.h"

#include <algorithm>

namespace foramen {

namespace {

constexpr std::string_view amended_form = "screening.amended";
std::vector<std::string> const all_of_a_form{"bloodPressure", "hba1c", "painScore"};

/// For whoever reads the report: "Sunday 3 February 2030, 10:15 to 10:27".
std::string performed_words(Case const& one)
{
    auto const* const report = std::get_if<ProcedureReport>(&one.submission.event.content);
    if (report == nullptr) return "";
    auto const end = report->performed_end;
    auto const same_day = london_date(report->performed_start) == london_date(end);
    return london_words(report->performed_start) + " to " +
           (same_day ? to_london_rfc3339(end).substr(11, 5) : london_words(end));
}

/// The version of a report that its amendment replaces: the highest one sent before.
std::string previous_report(BookingJourney const& before, Case const& one)
{
    auto const* const report = std::get_if<ProcedureReport>(&one.submission.event.content);
    if (report == nullptr) return "";
    auto const found = before.report_versions.find(report->id);
    return found == before.report_versions.end() ? ""
                                                 : report->id + "/" + std::to_string(found->second);
}

/// The form that this event tells of anew, as it was told before; or null.
Screening const* previous_form(BookingJourney const& before, Case const& one)
{
    auto const* const form = std::get_if<Screening>(&one.submission.event.content);
    auto const same = form != nullptr && before.screening && before.screening->id == form->id;
    return same ? &*before.screening : nullptr;
}

/// "heartProblem:yes diabetes:no": what the form said before its amendment.
std::string previous_answers(Screening const& form)
{
    std::string answers;
    for (auto const& given : form.answers) {
        answers += (answers.empty() ? "" : " ") + given.question + ":" + given.answer;
    }
    return answers;
}

/// The places of medicines that an earlier version of the report had and this one has not.
void add_withdrawn_medicines(Facts& facts, BookingJourney const& before, Case const& one)
{
    auto const* const report = std::get_if<ProcedureReport>(&one.submission.event.content);
    if (report == nullptr) return;
    unsigned most = 0;
    for (auto const& earlier : before.reports) {
        if (earlier.id == report->id) most = std::max(most, earlier.medicine_count);
    }
    for (auto place = report->medicine_count + 1; place <= most; ++place) {
        facts.emplace_back("withdrawnMedicines", std::to_string(place));
    }
}

/// What an earlier version measured and this one does not: it is taken back.
void add_withdrawn(Facts& facts, std::vector<std::string> const& earlier,
                   std::vector<std::string> const& present)
{
    for (auto const& name : earlier) {
        Facts::value_type const fact{"withdrawnMeasurements", name};
        auto const is_there = std::ranges::find(present, name) != present.end();
        if (is_there || std::ranges::find(facts, fact) != facts.end()) continue;
        facts.push_back(fact);
    }
}

void add_withdrawn_measurements(Facts& facts, BookingJourney const& before, Case const& one)
{
    auto const& content = one.submission.event.content;
    if (auto const* const form = std::get_if<Screening>(&content)) {
        auto const* const earlier = previous_form(before, one);
        auto const forgotten = before.screening && one.submission.event.name == amended_form;
        if (earlier != nullptr) add_withdrawn(facts, earlier->measured, form->measured);
        else if (forgotten) add_withdrawn(facts, all_of_a_form, form->measured);
    }
    auto const* const report = std::get_if<ProcedureReport>(&content);
    if (report == nullptr) return;
    for (auto const& earlier : before.reports) {
        if (earlier.id == report->id) add_withdrawn(facts, earlier.measured, report->measured);
    }
}

} // namespace

Facts facts_of(BookingJourney const& before, BookingJourney const& after, Case const& one)
{
    Facts facts{{"messageId", one.message_id}, {"recorded", to_rfc3339(one.now)}};
    add_standing(facts, after);
    if (auto previous = previous_report(before, one); !previous.empty()) {
        facts.emplace_back("previousReport", std::move(previous));
    }
    // Of an amended form that is not remembered all is taken back that it does not say again.
    if (auto const* const form = previous_form(before, one)) {
        facts.emplace_back("previousAnswers", previous_answers(*form));
    }
    if (auto performed = performed_words(one); !performed.empty()) {
        facts.emplace_back("performed", std::move(performed));
    }
    add_withdrawn_medicines(facts, before, one);
    add_withdrawn_measurements(facts, before, one);
    return facts;
}

} // namespace foramen
