// Which approvals are open, whose they are and when they are due; nothing of a patient.
#include "gateway/monitor/approval_watch.h"

#include "tests/gateway/monitor/monitor_fixture.h"

#include <gmock/gmock.h>

namespace foramen {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct ApprovalWatch : MonitorTest {
    ResourceRecord practice()
    {
        return {"Organization",
                "org-1",
                R"({"resourceType":"Organization","id":"org-1","identifier":[)"
                R"({"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"Z10001"}]})",
                "",
                "",
                "",
                {},
                0,
                {}};
    }
    ResourceRecord task(std::string const& id, std::string status, std::string const& state,
                        TimePoint deadline)
    {
        auto body = R"({"resourceType":"Task","id":")" + id + R"(","status":")" + status +
                    R"(","businessStatus":{"coding":[{"code":")" + state +
                    R"("}]},"authoredOn":"2030-01-10T09:00:00.000Z","owner":{"reference":)" +
                    R"("Organization/org-1"},"for":{"display":"Zebedee Markerson"},)" +
                    R"("restriction":{"period":{"end":")" + to_rfc3339(deadline) + R"("}}})";
        return {"Task", id, std::move(body), "key", "BK-" + id, std::move(status), {}, 0, {}};
    }
    void keep(std::vector<ResourceRecord> resources)
    {
        Batch batch;
        batch.resources = std::move(resources);
        ASSERT_TRUE(run(context, house.store().commit(std::move(batch))));
    }
    std::vector<std::string> listed()
    {
        auto const page = json("/ops/api/v1/approvals");
        std::vector<std::string> ids;
        for (auto const& one : page["approvals"].GetArray()) {
            ids.emplace_back(one["task"].GetString());
        }
        return ids;
    }
};

TEST_F(ApprovalWatch, TheNearestDeadlineComesFirstAndAnsweredOnesAreNotThere)
{
    keep({practice(), task("late", "requested", "sent", clock.now() + 72h),
          task("soon", "on-hold", "more-info-needed", clock.now() + 2h),
          task("over", "received", "viewed", clock.now() - 1h),
          task("yes", "completed", "approved", clock.now() + 1h),
          task("gone", "cancelled", "withdrawn", clock.now() + 1h)});

    EXPECT_THAT(listed(), ElementsAre("over", "soon", "late"));
}

TEST_F(ApprovalWatch, ARowSaysPracticeBookingStateAndTimesAndNoPatient)
{
    keep({practice(), task("one", "received", "viewed", *parse_rfc3339("2030-01-22T10:00:00Z"))});

    auto const reply = get("/ops/api/v1/approvals");
    EXPECT_EQ(reply.body, R"({"total":1,"approvals":[{"task":"one","booking":"BK-one",)"
                          R"("practice":"Z10001","state":"viewed","asked":)"
                          R"("2030-01-10T09:00:00.000Z","deadline":"2030-01-22T10:00:00.000Z"}]})");
}

TEST_F(ApprovalWatch, ADeadlineWithinADayNeedsAPersonAndOneFurtherAwayDoesNot)
{
    keep({practice(), task("late", "requested", "sent", clock.now() + 25h)});
    EXPECT_EQ(json("/ops/api/v1/snapshot")["needs"].Size(), 0u);

    keep({task("soon", "requested", "sent", clock.now() + 23h)});
    auto const open = run(context, open_approvals(house.store()));
    ASSERT_TRUE(open);
    EXPECT_EQ(open->due(clock.now() + 24h), 1u);
    EXPECT_EQ(open->next_deadline(), clock.now() + 23h);
}

TEST_F(ApprovalWatch, MetricsCountThemByStateAndTellTheNearestDeadline)
{
    keep({practice(), task("a", "requested", "sent", clock.now() + 60s),
          task("b", "requested", "sent", clock.now() + 90s)});

    auto const text = get("/metrics").body;
    EXPECT_THAT(text, HasSubstr("foramen_approvals{state=\"sent\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("foramen_approval_deadline_seconds_min 60\n"));
}

TEST_F(ApprovalWatch, WhoIsNobodySeesNothing)
{
    EXPECT_EQ(call("GET", "/ops/api/v1/approvals").status, 401u);
}

} // namespace
} // namespace foramen
