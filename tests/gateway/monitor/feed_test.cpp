#include "gateway/monitor/feed.h"

#include "tests/support/fake_clock.h"
#include "tests/support/run_task.h"

#include <boost/asio/detached.hpp>
#include <gmock/gmock.h>

namespace foramen {

namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

/// Keeps what is written; the caller goes away after `writes_max`.
class KeptStream final : public EventStream {
public:
    explicit KeptStream(std::size_t writes_max) : writes_max_{writes_max} {}

    Task<> write(std::string text) override
    {
        texts.push_back(std::move(text));
        if (texts.size() >= writes_max_) co_return unavailable("the caller has gone");
        co_return Nothing{};
    }

    std::vector<std::string> texts;

private:
    std::size_t writes_max_;
};

FeedSettings quick()
{
    FeedSettings settings;
    settings.look_every = 1ms;
    settings.renew_every = 5ms;
    settings.heartbeat = 10s;
    return settings;
}

struct FeedTest : ::testing::Test {
    boost::asio::io_context context;
    FakeClock clock;
    FeedSettings settings = quick();
    unsigned made = 0;
    bool changing = true;
    bool failing = false;
    std::unique_ptr<Feed> kept;

    Task<std::string> make()
    {
        if (failing) co_return unavailable("the store does not answer");
        ++made;
        co_return "{\"n\":" + std::to_string(changing ? made : 1) + "}";
    }
    Feed& feed()
    {
        if (!kept) {
            kept = std::make_unique<Feed>(settings, clock, "boot", [this] { return make(); });
        }
        return *kept;
    }
    std::shared_ptr<Feed::Seat> seat(std::string last_id = "")
    {
        return feed().sit_down("operator:alice", std::move(last_id), [] { return true; });
    }
};

TEST_F(FeedTest, TellsTheSnapshotAtOnceAndThenEachChange)
{
    KeptStream stream{4};

    run(context, feed().serve(seat(), stream));

    ASSERT_THAT(stream.texts, SizeIs(4));
    EXPECT_EQ(stream.texts[0], "retry: 3000\n\n");
    EXPECT_THAT(stream.texts[1], StartsWith("id: boot-1\nevent: snapshot\ndata: {\"id\":\"boot-1\","
                                            "\"at\":\"2030-01-14T09:00:00.000Z\",\"n\":1}\n\n"));
    EXPECT_THAT(stream.texts[2], StartsWith("id: boot-2\n"));
    EXPECT_THAT(stream.texts[3], StartsWith("id: boot-3\n"));
}

TEST_F(FeedTest, MakesOneSnapshotAPeriodHoweverManyListen)
{
    settings.renew_every = 10s;
    std::vector<std::unique_ptr<KeptStream>> streams;
    settings.heartbeat = 5ms;
    for (int i = 0; i < 8; ++i) streams.push_back(std::make_unique<KeptStream>(4));

    for (auto& stream : streams) {
        boost::asio::co_spawn(context, feed().serve(seat(), *stream), boost::asio::detached);
    }
    context.run();

    EXPECT_EQ(made, 1u);
    for (auto const& stream : streams) EXPECT_THAT(stream->texts, SizeIs(4));
}

TEST_F(FeedTest, BeatsWhileNothingChanges)
{
    changing = false;
    settings.heartbeat = 3ms;
    KeptStream stream{4};

    run(context, feed().serve(seat(), stream));

    EXPECT_THAT(stream.texts[1], HasSubstr("event: snapshot"));
    EXPECT_EQ(stream.texts[2], "event: heartbeat\ndata: {\"at\":\"2030-01-14T09:00:00.000Z\"}\n\n");
    EXPECT_EQ(stream.texts[3], stream.texts[2]);
}

TEST_F(FeedTest, DoesNotRepeatWhatTheLastEventIdNames)
{
    changing = false;
    ASSERT_TRUE(run(context, feed().newest()));
    KeptStream stream{2};

    run(context, feed().serve(seat("boot-1"), stream));

    EXPECT_THAT(stream.texts[1], HasSubstr("event: heartbeat"));
}

TEST_F(FeedTest, AnIdOfAnEarlierStartGetsTheSnapshot)
{
    KeptStream stream{2};

    run(context, feed().serve(seat("earlier-1"), stream));

    EXPECT_THAT(stream.texts[1], HasSubstr("event: snapshot"));
}

TEST_F(FeedTest, SaysWhenTheStoreDoesNotAnswerAndWhenItDoesAgain)
{
    changing = false;
    failing = true;
    KeptStream stream{3};
    boost::asio::co_spawn(context, feed().serve(seat(), stream), boost::asio::detached);
    while (stream.texts.size() < 2) context.run_one();
    EXPECT_THAT(stream.texts[1], HasSubstr("event: trouble"));
    EXPECT_THAT(stream.texts[1], HasSubstr("the store does not answer"));

    failing = false;
    context.run();
    EXPECT_THAT(stream.texts[2], HasSubstr("event: snapshot"));
}

TEST_F(FeedTest, EndsWithTheSession)
{
    bool signed_in = true;
    auto taken = feed().sit_down("operator:alice", "", [&] { return signed_in; });
    KeptStream stream{100};
    boost::asio::co_spawn(context, feed().serve(std::move(taken), stream), boost::asio::detached);
    while (stream.texts.size() < 2) context.run_one();

    signed_in = false;
    context.run();

    EXPECT_THAT(stream.texts.back(), StartsWith("event: signed-out\n"));
    EXPECT_EQ(feed().clients(), 0u);
}

TEST_F(FeedTest, EndsWhenTheHouseStops)
{
    KeptStream stream{100};
    boost::asio::co_spawn(context, feed().serve(seat(), stream), boost::asio::detached);
    while (stream.texts.size() < 2) context.run_one();

    feed().stop();
    context.run();

    EXPECT_EQ(feed().clients(), 0u);
}

TEST_F(FeedTest, ASeatMayOutliveTheFeed)
{
    KeptStream stream{100};
    boost::asio::co_spawn(context, feed().serve(seat(), stream), boost::asio::detached);
    while (stream.texts.size() < 2) context.run_one();

    kept.reset(); // The io_context still holds the coroutine and its seat; it goes after us.
}

TEST_F(FeedTest, HasOnlySoManySeats)
{
    settings.clients_max = 3;
    settings.clients_per_name_max = 2;
    auto const first = seat();
    auto second = seat();
    EXPECT_TRUE(first && second);
    EXPECT_FALSE(seat()) << "a third page of the same person";
    auto const always = [] { return true; };
    auto const other = feed().sit_down("operator:bob", "", always);
    EXPECT_TRUE(other);
    EXPECT_FALSE(feed().sit_down("operator:carol", "", always)) << "all seats are taken";

    second.reset();
    EXPECT_TRUE(seat());
}

TEST_F(FeedTest, ASnapshotAskedForIsOfThisMoment)
{
    settings.renew_every = 10s;
    ASSERT_EQ(run(context, feed().newest())->content, "{\"n\":1}");
    EXPECT_EQ(run(context, feed().newest())->content, "{\"n\":1}");

    EXPECT_EQ(run(context, feed().renewed())->content, "{\"n\":2}");
    EXPECT_EQ(run(context, feed().newest())->content, "{\"n\":2}");
}

} // namespace

} // namespace foramen
