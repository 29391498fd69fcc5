// What a store promises of the reports of imaging providers; every backend alike.
#include "tests/contract/store_backend.h"

namespace foramen {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class ImagingContract : public StoreContract {
protected:
    static ImagingRecord report(std::string id, std::string standing = "work-list",
                                std::uint64_t version = 0)
    {
        return {std::move(id), version, "", std::move(standing), R"({"format":1})", {}};
    }
    Result<> keep(ImagingRecord record)
    {
        Batch batch;
        batch.imaging.push_back(std::move(record));
        return it.commit(std::move(batch));
    }
    std::vector<std::string> standing(std::string word, std::string after = "", unsigned limit = 9)
    {
        std::vector<std::string> ids;
        auto const found =
            it.now(it.store().imaging_standing(std::move(word), std::move(after), limit));
        EXPECT_TRUE(found);
        for (auto const& one : *found) ids.push_back(one.id);
        return ids;
    }
};

TEST_P(ImagingContract, KnowsNothingOfAReportThatNobodySent)
{
    auto const found = it.now(it.store().imaging("i-1"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->version, 0u);
    EXPECT_EQ(found->id, "i-1");
}

TEST_P(ImagingContract, KeepsAReportWhole)
{
    auto given = report("i-1");
    given.due = it.around.clock.now() + 1h;
    given.body = R"({"format":1,"text":"none"})";
    given.patient_key = PlainSealer{}.lookup_key("nhs|1");
    ASSERT_TRUE(keep(given));
    auto const found = it.now(it.store().imaging("i-1"));
    EXPECT_EQ(found->version, 1u);
    EXPECT_EQ(found->standing, "work-list");
    EXPECT_EQ(found->body, given.body);
    EXPECT_EQ(found->due, given.due);
    EXPECT_EQ(found->patient_key, given.patient_key);
}

TEST_P(ImagingContract, RefusesWhatWasReadBeforeSomebodyElseWrote)
{
    ASSERT_TRUE(keep(report("i-1")));
    ASSERT_TRUE(keep(report("i-1", "matched", 1)));
    Batch late;
    late.imaging.push_back(report("i-1", "not-ours", 1));
    late.audit.push_back({"gateway", "imaging.kept", "i-1", ""});
    auto const refused = it.commit(std::move(late));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), ErrorKind::conflict);
    EXPECT_EQ(it.now(it.store().imaging("i-1"))->standing, "matched");
    EXPECT_THAT(*it.now(it.store().audit(0, 9)), IsEmpty());
}

TEST_P(ImagingContract, ListsByStandingInPages)
{
    for (auto const* const id : {"i-1", "i-2", "i-3"}) ASSERT_TRUE(keep(report(id)));
    ASSERT_TRUE(keep(report("i-4", "matched")));
    EXPECT_THAT(standing("work-list"), ElementsAre("i-1", "i-2", "i-3"));
    EXPECT_THAT(standing("work-list", "i-1", 1), ElementsAre("i-2"));
    EXPECT_THAT(standing("matched"), ElementsAre("i-4"));
    ASSERT_TRUE(keep(report("i-2", "not-ours", 1)));
    EXPECT_THAT(standing("work-list"), ElementsAre("i-1", "i-3"));
}

TEST_P(ImagingContract, SaysWhichReportsAreDue)
{
    auto const noon = it.around.clock.now();
    for (auto const& [id, due] :
         {std::pair{"i-late", noon + 1h}, {"i-soon", noon}, {"i-sooner", noon - 1h}}) {
        auto one = report(id);
        one.due = due;
        ASSERT_TRUE(keep(std::move(one)));
    }
    ASSERT_TRUE(keep(report("i-never")));
    EXPECT_THAT(*it.now(it.store().due_imaging(noon, 9)), ElementsAre("i-sooner", "i-soon"));
    EXPECT_THAT(*it.now(it.store().due_imaging(noon, 1)), ElementsAre("i-sooner"));
    ASSERT_TRUE(keep(report("i-sooner", "work-list", 1)));
    EXPECT_THAT(*it.now(it.store().due_imaging(noon, 9)), ElementsAre("i-soon"));
}

TEST_P(ImagingContract, ForgetsTheBodyOfAnEventAndStillKnowsItAgain)
{
    Batch batch;
    batch.events.push_back({"m-1", "imaging", "eximg/C1", "", "hash", "a name", {}, "", {}});
    batch.events.push_back({"m-2", "imaging", "eximg/C2", "", "hash", "another", {}, "", {}});
    ASSERT_TRUE(it.commit(std::move(batch)));
    Batch later;
    later.forgotten = {{"m-1", "{}"}, {"m-none", "{}"}};
    ASSERT_TRUE(it.commit(std::move(later)));
    EXPECT_EQ(it.now(it.store().event("m-1"))->body, "{}");
    EXPECT_EQ(it.now(it.store().event("m-1"))->body_hash, "hash");
    EXPECT_EQ(it.now(it.store().event("m-2"))->body, "another");
    auto const known = it.now(it.store().situation({"imaging", "eximg/C1", "", ""}));
    EXPECT_TRUE(known->same_event);
}

TEST_P(ImagingContract, ListsAllBookingsInPages)
{
    Batch batch;
    for (auto const* const id : {"b-2", "b-1", "b-3"}) batch.journeys.push_back({id, 0, "", "{}"});
    ASSERT_TRUE(it.commit(std::move(batch)));
    auto const ids = [&](std::string after, unsigned limit) {
        std::vector<std::string> found;
        auto const page = it.now(it.store().journeys(std::move(after), limit));
        for (auto const& one : *page) found.push_back(one.booking_id + one.body);
        return found;
    };
    EXPECT_THAT(ids("", 2), ElementsAre("b-1{}", "b-2{}"));
    EXPECT_THAT(ids("b-2", 2), ElementsAre("b-3{}"));
    EXPECT_THAT(ids("b-3", 2), IsEmpty());
}

TEST_P(ImagingContract, RefusesADecisionThatDidNotSeeAllOfItsPatient)
{
    auto const key = PlainSealer{}.lookup_key("nhs|1");
    auto const rows = [&] {
        SituationQuery query{"booking", "", "b-1", key};
        return it.now(it.store().situation(std::move(query)))->patient_rows;
    };
    auto const decide = [&](std::string booking, std::uint64_t seen) {
        Batch batch;
        batch.journeys.push_back({std::move(booking), 0, key, "{}"});
        batch.seen.push_back({key, seen});
        return it.commit(std::move(batch));
    };
    EXPECT_EQ(rows(), 0u);
    ASSERT_TRUE(decide("b-1", 0));
    EXPECT_EQ(rows(), 1u);
    auto const blind = decide("b-2", 0);
    ASSERT_FALSE(blind);
    EXPECT_EQ(blind.error().kind(), ErrorKind::conflict);
    ASSERT_TRUE(decide("b-2", 1));
    auto known = report("i-1");
    known.patient_key = key;
    ASSERT_TRUE(keep(known));
    EXPECT_FALSE(decide("b-3", 2));
    EXPECT_EQ(rows(), 3u);
    ASSERT_TRUE(decide("b-3", 3));
}

TEST_P(ImagingContract, CountsWhatStandsUnderTheFormerKeyToo)
{
    auto const key = PlainSealer{}.lookup_key("nhs|1");
    auto const former = PlainSealer{}.lookup_key("clinic|P-1");
    Batch first;
    first.journeys.push_back({"b-old", 0, former, "{}"});
    first.procedures.push_back({former, "r-1", "lumbar", {}, true});
    first.procedures[0].day = Date{std::chrono::year{2029} / 5 / 1};
    auto known = report("i-1");
    known.patient_key = key;
    first.imaging.push_back(known);
    ASSERT_TRUE(it.commit(std::move(first)));
    SituationQuery query{"booking", "", "b-1", key, former};
    auto const rows = it.now(it.store().situation(std::move(query)))->patient_rows;
    EXPECT_EQ(rows, 3u);
    auto const decide = [&](std::uint64_t seen) {
        Batch batch;
        batch.rekeys.push_back({former, key});
        batch.journeys.push_back({"b-1", 0, key, "{}"});
        batch.seen.push_back({key, seen, former});
        return it.commit(std::move(batch));
    };
    EXPECT_FALSE(decide(2));
    EXPECT_FALSE(decide(4));
    EXPECT_TRUE(decide(3));
}

TEST_P(ImagingContract, HoldsOverARestart)
{
    if (!GetParam().keeps_over_restart) return;
    ASSERT_TRUE(keep(report("i-1")));
    it.close();
    it.open();
    EXPECT_EQ(it.now(it.store().imaging("i-1"))->body, R"({"format":1})");
}

INSTANTIATE_TEST_SUITE_P(Backends, ImagingContract, testing::Values(memory(), sqlite()), name_of);

} // namespace
} // namespace foramen
