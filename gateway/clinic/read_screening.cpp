#include "gateway/clinic/read_event.h"

namespace foramen {

namespace {

constexpr std::array<std::string_view, 3> answer_names{"yes", "no", "unsure"};
constexpr std::array<std::string_view, 4> decision_names{"clear", "gp-approval-needed", "postponed",
                                                         "declined"};

// What a living patient can have: outside of it the reading was typed wrongly or in another unit.
constexpr double hba1c_least = 10, hba1c_most = 250;         // mmol/mol
constexpr double systolic_least = 40, systolic_most = 300;   // mmHg
constexpr double diastolic_least = 20, diastolic_most = 200; // mmHg

ScreeningAnswer read_answer(Place const& place, std::string_view question, Reading& reading)
{
    ScreeningAnswer answer{.question = std::string{question},
                           .answer = Reading::text(place, "answer"),
                           .controlled = {},
                           .hba1c = {},
                           .systolic = {},
                           .diastolic = {}};
    if (Reading::find(place, "controlled")) answer.controlled = Reading::text(place, "controlled");
    if (Reading::find(place, "medicine")) answer.medicine = Reading::text(place, "medicine");
    if (Reading::find(place, "detail")) answer.detail = Reading::text(place, "detail");
    answer.hba1c =
        reading.number_within(place, "hba1cMmolMol", hba1c_least, hba1c_most, "mmol/mol");
    answer.systolic =
        reading.number_within(place, "systolicMmHg", systolic_least, systolic_most, "mmHg");
    answer.diastolic =
        reading.number_within(place, "diastolicMmHg", diastolic_least, diastolic_most, "mmHg");
    if (answer.systolic && answer.diastolic && *answer.systolic <= *answer.diastolic) {
        reading.fault(Reading::member(place, "diastolicMmHg"), "must be below systolicMmHg");
    }
    return answer;
}

std::vector<ScreeningAnswer> read_answers(Place const& screening, Reading& reading)
{
    std::vector<ScreeningAnswer> answers;
    auto const place = Reading::member(screening, "answers");
    for (auto const& member : place->GetObject()) {
        auto const question = text_of(member.name);
        answers.push_back(read_answer(Place{place, question, member.value}, question, reading));
    }
    return answers;
}

std::vector<EarlierInjection> read_earlier(Place const& screening, TimePoint occurred,
                                           Reading& reading)
{
    std::vector<EarlierInjection> earlier;
    auto const list = Reading::find(screening, "previousInjections");
    for (rapidjson::SizeType i = 0; list && i < (*list)->Size(); ++i) {
        Place const one{*list, i, (**list)[i]};
        auto const date = Reading::member(one, "date");
        auto const day = reading.date(date);
        if (occurred != TimePoint{} && day > london_date(occurred)) {
            reading.fault(date, "must not be after the event: it is about an earlier injection");
        }
        earlier.push_back({value_of<Region>(region_names, Reading::text(one, "region")), day});
    }
    return earlier;
}

std::vector<std::string> read_medication(Place const& screening)
{
    std::vector<std::string> names;
    auto const list = Reading::find(screening, "otherMedication");
    for (rapidjson::SizeType i = 0; list && i < (*list)->Size(); ++i) {
        names.emplace_back(text_of((**list)[i]));
    }
    return names;
}

std::vector<std::string> read_measured(Place const& screening)
{
    std::vector<std::string> names;
    auto const answers = Reading::member(screening, "answers");
    auto const pressure = Reading::member(answers, "bloodPressure");
    if (Reading::find(pressure, "systolicMmHg") || Reading::find(pressure, "diastolicMmHg")) {
        names.emplace_back("bloodPressure");
    }
    if (Reading::find(Reading::member(answers, "diabetes"), "hba1cMmolMol")) {
        names.emplace_back("hba1c");
    }
    auto const symptoms = Reading::find(screening, "symptoms");
    if (symptoms && Reading::find(*symptoms, "painScore")) names.emplace_back("painScore");
    return names;
}

/// Nothing said about a change is no change; the form asks each time (mission/clinic.md).
Answer3 read_changed(Place const& screening)
{
    auto const symptoms = Reading::find(screening, "symptoms");
    if (!symptoms || !Reading::find(*symptoms, "changedSinceScan")) return Answer3::no;
    return value_of<Answer3>(answer_names, Reading::text(*symptoms, "changedSinceScan"));
}

/// Times that the journey does not need, but that go into the record.
void check_other_times(Place const& screening, Reading& reading)
{
    reading.instant(screening, "completedAt");
    auto const consent = Reading::member(screening, "consent");
    if (Reading::find(consent, "at")) reading.instant(consent, "at");
    auto const mri = Reading::find(screening, "mri");
    if (!mri) return;
    if (auto const date = Reading::find(*mri, "date")) reading.date(*date);
}

} // namespace

Screening read_screening(Place const& root, TimePoint occurred, Reading& reading)
{
    auto const place = Reading::member(root, "screening");
    auto const consent = Reading::member(place, "consent");
    auto const decision = Reading::member(place, "decision");
    check_other_times(place, reading);
    return {
        .id = reading.id(place, "id"),
        .version = reading.version(place),
        .booking_id = reading.id(place, "bookingId"),
        .answers = read_answers(place, reading),
        .earlier_injections = read_earlier(place, occurred, reading),
        .symptoms_changed = read_changed(place),
        .consent_given = Reading::member(consent, "given")->IsTrue(),
        .decision = value_of<ScreeningDecision>(decision_names, Reading::text(decision, "outcome")),
        .other_medication = read_medication(place),
        .measured = read_measured(place),
    };
}

} // namespace foramen
