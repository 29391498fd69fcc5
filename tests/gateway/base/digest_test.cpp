#include "gateway/base/digest.h"

#include <gtest/gtest.h>

using namespace foramen;

TEST(Digest, HashesAsTheStandardsSay)
{
    // FIPS 180-4 example "abc"; RFC 4231 test case 2.
    EXPECT_EQ(to_hex(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(sha256("")),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Digest, WritesAndReadsBase64)
{
    // RFC 4648, section 10.
    for (auto const& [plain, coded] : {std::pair{"", ""},
                                       {"f", "Zg=="},
                                       {"fo", "Zm8="},
                                       {"foo", "Zm9v"},
                                       {"foob", "Zm9vYg=="},
                                       {"fooba", "Zm9vYmE="},
                                       {"foobar", "Zm9vYmFy"}}) {
        EXPECT_EQ(to_base64(plain), coded);
        auto const read = from_base64(coded);
        ASSERT_TRUE(read.has_value()) << coded;
        EXPECT_EQ(*read, plain);
    }
    std::string all;
    for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
    auto const read = from_base64(to_base64(all));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, all);
}

TEST(Digest, RefusesWhatIsNotBase64)
{
    for (auto const* text :
         {"Z", "Zg", "Zg=", "Zm9", " Zm9v", "Zm9v ", "Zm9v\n", "Zm\n9v", "====", "Zg===", "A=BC",
          "AA==AAAA", "Zm-_", "Zm9v====", "===", "=", "Z===", "\xff\xff\xff\xff"}) {
        EXPECT_FALSE(from_base64(text).has_value()) << text;
    }
    EXPECT_FALSE(from_base64(std::string_view{"Zm\0v", 4}).has_value());
}
