// Why this file exists: stories about a booking, told in a few words.
#pragma once

#include "gateway/journey/journey.h"
#include "tests/support/faults.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace foramen {

inline std::string read_whole(std::string const& path)
{
    std::ifstream stream{path, std::ios::binary};
    EXPECT_TRUE(stream.good()) << path;
    return {std::istreambuf_iterator<char>{stream}, {}};
}

inline RiskTable const& rules()
{
    static auto const days =
        WorkingDays::parse(read_whole(FORAMEN_ROOT "/mappings/rules/bank-holidays.json"));
    EXPECT_TRUE(days.has_value()) << faults_in(days);
    static auto const table =
        RiskTable::parse(read_whole(FORAMEN_ROOT "/mappings/rules/risk.json"), *days);
    EXPECT_TRUE(table.has_value()) << faults_in(table);
    return *table;
}

inline TimePoint at(std::string const& text) { return *parse_rfc3339(text); }
inline Date day(std::string const& text) { return *parse_date(text); }

inline constexpr std::array all_questions{
    "infection",    "cancer",         "bleedingDisorder",   "heartProblem",
    "osteoporosis", "steroidAllergy", "anaestheticAllergy", "pregnancyOrBreastfeeding",
    "diabetes",     "anticoagulant",  "bloodPressure"};

inline ClinicEvent event_of(std::variant<Booking, Screening, ProcedureReport> content,
                            std::string const& occurred)
{
    return {.event_id = "ev",
            .name = "",
            .occurred = at(occurred),
            .patient = {.clinic_id = "P-1",
                        .nhs_number = *NhsNumber::parse("9991909370"),
                        .family = {},
                        .birth_date = day("1960-05-05"),
                        .practice = "Z10002",
                        .share_with_gp = true},
            .content = std::move(content)};
}

/// Lumbar, left, L4, on 15 March 2030 at 10:00.
inline ClinicEvent a_booking(unsigned version = 1,
                             std::string const& occurred = "2030-01-10T10:00:00Z")
{
    return event_of(Booking{.id = "BK-1",
                            .version = version,
                            .status = BookingStatus::created,
                            .start = at("2030-03-15T10:00:00Z"),
                            .end = at("2030-03-15T10:45:00Z"),
                            .procedure = {.type = "nerve-root-injection",
                                          .region = Region::lumbar,
                                          .side = Side::left,
                                          .levels = {"L4"},
                                          .combined_with = {}}},
                    occurred);
}

/// Every answer harmless, consent given, decision clear.
inline ClinicEvent a_screening(unsigned version = 1,
                               std::string const& occurred = "2030-01-11T10:00:00Z")
{
    Screening screening{.id = "SC-1",
                        .version = version,
                        .booking_id = "BK-1",
                        .answers = {},
                        .earlier_injections = {},
                        .symptoms_changed = Answer3::no,
                        .consent_given = true,
                        .decision = ScreeningDecision::clear};
    for (std::string const question : all_questions) {
        ScreeningAnswer answer{question, question == "bloodPressure" ? "stable" : "no", {}, {}, {},
                               {}};
        screening.answers.push_back(std::move(answer));
    }
    return event_of(std::move(screening), occurred);
}

inline ClinicEvent a_report(unsigned version = 1,
                            std::string const& occurred = "2030-03-15T12:00:00Z")
{
    return event_of(ProcedureReport{.id = "PR-1",
                                    .version = version,
                                    .booking_id = "BK-1",
                                    .status = ReportStatus::final,
                                    .procedure = std::get<Booking>(a_booking().content).procedure,
                                    .performed_start = at("2030-03-15T10:00:00Z"),
                                    .performed_end = at("2030-03-15T10:12:00Z"),
                                    .completed = true,
                                    .has_steroid = true},
                    occurred);
}

inline Booking& booking_in(ClinicEvent& event) { return std::get<Booking>(event.content); }
inline Screening& screening_in(ClinicEvent& event) { return std::get<Screening>(event.content); }
inline ScreeningAnswer& answer_in(ClinicEvent& event, std::string_view question)
{
    return *std::ranges::find(screening_in(event).answers, question, &ScreeningAnswer::question);
}

inline Scan a_scan() { return {"S-1", Region::lumbar, day("2030-01-05"), true, true}; }

/// A journey and the world round it.
struct Story {
    BookingJourney journey;
    std::vector<KnownProcedure> procedures;
    TimePoint now = at("2030-01-12T10:00:00Z");

    Surroundings around() const { return {rules(), procedures, now}; }
    Decision tell(ClinicEvent const& event)
    {
        auto decision = decide(journey, event, around());
        journey = decision.journey;
        return decision;
    }
    Story& scan(Scan one)
    {
        journey.scans.push_back(std::move(one));
        reassess(journey, around());
        return *this;
    }
    /// A step of the practice that is asked, or of the clinic.
    Result<StepTaken> step(ApprovalAction action, std::string text = "",
                           std::vector<std::string> conditions = {})
    {
        ApprovalStep one;
        one.action = action;
        one.text = std::move(text);
        one.conditions = std::move(conditions);
        one.condition = 1;
        one.request = journey.requests.empty() ? 1 : journey.requests.back().number;
        one.who = {journey.requests.empty() ? "" : journey.requests.back().practice, "A. Person",
                   "1234567", "fhir-api"};
        return take_step(journey, one, around());
    }
    /// Brings the approval into this state the way people do; nothing where it cannot be.
    Story& answer(ApprovalState state)
    {
        switch (state) {
        case ApprovalState::approved: (void)step(ApprovalAction::approve); break;
        case ApprovalState::conditions_open:
            (void)step(ApprovalAction::approve, "", {"Only one side"});
            break;
        case ApprovalState::declined: (void)step(ApprovalAction::decline); break;
        case ApprovalState::withdrawn: (void)step(ApprovalAction::withdraw); break;
        case ApprovalState::more_information:
            (void)step(ApprovalAction::ask_information, "Which tablet?");
            break;
        case ApprovalState::not_my_patient: (void)step(ApprovalAction::disown); break;
        case ApprovalState::expired:
            if (!journey.requests.empty()) now = journey.requests.back().deadline;
            keep_up(journey, around());
            reassess(journey, around());
            break;
        default: break;
        }
        return *this;
    }
    std::vector<std::string> holds() const
    {
        std::vector<std::string> codes;
        for (auto const& hold : journey.holds) codes.emplace_back(to_string(hold.code));
        return codes;
    }
};

/// Booked, screened, scanned: ready.
inline Story a_ready_story()
{
    Story story;
    story.tell(a_booking());
    story.tell(a_screening());
    story.scan(a_scan());
    EXPECT_TRUE(story.journey.ready) << testing::PrintToString(story.holds());
    return story;
}

inline ClinicEvent a_risky_screening(unsigned version = 2)
{
    auto event = a_screening(version);
    answer_in(event, "heartProblem").answer = "yes";
    return event;
}

/// Ready but for the approval that a second screening asks for.
inline Story a_risky_story()
{
    auto story = a_ready_story();
    story.tell(a_risky_screening());
    EXPECT_EQ(story.holds(), std::vector<std::string>{"approval-pending"});
    return story;
}

} // namespace foramen
