#include "gateway/delivery/converse.h"
#include "tests/gateway/delivery/far_side.h"
#include "tests/support/run_task.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>

using namespace foramen;
using namespace std::chrono_literals;

namespace {

/// Says what it is told to say, and notes what it is shown.
class Scripted final : public Conversation {
public:
    explicit Scripted(Step opening, Step then = Receipt{"done"})
        : opening_{std::move(opening)}, then_{std::move(then)}
    {}
    Step open() override { return opening_; }
    Step on_reply(Reply const& reply) override
    {
        replies.push_back(reply);
        return then_;
    }
    std::vector<Reply> replies;

private:
    Step opening_;
    Step then_;
};

HttpRequest post() { return {"POST", "", {{"Idempotency-Key", "m-1"}}, "body"}; }

class Converse : public testing::Test {
protected:
    Ending ending_of(Conversation& conversation)
    {
        Partner partner;
        partner.url = far.url();
        partner.reply_timeout = 200ms;
        auto const endpoint = endpoint_of(partner);
        return run(context, converse(conversation, endpoint, http, files));
    }
    Refusal refusal_of_far_side(Act const& act)
    {
        far.script([act](Seen const&, unsigned) { return act; });
        Scripted conversation{post()};
        auto const ending = ending_of(conversation);
        auto const* const refusal = ending.refusal();
        EXPECT_TRUE(conversation.replies.empty());
        return refusal == nullptr ? Refusal{fault("it was not refused"), {}} : *refusal;
    }

    boost::asio::io_context context;
    FarSide far{context, [](Seen const&, unsigned) { return answers(200, {}, "answer"); }};
    HttpClient http{context};
    FileWriter files;
    TempFolder folder;
};

} // namespace

TEST_F(Converse, ShowsTheReplyAndEndsWithTheReceipt)
{
    Scripted conversation{post()};
    auto const ending = ending_of(conversation);
    ASSERT_EQ(conversation.replies.size(), 1u);
    EXPECT_EQ(std::get<HttpReply>(conversation.replies[0]).body, "answer");
    EXPECT_EQ(ending.refusal(), nullptr);
    EXPECT_EQ(ending.answered, Answered::yes);
    ASSERT_EQ(far.seen().size(), 1u);
    EXPECT_EQ(far.seen()[0].body, "body");
}

TEST_F(Converse, EndsAConversationThatDoesNotEnd)
{
    Scripted conversation{post(), post()};
    auto const ending = ending_of(conversation);
    ASSERT_NE(ending.refusal(), nullptr);
    EXPECT_EQ(ending.refusal()->error.kind(), ErrorKind::fault);
    EXPECT_EQ(far.seen().size(), static_cast<std::size_t>(steps_max));
}

TEST_F(Converse, SendsNothingWhenTheOpeningIsARefusal)
{
    Scripted conversation{Refusal{incorrect("no"), {}}};
    auto const ending = ending_of(conversation);
    ASSERT_NE(ending.refusal(), nullptr);
    EXPECT_EQ(ending.answered, Answered::no);
    EXPECT_TRUE(far.seen().empty());
}

TEST_F(Converse, TakesEveryBrokenLineAsSomethingToTryAgain)
{
    EXPECT_EQ(refusal_of_far_side(cuts()).error.kind(), ErrorKind::unavailable);
    EXPECT_EQ(refusal_of_far_side(hangs()).error.kind(), ErrorKind::unavailable);
    far.down();
    auto const refused = refusal_of_far_side(accepted());
    EXPECT_EQ(refused.error.kind(), ErrorKind::unavailable);
}

TEST_F(Converse, TellsALineThatBreaksFromOneThatIsSilent)
{
    EXPECT_EQ(refusal_of_far_side(cuts()).error_class, ErrorClass::network);
    EXPECT_EQ(refusal_of_far_side(hangs()).error_class, ErrorClass::timeout);
    auto const endless = answers(200, {}, std::string(5 * 1024 * 1024, 'x'));
    EXPECT_EQ(refusal_of_far_side(endless).error_class, ErrorClass::answer);
    far.down();
    EXPECT_EQ(refusal_of_far_side(accepted()).error_class, ErrorClass::network);
}

TEST_F(Converse, KnowsThatNobodyAnswered)
{
    far.down();
    Scripted conversation{post()};
    EXPECT_EQ(ending_of(conversation).answered, Answered::no);
}

TEST_F(Converse, TakesAReplyThatIsTooLongAsSomethingToTryAgain)
{
    auto const refusal = refusal_of_far_side(answers(200, {}, std::string(5 * 1024 * 1024, 'x')));
    EXPECT_EQ(refusal.error.kind(), ErrorKind::unavailable);
    EXPECT_THAT(refusal.error.text(), testing::Not(testing::HasSubstr("xxx")));
}

TEST_F(Converse, WritesFiles)
{
    Scripted conversation{FileWrite{folder / "m-1.json", "whole"}};
    auto const ending = ending_of(conversation);
    EXPECT_EQ(ending.refusal(), nullptr);
    EXPECT_TRUE(std::filesystem::exists(folder / "m-1.json"));
    ASSERT_EQ(conversation.replies.size(), 1u);
    EXPECT_TRUE(std::holds_alternative<FileWritten>(conversation.replies[0]));
}

TEST_F(Converse, TellsWhyAFileCouldNotBeWritten)
{
    Scripted conversation{FileWrite{folder / "missing" / "m-1.json", "whole"}};
    auto const ending = ending_of(conversation);
    ASSERT_NE(ending.refusal(), nullptr);
    EXPECT_EQ(ending.refusal()->error.kind(), ErrorKind::unavailable);
    EXPECT_EQ(ending.refusal()->error_class, ErrorClass::folder);
}
