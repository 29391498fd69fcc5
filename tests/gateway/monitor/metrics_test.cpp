#include "gateway/monitor/gauges.h"
#include "gateway/monitor/metrics.h"

#include "tests/support/fake_clock.h"

#include <gmock/gmock.h>

#include <regex>
#include <set>
#include <sstream>

namespace foramen {

namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(Metrics const& metrics)
{
    Exposition out;
    metrics.write(out);
    return out.take();
}

DeliveryEvent delivered(std::string partner)
{
    return {std::move(partner), "booking", "delivered", 250ms};
}

TEST(Metrics, SaysHowManyReportsAreNobodysAndHowLongTheOldestWaits)
{
    FakeClock clock;
    Metrics metrics{clock};
    EXPECT_THAT(text_of(metrics), HasSubstr("foramen_imaging_unmatched_age_seconds 0\n"));
    metrics.unmatched_reports(3, clock.now());
    clock.advance(90s);
    auto const text = text_of(metrics);
    EXPECT_THAT(text, HasSubstr("foramen_imaging_unmatched_reports 3\n"));
    EXPECT_THAT(text, HasSubstr("foramen_imaging_unmatched_age_seconds 90\n"));
}

TEST(Metrics, CountsWhatWasAcceptedDeliveredAndTried)
{
    FakeClock clock;
    Metrics metrics{clock};

    metrics.accepted("booking");
    metrics.accepted("booking");
    metrics.delivery(delivered("Z10002"));
    metrics.delivery({"Z10002", "booking", "unavailable", 1s});

    auto const text = text_of(metrics);
    EXPECT_THAT(text, HasSubstr("foramen_messages_accepted_total{kind=\"booking\"} 2\n"));
    EXPECT_THAT(
        text,
        HasSubstr("foramen_messages_delivered_total{partner=\"Z10002\",kind=\"booking\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("foramen_messages_delivery_attempts_total{partner=\"Z10002\","
                                "outcome=\"unavailable\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("foramen_delivery_duration_seconds_sum{kind=\"booking\"} 0.25\n"));
    EXPECT_THAT(text, HasSubstr("foramen_delivery_duration_seconds_bucket{kind=\"booking\","
                                "le=\"0.25\"} 1\n"));
}

TEST(Metrics, TimesRequestsByRouteMethodAndCode)
{
    FakeClock clock;
    Metrics metrics{clock};

    metrics.http("/api/v1/bookings/{id}", "GET", 200, 3ms);
    metrics.http("/api/v1/bookings/{id}", "GET", 200, 700ms);
    metrics.http("unknown", "BREW", 405, 1ms);

    auto const text = text_of(metrics);
    EXPECT_THAT(text, HasSubstr("foramen_http_request_duration_seconds_bucket{route=\"/api/v1/"
                                "bookings/{id}\",method=\"GET\",code=\"200\",le=\"0.005\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("foramen_http_request_duration_seconds_count{route=\"/api/v1/"
                                "bookings/{id}\",method=\"GET\",code=\"200\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("method=\"other\",code=\"405\""));
    EXPECT_THAT(text, Not(HasSubstr("BREW")));
}

TEST(Metrics, DoNotGrowWithoutEnd)
{
    FakeClock clock;
    Metrics metrics{clock};

    for (int i = 0; i < 5'000; ++i) metrics.delivery(delivered("P" + std::to_string(i)));

    auto const text = text_of(metrics);
    EXPECT_THAT(text, HasSubstr("{partner=\"other\",kind=\"other\"} 3000\n"));
    EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 4'200);
}

TEST(Metrics, TellTheRateOfTheLastMinuteAndTheLastHour)
{
    FakeClock clock; // at 09:00:00
    Metrics metrics{clock};
    metrics.delivery(delivered("Z10002"));
    metrics.accepted("booking");
    clock.advance(30s);
    metrics.delivery(delivered("Z10002"));

    EXPECT_EQ(metrics.rates().delivered_by_partner.at("Z10002"), 2u);
    clock.advance(31s); // 09:01:01: the first one is 61 s ago
    auto const rates = metrics.rates();
    EXPECT_EQ(rates.delivered_by_partner.at("Z10002"), 1u);
    EXPECT_EQ(rates.delivered_last_minute, 1u);
    EXPECT_EQ(rates.accepted_last_minute, 0u);
    ASSERT_EQ(rates.delivered.size(), 60u);
    EXPECT_EQ(rates.delivered[58], 2u);
    EXPECT_EQ(rates.delivered[59], 0u);
    clock.advance(24h);
    EXPECT_EQ(metrics.rates().delivered[58], 0u);
}

TEST(Metrics, TellHowManyTriesOfTheLastHourGotThroughToEachPartner)
{
    FakeClock clock;
    Metrics metrics{clock};
    auto const began = clock.now();
    metrics.delivery({"Z10002", "booking", "unavailable", 1s});
    clock.advance(10min);
    metrics.delivery(delivered("Z10002"));
    metrics.delivery({"Z10003", "booking", "incorrect", 1s});

    auto rates = metrics.rates();
    EXPECT_EQ(rates.since, began);
    EXPECT_EQ(rates.tries_by_partner.at("Z10002"), (Tries{2, 1}));
    EXPECT_EQ(rates.tries_by_partner.at("Z10003"), (Tries{1, 0}));
    clock.advance(50min); // The first one was an hour ago.
    rates = metrics.rates();
    EXPECT_EQ(rates.tries_by_partner.at("Z10002"), (Tries{1, 1}));
}

TEST(Metrics, NegativeDurationsOfAClockSetBackCountAsNothing)
{
    FakeClock clock;
    Metrics metrics{clock};

    metrics.delivery({"Z10002", "booking", "delivered", -5s});

    EXPECT_THAT(text_of(metrics),
                HasSubstr("foramen_delivery_duration_seconds_sum{kind=\"booking\"} 0\n"));
}

TEST(Exposition, EscapesLabelValues)
{
    Exposition out;
    out.family("x", "gauge", "A test.");
    MetricLabels const labels{{"name", "a\"b\\c\nd"}};
    out.sample(labels, 1);

    EXPECT_EQ(out.take(), "# HELP x A test.\n# TYPE x gauge\nx{name=\"a\\\"b\\\\c\\nd\"} 1\n");
}

Standing a_standing(TimePoint at)
{
    Standing standing;
    standing.at = at;
    QueueLine line;
    line.queue.partner = "Z10002";
    line.queue.counts[MessageState::waiting] = 4;
    line.queue.oldest_waiting = at - 90s;
    line.line.breaker = BreakerState::open;
    standing.queues.push_back(line);
    standing.store.commits = 3;
    standing.store.commits_took = 6ms;
    standing.disk_bytes = 100;
    standing.disk_free_bytes = 50;
    standing.audit = AuditChain::whole;
    return standing;
}

TEST(Gauges, CarryTheNamesThatAlertsAreWrittenAgainst)
{
    FakeClock clock;
    Exposition out;

    write_gauges(out, a_standing(clock.now()), "1.2.3");

    auto const text = out.take();
    for (auto const* line : {
             "foramen_messages{state=\"waiting\",partner=\"Z10002\"} 4",
             "foramen_oldest_message_age_seconds{partner=\"Z10002\",state=\"waiting\"} 90",
             "foramen_breaker_open{partner=\"Z10002\"} 1",
             "foramen_store_commit_duration_seconds_sum 0.006",
             "foramen_store_commit_duration_seconds_count 3",
             "foramen_store_errors_total{op=\"commit\"} 0",
             "foramen_wal_bytes 0",
             "foramen_disk_free_bytes 50",
             "foramen_audit_chain_ok 1",
             "foramen_sse_clients 0",
             "foramen_build_info{version=\"1.2.3\"} 1",
         }) {
        EXPECT_THAT(text, HasSubstr(std::string{line} + "\n"));
    }
}

/// Every line is a comment or a sample, every family is announced once and before its samples.
TEST(Gauges, AndCountersAreWellFormed)
{
    FakeClock clock;
    Metrics metrics{clock};
    metrics.accepted("booking");
    metrics.delivery(delivered("Z10002"));
    metrics.rejected("/api/v1/bookings", 422);
    metrics.http("/api/v1/bookings", "POST", 202, 2ms);
    Exposition out;
    metrics.write(out);
    write_gauges(out, a_standing(clock.now()), "1.2.3");

    std::istringstream lines{out.take()};
    std::set<std::string> families;
    std::string current;
    std::regex const sample{R"(^([a-z_]+)(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? [0-9.e+-]+$)"};
    for (std::string line; std::getline(lines, line);) {
        std::smatch found;
        if (line.starts_with("# HELP ")) {
            current = line.substr(7, line.find(' ', 7) - 7);
            EXPECT_TRUE(families.insert(current).second) << line;
            EXPECT_TRUE(current.starts_with("foramen_")) << line;
        } else if (!line.starts_with("# TYPE ")) {
            ASSERT_TRUE(std::regex_match(line, found, sample)) << line;
            EXPECT_TRUE(found[1].str().starts_with(current)) << line;
        }
    }
    EXPECT_GE(families.size(), 15u);
}

} // namespace

} // namespace foramen
