// What becomes of a request when nobody answers: a clock that is set by hand, over weekends, bank
// holidays and the change of the clocks (hazards H6 and H16).
#include "story.h"

#include <random>

using namespace foramen;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

WorkingDays const& calendar() { return rules().calendar(); }

std::string shifted(std::string const& from, int count)
{
    return to_london_rfc3339(calendar().shift(at(from), count)).substr(0, 16);
}

/// A patient with a heart problem, screened at `now`, for a procedure at `start`.
Story asked(std::string const& now, std::string const& start)
{
    Story story;
    story.now = at(now);
    auto booked = a_booking(1, now);
    booking_in(booked).start = at(start);
    booking_in(booked).end = at(start) + std::chrono::minutes{45};
    story.tell(booked);
    auto form = a_screening(1, now);
    answer_in(form, "heartProblem").answer = "yes";
    story.tell(form);
    return story;
}

std::string deadline_of(Story const& story)
{
    return to_london_rfc3339(story.journey.requests.back().deadline).substr(0, 16);
}

std::vector<std::string> names_of(std::vector<ApprovalNotice> const& notices)
{
    std::vector<std::string> names;
    for (auto const& notice : notices) names.emplace_back(to_string(notice.kind));
    return names;
}

/// Waits until something happens by itself; "2026-06-03T18:00 reminded".
std::string wait(Story& story)
{
    auto const due = next_due(story.journey, story.around());
    if (!due) return "nothing";
    story.now = *due;
    auto told = to_london_rfc3339(*due).substr(0, 16);
    for (auto const& name : names_of(keep_up(story.journey, story.around()))) told += " " + name;
    reassess(story.journey, story.around());
    return told;
}

} // namespace

TEST(WorkingDays, AreNotAtWeekendsOrOnBankHolidays)
{
    EXPECT_TRUE(calendar().is_working(day("2026-05-22")));
    for (auto const* free : {"2026-05-23", "2026-05-24", "2026-05-25", "2026-12-28", "2027-03-26",
                             "2027-12-27", "2028-01-03", "2028-12-26"}) {
        EXPECT_FALSE(calendar().is_working(day(free))) << free;
    }
    EXPECT_TRUE(calendar().is_working(day("2027-01-04")));
}

TEST(WorkingDays, AreCountedOverHolidaysInBothDirections)
{
    EXPECT_EQ(shifted("2026-05-15T09:00:00Z", 5), "2026-05-22T10:00");
    EXPECT_EQ(shifted("2026-05-21T09:00:00Z", 5), "2026-05-29T10:00") << "over 25 May";
    EXPECT_EQ(shifted("2026-04-02T09:00:00Z", 1), "2026-04-07T10:00") << "over Easter";
    EXPECT_EQ(shifted("2026-04-07T09:00:00Z", -1), "2026-04-02T10:00");
    EXPECT_EQ(shifted("2026-12-24T09:00:00Z", 1), "2026-12-29T09:00") << "over Christmas";
    EXPECT_EQ(shifted("2027-12-31T09:00:00Z", 1), "2028-01-04T09:00")
        << "3 January is a substitute";
    EXPECT_EQ(shifted("2026-05-16T09:00:00Z", 1), "2026-05-18T10:00") << "from a Saturday";
    EXPECT_EQ(shifted("2026-05-16T09:00:00Z", -1), "2026-05-15T10:00");
    EXPECT_EQ(shifted("2026-05-16T09:00:00Z", 0), "2026-05-16T10:00");
}

TEST(WorkingDays, KeepTheTimeOfDayInLondonWhenTheClocksChange)
{
    EXPECT_EQ(calendar().shift(at("2026-03-27T10:00:00Z"), 1), at("2026-03-30T09:00:00Z"));
    EXPECT_EQ(calendar().shift(at("2026-03-30T09:00:00Z"), -1), at("2026-03-27T10:00:00Z"));
    EXPECT_EQ(calendar().shift(at("2026-10-23T09:00:00Z"), 1), at("2026-10-26T10:00:00Z"));
    // Half past midnight on Saturday in London is still Friday in UTC.
    EXPECT_EQ(calendar().shift(at("2026-05-15T23:30:00Z"), 1), at("2026-05-17T23:30:00Z"));
}

TEST(WorkingDays, AreNotReadFromWhatIsNoCalendar)
{
    for (auto const* text : {"", "[]", "{}", "{\"days\":{}}", "{\"days\":[7]}",
                             "{\"days\":[\"2026-02-30\"]}", "{\"days\":[\"soon\"]}"}) {
        auto const days = WorkingDays::parse(text);
        ASSERT_FALSE(days.has_value()) << text;
        EXPECT_FALSE(days.faults().empty());
    }
    auto const two = WorkingDays::parse(R"({"days":["x","2026-12-25","2026-02-30"]})");
    ASSERT_EQ(two.faults().size(), 2u);
    EXPECT_EQ(two.faults()[0].pointer, "/days/0");
    EXPECT_EQ(two.faults()[1].pointer, "/days/2");
}

TEST(ApprovalTime, GivesThePracticeFiveWorkingDays)
{
    EXPECT_EQ(deadline_of(asked("2026-05-21T09:00:00Z", "2026-07-01T09:00:00Z")),
              "2026-05-29T10:00")
        << "25 May is a bank holiday";
    EXPECT_EQ(deadline_of(asked("2026-03-26T10:00:00Z", "2026-07-01T09:00:00Z")),
              "2026-04-02T10:00")
        << "the clocks change on 29 March";
    EXPECT_EQ(deadline_of(asked("2026-12-22T10:00:00Z", "2027-02-01T09:00:00Z")),
              "2026-12-31T10:00");
}

TEST(ApprovalTime, EndsAWorkingDayBeforeTheProcedure)
{
    EXPECT_EQ(deadline_of(asked("2026-06-01T09:00:00Z", "2026-06-04T13:00:00Z")),
              "2026-06-03T14:00");
    EXPECT_EQ(deadline_of(asked("2026-06-03T09:00:00Z", "2026-06-08T13:00:00Z")),
              "2026-06-05T14:00")
        << "a procedure on Monday is decided on Friday";
}

TEST(ApprovalTime, EndsWithTheProcedureWhenItIsTooNear)
{
    auto story = asked("2026-06-01T09:00:00Z", "2026-06-02T08:00:00Z");
    EXPECT_EQ(deadline_of(story), "2026-06-02T09:00");
    EXPECT_TRUE(story.journey.requests.back().escalated) << "at once: there is no day left";
    EXPECT_EQ(story.step(ApprovalAction::approve).has_value(), true);
}

TEST(ApprovalTime, AsksNobodyAboutAProcedureThatIsOver)
{
    auto const story = asked("2026-06-02T08:00:00Z", "2026-06-02T08:00:00Z");
    EXPECT_THAT(story.journey.requests, IsEmpty());
    EXPECT_EQ(story.journey.approval, ApprovalState::pending);
}

TEST(ApprovalTime, RemindsTwiceEscalatesAndExpires)
{
    auto story = asked("2026-06-01T09:00:00Z", "2026-07-01T09:00:00Z");
    EXPECT_EQ(wait(story), "2026-06-03T18:00 reminded");
    EXPECT_EQ(wait(story), "2026-06-05T10:00 escalated");
    EXPECT_EQ(wait(story), "2026-06-06T02:00 reminded");
    EXPECT_FALSE(story.journey.ready);
    EXPECT_EQ(wait(story), "2026-06-08T10:00 expired");
    EXPECT_EQ(story.journey.approval, ApprovalState::expired);
    EXPECT_EQ(wait(story), "nothing");
    EXPECT_EQ(story.journey.requests.back().reminders, 2u);
}

TEST(ApprovalTime, SendsOneReminderAfterAStandstill)
{
    auto story = asked("2026-06-01T09:00:00Z", "2026-07-01T09:00:00Z");
    story.now = at("2026-06-07T09:00:00Z");
    EXPECT_THAT(names_of(keep_up(story.journey, story.around())),
                ElementsAre("escalated", "reminded"));
    EXPECT_THAT(keep_up(story.journey, story.around()), IsEmpty());
    auto slept = asked("2026-06-01T09:00:00Z", "2026-07-01T09:00:00Z");
    slept.now = at("2026-06-10T09:00:00Z");
    EXPECT_THAT(names_of(keep_up(slept.journey, slept.around())), ElementsAre("expired"));
}

TEST(ApprovalTime, DoesNotRemindThePracticeOfWhatTheClinicOwes)
{
    auto story = asked("2026-06-01T09:00:00Z", "2026-07-01T09:00:00Z");
    ASSERT_TRUE(story.step(ApprovalAction::ask_information, "Which tablet?"));
    EXPECT_EQ(wait(story), "2026-06-03T18:00");
    EXPECT_EQ(wait(story), "2026-06-05T10:00 escalated");
    EXPECT_EQ(wait(story), "2026-06-06T02:00");
    EXPECT_EQ(wait(story), "2026-06-08T10:00 expired");
}

TEST(ApprovalTime, StopsWithTheAnswer)
{
    auto story = asked("2026-06-01T09:00:00Z", "2026-07-01T09:00:00Z");
    ASSERT_TRUE(story.step(ApprovalAction::approve));
    EXPECT_EQ(wait(story), "nothing");
    story.now = at("2026-06-30T09:00:00Z");
    EXPECT_THAT(keep_up(story.journey, story.around()), IsEmpty());
    EXPECT_EQ(story.journey.approval, ApprovalState::approved);
}

TEST(ApprovalTime, PagesAgainWhenNobodyAcknowledgesALateNo)
{
    auto story = asked("2026-06-01T09:00:00Z", "2026-07-01T09:00:00Z");
    ASSERT_TRUE(story.step(ApprovalAction::approve));
    EXPECT_EQ(wait(story), "nothing");
    ASSERT_TRUE(story.step(ApprovalAction::decline));
    EXPECT_EQ(wait(story), "2026-06-01T11:00 unacknowledged");
    EXPECT_EQ(wait(story), "nothing") << "once; the work waits for a person";
    ASSERT_TRUE(story.step(ApprovalAction::acknowledge));
    EXPECT_EQ(wait(story), "nothing");
}

TEST(ApprovalTime, HasNothingToPageAboutOnceALateNoIsAcknowledged)
{
    auto story = asked("2026-06-01T09:00:00Z", "2026-07-01T09:00:00Z");
    ASSERT_TRUE(story.step(ApprovalAction::approve));
    ASSERT_TRUE(story.step(ApprovalAction::decline));
    ASSERT_TRUE(story.step(ApprovalAction::acknowledge));
    EXPECT_EQ(wait(story), "nothing");
}

TEST(ApprovalTime, TakesNoApprovalAtTheDeadlineButTakesANo)
{
    auto story = asked("2026-06-01T09:00:00Z", "2026-07-01T09:00:00Z");
    story.now = story.journey.requests.back().deadline;
    auto const late = story.step(ApprovalAction::approve);
    ASSERT_FALSE(late.has_value());
    EXPECT_EQ(late.error().kind(), ErrorKind::conflict);
    EXPECT_EQ(story.journey.requests.back().state, RequestState::requested)
        << "a step that is refused changes nothing";
    ASSERT_TRUE(story.step(ApprovalAction::decline));
    EXPECT_EQ(story.journey.approval, ApprovalState::declined);
}

namespace {

constexpr unsigned stories = 2000;

class Chance {
public:
    explicit Chance(unsigned seed) : engine_{seed} {}
    unsigned below(unsigned bound) { return static_cast<unsigned>(engine_() % bound); }

private:
    std::mt19937 engine_;
};

Story some_story(Chance& chance)
{
    auto const now = at("2026-01-01T00:00:00Z") + std::chrono::minutes{chance.below(1'400'000)};
    auto const start = now + std::chrono::minutes{chance.below(40'000)};
    return asked(to_rfc3339(now), to_rfc3339(start));
}

/// What a person may do in between, without closing the request.
void some_step(Chance& chance, Story& story)
{
    switch (chance.below(6)) {
    case 0: (void)story.step(ApprovalAction::view); break;
    case 1: (void)story.step(ApprovalAction::review); break;
    case 2: (void)story.step(ApprovalAction::ask_information, "Which?"); break;
    case 3: (void)story.step(ApprovalAction::reply, "This one."); break;
    case 4: (void)story.step(ApprovalAction::ask_again, "Once more."); break;
    default: break;
    }
}

/// All that is due by itself, at each moment; returns how often something was.
unsigned run_down(Story& story)
{
    unsigned rounds = 0;
    for (auto due = next_due(story.journey, story.around()); due;
         due = next_due(story.journey, story.around())) {
        EXPECT_GT(*due, story.now) << "what was due is done";
        story.now = std::max(story.now, *due);
        auto const before = story.journey;
        keep_up(story.journey, story.around());
        EXPECT_NE(story.journey, before) << "something had to be done";
        auto const after = story.journey;
        EXPECT_THAT(keep_up(story.journey, story.around()), IsEmpty());
        EXPECT_EQ(story.journey, after);
        if (++rounds > 10) break;
    }
    return rounds;
}

} // namespace

TEST(ApprovalTime, AlwaysAdvancesAndAlwaysEnds)
{
    for (unsigned seed = 0; seed < stories; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Chance chance{seed};
        auto story = some_story(chance);
        for (auto count = chance.below(5); count > 0; --count) {
            story.now += std::chrono::minutes{chance.below(3'000)};
            keep_up(story.journey, story.around());
            some_step(chance, story);
        }
        EXPECT_LE(run_down(story), 4u) << "two reminders, one escalation, the end";
        for (auto const& request : story.journey.requests) {
            EXPECT_FALSE(is_open(request.state));
            EXPECT_GT(request.deadline, request.asked);
            EXPECT_LE(request.deadline, story.journey.booking->start);
        }
        auto const back = BookingJourney::from(story.journey.to_json());
        ASSERT_TRUE(back.has_value());
        EXPECT_EQ(*back, story.journey);
        if (HasFailure()) return;
    }
}
