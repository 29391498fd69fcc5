// What must hold for every journey, tried on thousands made by chance from printed seeds.
#include "story.h"

#include <random>

using namespace foramen;

namespace {

class Chance {
public:
    explicit Chance(unsigned seed) : engine_{seed} {}
    unsigned below(unsigned bound) { return static_cast<unsigned>(engine_() % bound); }
    bool one_in(unsigned count) { return below(count) == 0; }
    template <class Value> Value pick(std::initializer_list<Value> values)
    {
        return values.begin()[below(static_cast<unsigned>(values.size()))];
    }
    std::mt19937& engine() { return engine_; }

private:
    std::mt19937 engine_;
};

/// A later version happened later, and no two events at the same moment.
std::string moment(unsigned version, unsigned kind)
{
    auto const when =
        at("2030-01-10T10:00:00Z") + std::chrono::hours{version} + std::chrono::minutes{kind};
    return to_rfc3339(when);
}

void vary_patient(Chance& chance, ClinicEvent& event)
{
    if (chance.one_in(4)) event.patient.nhs_number.reset();
    event.patient.share_with_gp.reset();
    if (chance.one_in(3)) event.patient.share_with_gp = chance.one_in(2);
    event.patient.practice.reset();
    if (chance.one_in(2)) event.patient.practice = chance.pick({"Z10001", "Z10002", "Z10003"});
}

ClinicEvent some_booking(Chance& chance, unsigned version)
{
    auto event = a_booking(version, moment(version, 0));
    auto& booking = booking_in(event);
    booking.status =
        chance.one_in(4) ? BookingStatus::cancelled : static_cast<BookingStatus>(chance.below(5));
    booking.start += std::chrono::days{chance.below(chance.one_in(4) ? 400 : 60)};
    booking.end = booking.start + std::chrono::minutes{45};
    booking.procedure.region = chance.pick({Region::cervical, Region::lumbar});
    booking.procedure.side = chance.pick({Side::left, Side::right});
    vary_patient(chance, event);
    return event;
}

ClinicEvent some_screening(Chance& chance, unsigned version)
{
    auto event = a_screening(version, moment(version, 1));
    auto& screening = screening_in(event);
    if (chance.one_in(3))
        screening.answers[chance.below(10)].answer = chance.pick({"yes", "unsure"});
    if (chance.one_in(4)) answer_in(event, "diabetes").hba1c = 40.1 + chance.below(50) / 3.0;
    if (chance.one_in(4)) answer_in(event, "diabetes").controlled = "no";
    screening.consent_given = !chance.one_in(5);
    screening.symptoms_changed =
        chance.pick({Answer3::no, Answer3::no, Answer3::no, Answer3::unsure});
    screening.decision = static_cast<ScreeningDecision>(chance.below(8) < 5 ? 0 : chance.below(4));
    for (auto count = chance.below(5); count > 0; --count) {
        screening.earlier_injections.push_back({chance.pick({Region::cervical, Region::lumbar}),
                                                Date{std::chrono::sys_days{day("2029-06-01")} +
                                                     std::chrono::days{chance.below(200)}}});
    }
    vary_patient(chance, event);
    return event;
}

ClinicEvent some_report(Chance& chance, unsigned version)
{
    auto event = a_report(version, moment(version, 2));
    auto& report = std::get<ProcedureReport>(event.content);
    report.status = static_cast<ReportStatus>(chance.below(3));
    report.has_steroid = chance.one_in(2);
    vary_patient(chance, event);
    return event;
}

std::vector<ClinicEvent> some_events(Chance& chance)
{
    std::vector<ClinicEvent> events;
    for (unsigned version = 1; version <= chance.below(4); ++version) {
        events.push_back(some_booking(chance, version));
    }
    for (unsigned version = 1; version <= chance.below(4); ++version) {
        events.push_back(some_screening(chance, version));
    }
    for (unsigned version = 1; version <= chance.below(4); ++version) {
        events.push_back(some_report(chance, version));
    }
    return events;
}

Story some_start(Chance& chance)
{
    Story story;
    for (auto count = chance.below(4); count > 0; --count) {
        story.journey.scans.push_back(
            {"S-" + std::to_string(count), chance.pick({Region::cervical, Region::lumbar}),
             Date{std::chrono::sys_days{day("2029-11-01")} + std::chrono::days{chance.below(200)}},
             !chance.one_in(8), !chance.one_in(8)});
    }
    if (chance.one_in(2)) story.procedures.push_back({"PR-0", Region::lumbar, day("2029-12-01")});
    return story;
}

/// What must be the same whatever the order: all but the list of deliveries that were ordered.
/// What was asked on the way differs with the order; what came of it does not.
BookingJourney without_history(BookingJourney journey)
{
    journey.reports.clear();
    journey.requests.clear();
    return journey;
}

/// Kept by the gateway, and nobody has read it yet.
void leave_unapplied(Story& story, ClinicEvent const& event)
{
    note_unapplied(story.journey, event);
    reassess(story.journey, story.around());
}

void expect_sound(Story const& story)
{
    auto const& journey = story.journey;
    if (!journey.ready) return;
    EXPECT_TRUE(journey.holds.empty());
    EXPECT_TRUE(journey.unapplied_bookings.empty() && journey.unapplied_screenings.empty());
    ASSERT_TRUE(journey.booking && journey.screening);
    EXPECT_TRUE(journey.screening->consent_given);
    EXPECT_TRUE(journey.booking->status != BookingStatus::cancelled &&
                journey.booking->status != BookingStatus::no_show);
    EXPECT_TRUE(journey.screening->decision != ScreeningDecision::declined &&
                journey.screening->decision != ScreeningDecision::postponed);
    EXPECT_TRUE(journey.approval == ApprovalState::not_needed ||
                journey.approval == ApprovalState::approved);
    EXPECT_EQ(mri_hold(journey, story.around()), std::nullopt);
    EXPECT_TRUE(std::ranges::any_of(journey.scans,
                                    [](Scan const& scan) { return scan.final && scan.matched; }));
    EXPECT_LT(steroid_count(journey, story.around()), 3u);
    EXPECT_TRUE(journey.factors.empty() || journey.approval == ApprovalState::approved);
}

constexpr unsigned journeys = 3000;

} // namespace

TEST(JourneyProperty, EndsAlikeInAnyOrderAndWithRepeats)
{
    unsigned ready = 0;
    for (unsigned seed = 0; seed < journeys; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Chance chance{seed};
        auto const start = some_start(chance);
        auto events = some_events(chance);
        auto in_order = start;
        for (auto const& event : events) in_order.tell(event);
        auto shuffled = start;
        auto again = events;
        for (auto const& event : events)
            if (chance.one_in(2)) again.push_back(event);
        std::ranges::shuffle(again, chance.engine());
        for (auto const& event : again) {
            EXPECT_NE(shuffled.tell(event).outcome, EventOutcome::held);
            expect_sound(shuffled);
        }
        EXPECT_EQ(without_history(shuffled.journey), without_history(in_order.journey));
        ready += in_order.journey.ready;
        if (HasFailure()) return;
    }
    EXPECT_GT(ready, journeys / 100) << "the stories must reach readiness now and then";
}

TEST(JourneyProperty, IsReadyOnlyWhenNothingIsMissing)
{
    for (unsigned seed = 0; seed < journeys; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Chance chance{seed};
        auto story = some_start(chance);
        for (auto const& event : some_events(chance)) {
            if (chance.one_in(8)) leave_unapplied(story, event);
            expect_sound(story);
            story.tell(event);
            expect_sound(story);
            if (chance.one_in(3)) story.answer(static_cast<ApprovalState>(2 + chance.below(7)));
            expect_sound(story);
        }
        if (HasFailure()) return;
    }
}

TEST(JourneyProperty, SendsNothingAfterARefusal)
{
    for (unsigned seed = 0; seed < journeys; ++seed) {
        Chance chance{seed};
        auto story = some_start(chance);
        for (auto const& event : some_events(chance)) {
            auto const decision = story.tell(event);
            for (auto const& order : decision.orders) {
                EXPECT_EQ(order.send_to_practice, story.journey.share_with_gp != false);
            }
        }
    }
}

TEST(JourneyProperty, GoesThereAndBackThroughJson)
{
    for (unsigned seed = 0; seed < journeys; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Chance chance{seed};
        auto story = some_start(chance);
        for (auto const& event : some_events(chance)) {
            story.tell(event);
            if (chance.one_in(4)) leave_unapplied(story, event);
        }
        if (chance.one_in(2)) story.answer(static_cast<ApprovalState>(2 + chance.below(7)));
        note_delivery(story.journey, "PR-1", 1, "delivered", "\"quoted\" \\ \xC3\xBC");
        auto const json = story.journey.to_json();
        auto const back = BookingJourney::from(json);
        ASSERT_TRUE(back.has_value()) << back.error().text();
        ASSERT_EQ(*back, story.journey);
        ASSERT_EQ(back->to_json(), json);
    }
    auto const empty = BookingJourney::from(BookingJourney{}.to_json());
    ASSERT_TRUE(empty.has_value());
    EXPECT_EQ(*empty, BookingJourney{});
}

TEST(JourneyProperty, IsNotReadFromWhatIsNoJourney)
{
    auto const good = a_ready_story().journey.to_json();
    for (std::size_t i = 0; i < good.size(); ++i) {
        EXPECT_FALSE(BookingJourney::from(good.substr(0, i)).has_value()) << i;
    }
    for (auto const& [from, to] : {std::pair{"\"format\":5", "\"format\":6"},
                                   {"\"bookingId\"", "\"bookingld\""},
                                   {"\"lumbar\"", "\"thoracic\""},
                                   {"\"ready\":true", "\"ready\":1"},
                                   {"\"approval\":\"not-needed\"", "\"approval\":\"maybe\""},
                                   {"\"levels\":[\"L4\"]", "\"levels\":[4]"},
                                   {"\"day\":\"2030-01-05\"", "\"day\":\"2030-02-30\""},
                                   {"\"holds\":[]", "\"holds\":{}"}}) {
        auto broken = good;
        auto const place = broken.find(from);
        ASSERT_NE(place, std::string::npos) << from;
        auto const read = BookingJourney::from(broken.replace(place, std::string{from}.size(), to));
        ASSERT_FALSE(read.has_value()) << to;
        EXPECT_EQ(read.error().kind(), ErrorKind::fault);
    }
}
