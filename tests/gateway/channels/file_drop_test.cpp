#include "tests/gateway/channels/far_reply.h"

#include <gtest/gtest.h>

using namespace foramen;

namespace {

Step opened(std::string id)
{
    auto const partner = far::drop();
    auto one = far::parcel();
    one.id = std::move(id);
    return far::begin(partner, std::move(one))->open();
}

} // namespace

TEST(FileDrop, WritesOneFileNamedByTheMessage)
{
    auto const step = opened("0190-message-1");
    auto const& file = std::get<FileWrite>(step);
    EXPECT_EQ(file.path, "/srv/drop/Z10002/0190-message-1.json");
    EXPECT_EQ(file.bytes, far::transaction(2));
}

TEST(FileDrop, TakesTheWrittenFileAsProof)
{
    auto const partner = far::drop();
    auto const conversation = far::begin(partner);
    (void)conversation->open();
    EXPECT_TRUE(std::holds_alternative<Receipt>(conversation->on_reply(FileWritten{})));
}

TEST(FileDrop, WritesNothingOutsideItsFolder)
{
    for (auto const* id :
         {"", "../escape", "/etc/passwd", ".hidden", "a/b", "a\\b", "..", "a b", "a\nb"}) {
        auto const step = opened(id);
        ASSERT_TRUE(std::holds_alternative<Refusal>(step)) << id;
        EXPECT_EQ(std::get<Refusal>(step).error.kind(), ErrorKind::fault);
    }
    EXPECT_TRUE(std::holds_alternative<Refusal>(opened(std::string(129, 'a'))));
}
