// What time brings about in reports of imaging providers, through the real store: an alarm for what
// waits too long, an end for what is of nobody here; and that a crash between any two messages of a
// report, or each of them twice, comes to the same.
#include "gateway/imports.h"

#include "gateway/base/digest.h"
#include "tests/gateway/advance/walk.h"

namespace foramen {
namespace {

using hl7v2::ImagingStatus;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using namespace std::chrono_literals;

Sensitive<std::string> secret(std::string text) { return Sensitive{std::move(text)}; }

template <class Rules> Rules rules_of(std::string const& name)
{
    auto read = Rules::read(text_of(mappings_folder + "/rules/" + name));
    if (!read) throw std::runtime_error{name + " cannot be read"};
    return *std::move(read);
}

class ImportsTime : public Walk {
protected:
    ImportsTime() { start(); }

    /// As after a crash: nothing but the disk is left.
    void start()
    {
        auto const& book = rulebook();
        imports = std::make_unique<Imports>(
            AdvanceParts{*store, book.mapper, book.parser, book.rules, *sealer, clock, random, {}},
            list, regions, urgent_words, settings);
    }
    void restart()
    {
        imports.reset();
        store->close();
        store.reset();
        open();
        start();
    }

    hl7v2::ImagingReport report(std::string const& number, ImagingStatus status,
                                std::string const& text, std::string_view reported)
    {
        hl7v2::ImagingReport made;
        made.sender = "eximg";
        made.event = "ORU^R01";
        made.report_id = number;
        made.accession = number;
        made.exams = {{"X", "MRI lumbar spine", "", {}}};
        made.modality = "MR";
        made.scanned =
            hl7v2::Moment{*parse_rfc3339("2030-01-10T10:00:00Z"), hl7v2::Precision::second};
        made.reported = hl7v2::Moment{*parse_rfc3339(reported), hl7v2::Precision::second};
        made.sent = made.reported;
        made.status = status;
        made.text_is = text.empty() ? hl7v2::TextIs::absent : hl7v2::TextIs::own;
        made.text = secret(text);
        made.patient.nhs_numbers = {secret("9434765919")};
        made.patient.nhs_number_status = "01";
        made.patient.name = {secret("STRANGER"), secret("SAM")};
        made.patient.birth_date = Sensitive{std::optional{*parse_date("1981-09-03")}};
        return made;
    }
    ImagingArrival arrival(std::string const& control_id, std::vector<hl7v2::ImagingReport> reports)
    {
        ImagingArrival made;
        made.bytes = "STRANGER " + control_id;
        made.key = {"eximg", control_id, to_hex(sha256(made.bytes))};
        made.reports = std::move(reports);
        made.acknowledgement = "AA " + control_id;
        return made;
    }
    std::string keep(ImagingArrival made)
    {
        auto answer = now(imports->keep(std::move(made)));
        EXPECT_TRUE(answer) << (answer ? "" : answer.error().text());
        return answer ? *answer : "";
    }
    std::string final_report(std::string const& number)
    {
        return keep(arrival("C-" + number, {report(number, ImagingStatus::final, "Disc.",
                                                   "2030-01-11T10:00:00Z")}));
    }
    ImagingRecord record(std::string const& number)
    {
        auto const made = report(number, ImagingStatus::final, "", "2030-01-11T10:00:00Z");
        auto const id = imaging::case_id(made, "");
        return *now(store->imaging(id));
    }
    void after(std::chrono::hours time)
    {
        clock.advance(time);
        ASSERT_TRUE(now(imports->keep_up_due()));
    }
    std::vector<std::string> held()
    {
        MessageFilter filter;
        filter.partner = imaging_work;
        filter.state = MessageState::held;
        std::vector<std::string> kinds;
        auto const listed = *now(store->messages(filter));
        for (auto const& one : listed) kinds.push_back(one.kind);
        return kinds;
    }
    /// A patient with an open booking who is like the stranger, but was born on another day.
    void know_somebody_alike()
    {
        BookingJourney journey;
        journey.booking_id = "BK-1";
        journey.patient_clinic_id = "P-1";
        journey.patient_identity = "https://fhir.nhs.uk/Id/nhs-number|9434765919";
        journey.birth_date = "1981-03-09";
        journey.names = {"Stranger", "Sam", "", ""};
        journey.booking = Booking{};
        journey.booking->end = clock.now() + std::chrono::days{400};
        list.learn(journey);
    }

    ClinicList list;
    matching::RegionTable regions = rules_of<matching::RegionTable>("exam-regions.json");
    imaging::UrgentWords urgent_words = rules_of<imaging::UrgentWords>("urgent-words.json");
    ImportSettings settings;
    std::unique_ptr<Imports> imports;
};

TEST_F(ImportsTime, WhatWaitsTooLongOnTheWorkListIsAnAlarmOnce)
{
    know_somebody_alike();
    final_report("R1");
    EXPECT_THAT(held(), ElementsAre("imaging-unmatched"));
    EXPECT_EQ(now(imports->unmatched())->count, 1u);
    EXPECT_EQ(now(imports->unmatched())->oldest, clock.now());
    after(23h);
    EXPECT_THAT(held(), ElementsAre("imaging-unmatched"));
    after(1h);
    EXPECT_THAT(held(), ElementsAre("imaging-overdue", "imaging-unmatched"));
    after(48h);
    EXPECT_EQ(held().size(), 2u);

    imaging::Step step{imaging::Action::not_ours, "", {}, "operator:alice", "asked"};
    ASSERT_TRUE(now(imports->take(record("R1").id, step, "")));
    EXPECT_THAT(held(), IsEmpty());
    EXPECT_EQ(now(imports->unmatched())->count, 0u);
}

TEST_F(ImportsTime, WhatIsOfNobodyHereIsForgottenMessageAndAll)
{
    auto const acknowledged = final_report("R1");
    auto const before = record("R1");
    ASSERT_EQ(before.standing, "not-ours");
    auto const message_id = imaging::Case::from(before.body)->tellings.front().source.message_id;
    after(24h * 189);
    EXPECT_EQ(record("R1").standing, "not-ours");
    after(24h);
    auto const gone = record("R1");
    EXPECT_EQ(gone.standing, forgotten_standing);
    EXPECT_EQ(gone.body, "{}");
    EXPECT_EQ(gone.patient_key, "");
    auto const event = *now(store->event(message_id));
    EXPECT_THAT(event.body, Not(testing::HasSubstr(to_base64("STRANGER C-R1"))));
    EXPECT_THAT(audited("imaging.forgotten"), ElementsAre(before.id));
    // The same message again is known all the same, and answered as it was.
    EXPECT_EQ(final_report("R1"), acknowledged);
    EXPECT_EQ(record("R1").standing, forgotten_standing);
    // A person finds nothing to decide about.
    imaging::Step step{imaging::Action::not_ours, "", {}, "operator:alice", "asked"};
    EXPECT_EQ(now(imports->take(before.id, step, "")).error().kind(), ErrorKind::not_found);
}

TEST_F(ImportsTime, AForgottenReportThatIsToldOfAnewBeginsAnew)
{
    final_report("R1");
    after(24h * 190);
    ASSERT_EQ(record("R1").standing, forgotten_standing);
    keep(arrival("C-new",
                 {report("R1", ImagingStatus::corrected, "Right.", "2030-10-11T10:00:00Z")}));
    EXPECT_EQ(record("R1").standing, "not-ours");
    EXPECT_EQ(imaging::Case::from(record("R1").body)->tellings.size(), 1u);
}

TEST_F(ImportsTime, AMessageIsKeptAsLongAsOneOfItsReportsIs)
{
    auto other = report("R2", ImagingStatus::final, "Disc.", "2030-01-11T10:00:00Z");
    other.patient.nhs_numbers.clear();
    other.patient.name = {secret("OTHER"), secret("OLGA")};
    keep(arrival("C-both",
                 {report("R1", ImagingStatus::final, "Disc.", "2030-01-11T10:00:00Z"), other}));
    auto const message_id =
        imaging::Case::from(record("R1").body)->tellings.front().source.message_id;
    clock.advance(24h * 100);
    // Somebody has just said again that it is none of ours: it is kept from then on.
    imaging::Step step{imaging::Action::not_ours, "", {}, "operator:alice", "asked"};
    ASSERT_TRUE(now(imports->take(record("R2").id, step, "")));
    after(24h * 90);
    EXPECT_EQ(record("R1").standing, forgotten_standing);
    EXPECT_EQ(record("R2").standing, "not-ours");
    EXPECT_THAT(now(store->event(message_id))->body,
                testing::HasSubstr(to_base64("STRANGER C-both")));
    after(24h * 100);
    EXPECT_THAT(now(store->event(message_id))->body,
                Not(testing::HasSubstr(to_base64("STRANGER C-both"))));
}

TEST_F(ImportsTime, NothingIsForgottenWhereTheHouseSaysSo)
{
    settings.keep_not_ours = std::chrono::days{0};
    start();
    final_report("R1");
    after(24h * 4'000);
    EXPECT_EQ(record("R1").standing, "not-ours");
}

/// Every order of five messages, each sent twice, with a restart after each second one.
TEST_F(ImportsTime, RepetitionsAndRestartsInAnyOrderComeToTheSame)
{
    struct Said {
        ImagingStatus status;
        std::string text;
        std::string_view reported;
    };
    std::vector<Said> const said{
        {ImagingStatus::preliminary, "Draft.", "2030-01-11T10:00:00Z"},
        {ImagingStatus::final, "Left.", "2030-01-12T10:00:00Z"},
        {ImagingStatus::corrected, "Right.", "2030-01-13T10:00:00Z"},
        {ImagingStatus::preliminary, "Late draft.", "2030-01-14T10:00:00Z"},
        {ImagingStatus::cancelled, "", "2030-01-10T10:00:00Z"}};
    std::vector<std::size_t> order{0, 1, 2, 3, 4};
    std::set<std::string> ends;
    unsigned orders = 0;
    do {
        auto const number = "R" + std::to_string(++orders);
        for (std::size_t step = 0; step < order.size(); ++step) {
            auto const& one = said[order[step]];
            auto const id = number + '-' + std::to_string(order[step]);
            auto const made = report(number, one.status, one.text, one.reported);
            auto const first = keep(arrival(id, {made}));
            if (orders % 24 == 0 && step % 2 == 1) restart();
            EXPECT_EQ(keep(arrival(id, {made})), first);
        }
        auto const kept = imaging::Case::from(record(number).body);
        ASSERT_TRUE(kept);
        EXPECT_EQ(kept->tellings.size(), said.size());
        auto const current = imaging::current_of(kept->tellings);
        ends.insert(current.content + std::string{hl7v2::to_string(current.status)} +
                    record(number).standing);
    } while (std::ranges::next_permutation(order).found);
    EXPECT_EQ(orders, 120u);
    EXPECT_EQ(ends.size(), 1u);
}

} // namespace
} // namespace foramen
