#include "gateway/base/secret.h"
#include "gateway/base/sensitive.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <new>
#include <ostream>

using namespace foramen;

template <class T>
concept Printable = requires(std::ostream& out, T const& value)
{
    out << value;
};
static_assert(!Printable<Secret>);
static_assert(!Printable<Sensitive<std::string>>);
static_assert(Printable<std::string>);

TEST(Secret, ComparesWholeValuesOnly)
{
    Secret const token{"correct horse"};
    EXPECT_TRUE(token.equals("correct horse"));
    EXPECT_FALSE(token.equals("correct hors"));
    EXPECT_FALSE(token.equals("correct horse "));
    EXPECT_FALSE(token.equals("correct horsf"));
    EXPECT_FALSE(token.equals(""));
    EXPECT_TRUE(Secret{}.equals(""));
}

TEST(Secret, LeavesNothingBehindWhereItWasMovedFrom)
{
    alignas(Secret) std::array<unsigned char, sizeof(Secret)> room{};
    auto* const old = new (room.data()) Secret{"short-token"};
    Secret const taken{std::move(*old)};
    std::string_view const bytes{reinterpret_cast<char const*>(room.data()), room.size()};
    EXPECT_EQ(bytes.find("ort-token"), std::string_view::npos);
    EXPECT_TRUE(old->empty());
    EXPECT_TRUE(taken.equals("short-token"));
    std::destroy_at(old);
}

TEST(Secret, LeavesNothingBehindWhenItIsAssignedOver)
{
    Secret token{"a-longer-token-that-is-on-the-heap-0123456789"};
    auto const* const place = token.use().data();
    token = Secret{"b"};
    EXPECT_EQ(token.use(), "b");
    // The old buffer is reused or wiped: neither holds the old tail.
    if (token.use().data() == place) {
        EXPECT_EQ((std::string_view{place + 2, 8}).find("nger"), std::string_view::npos);
    }
    Secret const& same = token;
    token = same;
    EXPECT_EQ(token.use(), "b");
}

TEST(Sensitive, GivesItsValueOnlyForAReason)
{
    Sensitive<std::string> const name{"Ada"};
    EXPECT_EQ(name.reveal(Purpose::mapping), "Ada");
    EXPECT_TRUE(name == Sensitive<std::string>{"Ada"});
}
