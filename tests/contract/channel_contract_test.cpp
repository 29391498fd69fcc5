// Why this file exists: every registered channel keeps the same promises; a new one is held to
// them without a line of test of its own.
#include "tests/gateway/channels/far_reply.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

using namespace foramen;
using testing::HasSubstr;
using testing::Not;

namespace {

/// A partner for each channel; a new channel adds its own.
std::map<std::string_view, Partner> const& partners()
{
    static std::map<std::string_view, Partner> const made{
        {"file-drop", far::drop()}, {"fhir-rest", far::practice()}, {"webhook", far::webhook()}};
    return made;
}

class ChannelContract : public testing::TestWithParam<std::string_view> {
protected:
    void SetUp() override
    {
        ASSERT_TRUE(partners().contains(GetParam())) << "give the new channel a partner above";
    }
    std::unique_ptr<Conversation> begin() const { return far::begin(partners().at(GetParam())); }
};

/// What is not meant to differ between two attempts.
std::string same_part(Step const& step)
{
    if (auto const* const file = std::get_if<FileWrite>(&step)) {
        return file->path.string() + "\n" + file->bytes;
    }
    auto const* const request = std::get_if<HttpRequest>(&step);
    if (request == nullptr) return "no request";
    auto text = request->method + " " + request->target + "\n";
    for (auto const& [name, value] : request->headers) {
        auto const of_the_attempt = name == "webhook-timestamp" || name == "webhook-signature";
        text += name + ": " + (of_the_attempt ? "*" : value) + "\n";
    }
    return text + request->body;
}

std::string words_of(Step const& step)
{
    if (auto const* const receipt = std::get_if<Receipt>(&step)) return receipt->text;
    if (auto const* const refusal = std::get_if<Refusal>(&step)) return refusal->error.text();
    return "";
}

/// Bodies of the kinds that a far side sends, each with the marker where a patient could stand.
std::vector<std::string> bodies()
{
    std::string const name = far::marker;
    auto const issue = [&](std::string const& rest) {
        return far::outcome(R"({"severity":"error","code":"invalid",)" + rest + "}");
    };
    return {"",
            name,
            "<html>" + name + "</html>",
            R"({"error":")" + name + "\"}",
            R"({"resourceType":")" + name + "\"}",
            R"({"resourceType":"Bundle","type":")" + name + "\"}",
            far::answered("201 Created,200"),
            far::answered("201," + name),
            far::answered("422 " + name + ",201"),
            issue(R"("diagnostics":")" + name + "\""),
            issue(R"("details":{"text":")" + name + "\"}"),
            issue(R"("details":{"coding":[{"code":")" + name + R"(","display":"x"}]})"),
            issue(R"("expression":["Patient.)" + name + "\"]"),
            issue(R"("expression":["Patient.name[)" + name + "]\"]"),
            issue(R"("location":[")" + name + "\"]"),
            far::outcome(R"({"severity":")" + name + R"(","code":")" + name + "\"}"),
            std::string(200, '[') + name,
            std::string{"\xFF\xFE\x00", 3} + name};
}

std::vector<unsigned> statuses()
{
    std::vector<unsigned> made{0, 100, 101, 199, 600, 999, 65'535};
    for (unsigned status = 200; status <= 599; ++status) made.push_back(status);
    return made;
}

/// What a far side answers is never our own fault, and always of some class.
bool is_of_the_far_side(ErrorClass one)
{
    return one != ErrorClass::none && one != ErrorClass::internal && one != ErrorClass::setup;
}

bool sensible(unsigned status, ErrorKind kind)
{
    if (status == 429) return kind == ErrorKind::busy;
    if (status == 401 || status == 403 || status == 407) return kind == ErrorKind::forbidden;
    if (status == 408 || status == 425 || status >= 500 || status < 200) {
        return may_succeed_later(kind);
    }
    if (status >= 300) return !may_succeed_later(kind) && kind != ErrorKind::fault;
    return kind == ErrorKind::incorrect || kind == ErrorKind::unavailable;
}

} // namespace

TEST_P(ChannelContract, LikesItsPartner)
{
    auto const checked = find_channel(GetParam())->check(partners().at(GetParam()));
    EXPECT_TRUE(checked) << checked.error().text();
}

TEST_P(ChannelContract, NamesWhatIsMissing)
{
    Partner const empty;
    auto const checked = find_channel(GetParam())->check(empty);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().kind(), ErrorKind::incorrect);
    EXPECT_THAT(checked.error().text(), HasSubstr("is missing"));
}

TEST_P(ChannelContract, OpensTheSameMessageWithTheSameRequest)
{
    auto const& partner = partners().at(GetParam());
    auto const first = begin()->open();
    ASSERT_NE(same_part(first), "no request");
    EXPECT_EQ(same_part(first), same_part(begin()->open()));
    auto const later = far::now() + std::chrono::hours{30};
    auto const again = find_channel(GetParam())->begin(partner, far::parcel(), later);
    EXPECT_EQ(same_part(first), same_part(again->open()));
    EXPECT_EQ(same_part(first), same_part(again->open())) << "opened twice";
    EXPECT_THAT(same_part(first), HasSubstr("0190-message-1")) << "the far side's key";
}

TEST_P(ChannelContract, EndsWithinItsStepsWhateverIsAnswered)
{
    for (auto const status : statuses()) {
        auto const conversation = begin();
        auto step = conversation->open();
        int count = 0;
        for (; count < steps_max; ++count) {
            HttpReply const reply{status, {}, far::answered("201,201")};
            if (std::holds_alternative<HttpRequest>(step)) step = conversation->on_reply(reply);
            else if (std::holds_alternative<FileWrite>(step)) {
                step = conversation->on_reply(FileWritten{});
            } else break;
        }
        EXPECT_LT(count, steps_max) << status;
    }
}

TEST_P(ChannelContract, MakesSenseOfEachStatus)
{
    auto const opening = begin()->open();
    if (!std::holds_alternative<HttpRequest>(opening)) return; // It speaks to no server.
    for (auto const status : statuses()) {
        for (auto const& body : bodies()) {
            auto const conversation = begin();
            (void)conversation->open();
            auto const step = conversation->on_reply(HttpReply{status, {}, body});
            if (auto const* const refusal = std::get_if<Refusal>(&step)) {
                EXPECT_TRUE(sensible(status, refusal->error.kind()))
                    << status << " " << to_string(refusal->error.kind()) << " " << body;
                EXPECT_TRUE(is_of_the_far_side(refusal->error_class))
                    << status << " " << to_string(refusal->error_class) << " " << body;
            } else if (std::holds_alternative<Receipt>(step)) {
                EXPECT_TRUE(status >= 200 && status < 300) << status << " is no proof";
            }
        }
    }
}

TEST_P(ChannelContract, NeverTellsWhatStoodInAReply)
{
    HttpHeaders const headers{{"Location", "https://x.example/SECRET-NAME"},
                              {"ETag", "SECRET-NAME"},
                              {"Retry-After", "SECRET-NAME"},
                              {"WWW-Authenticate", "SECRET-NAME"}};
    for (auto const status :
         {100u, 200u, 201u, 204u, 302u, 400u, 401u, 409u, 412u, 422u, 429u, 500u, 503u, 999u}) {
        for (auto const& body : bodies()) {
            auto const conversation = begin();
            (void)conversation->open();
            auto const step = conversation->on_reply(HttpReply{status, headers, body});
            EXPECT_THAT(words_of(step), Not(HasSubstr(far::marker))) << status << " " << body;
            EXPECT_LT(words_of(step).size(), 400u);
        }
    }
}

TEST_P(ChannelContract, TakesAReplyOfAnotherKindAsItsOwnFault)
{
    auto const conversation = begin();
    auto const opening = conversation->open();
    auto const step = std::holds_alternative<FileWrite>(opening)
                          ? conversation->on_reply(HttpReply{})
                          : conversation->on_reply(FileWritten{});
    ASSERT_TRUE(std::holds_alternative<Refusal>(step));
    EXPECT_EQ(std::get<Refusal>(step).error.kind(), ErrorKind::fault);
}

namespace {

std::vector<std::string_view> names()
{
    std::vector<std::string_view> made;
    for (auto const& channel : channels()) made.push_back(channel.name);
    return made;
}

std::string name_of(testing::TestParamInfo<std::string_view> const& one)
{
    std::string name{one.param};
    std::erase(name, '-');
    return name;
}

} // namespace

INSTANTIATE_TEST_SUITE_P(Channels, ChannelContract, testing::ValuesIn(names()), name_of);
