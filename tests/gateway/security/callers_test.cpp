#include "gateway/security/callers.h"

#include <gtest/gtest.h>

namespace foramen {
namespace {

Callers known()
{
    Callers callers;
    callers.add({"clinic", Role::clinic, ""}, Secret{"token-of-the-clinic"});
    callers.add({"operator:alice", Role::operations, ""}, Secret{"token-of-alice"});
    return callers;
}

TEST(Callers, KnowsABearerToken)
{
    auto const identity = known().identify("Bearer token-of-alice");
    ASSERT_TRUE(identity);
    EXPECT_EQ(identity->name, "operator:alice");
    EXPECT_EQ(identity->role, Role::operations);
}

TEST(Callers, TakesTheSchemeInAnyCase)
{
    EXPECT_TRUE(known().identify("bearer token-of-the-clinic"));
    EXPECT_TRUE(known().identify("BEARER  token-of-the-clinic"));
}

TEST(Callers, LetsNobodyInWithoutTheWholeToken)
{
    for (auto const* const authorization :
         {"", "Bearer", "Bearer ", "Bearer token-of-alic", "Bearer token-of-alice ",
          "Bearer token-of-alicee", "Basic token-of-alice", "token-of-alice",
          "Bearer Token-of-alice"}) {
        EXPECT_FALSE(known().identify(authorization)) << authorization;
    }
}

TEST(Callers, AnEmptyTokenIsNeverKnown)
{
    Callers callers;
    callers.add({"nobody", Role::clinic, ""}, Secret{});
    EXPECT_FALSE(callers.identify("Bearer "));
    EXPECT_FALSE(callers.identify(""));
}

} // namespace
} // namespace foramen
