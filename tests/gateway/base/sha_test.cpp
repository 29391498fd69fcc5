#include "gateway/base/sha.h"

#include "gateway/base/digest.h"

#include <gtest/gtest.h>

using namespace foramen;

TEST(Sha, AddsPartsAsOneText)
{
    Sha256 whole;
    whole.add("a text of two parts");
    Sha256 parts;
    parts.add("a text ");
    auto const kept = parts; // A copy goes its own way.
    parts.add("of two parts");
    EXPECT_EQ(bytes_of(parts.digest()), bytes_of(whole.digest()));
    EXPECT_EQ(bytes_of(Sha256{kept}.digest()), sha256("a text "));
}

TEST(Sha, HashesWithSha1AsTheStandardSays)
{
    Sha1 hash;
    hash.add("abc"); // FIPS 180-4
    EXPECT_EQ(to_hex(bytes_of(hash.digest())), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST(Sha, KeysADigestAsTheRfcSays)
{
    // RFC 4231, test cases 2 and 6: a short key and one that is longer than a block.
    HmacSha256 const hash{"Jefe"};
    EXPECT_EQ(to_hex(bytes_of(hash("what do ya want for nothing?"))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(to_hex(bytes_of(hash("what do ya want for nothing?"))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(to_hex(hmac_sha256(std::string(131, '\xaa'),
                                 "Test Using Larger Than Block-Size Key - Hash Key First")),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}
