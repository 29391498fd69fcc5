// The last day of a certificate is known long before.
#include "gateway/security/certificate_watch.h"

#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace foramen {
namespace {

/// Of a key that was thrown away: 1 January 2029 to 15 February 2030, 12:00 UTC.
constexpr auto until_february_2030 = R"(-----BEGIN CERTIFICATE-----
MIIBGjCBwgIBATAKBggqhkjOPQQDAjAaMRgwFgYDVQQDDA93YXRjaGVkLmV4YW1w
bGUwHhcNMjkwMTAxMDAwMDAwWhcNMzAwMjE1MTIwMDAwWjAaMRgwFgYDVQQDDA93
YXRjaGVkLmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAR7A8bhGFWW
TaqF4oi47GWiHFYfVFw7xCzRrQv85ujF244yiEIWPx6vfhJdvqmtWNM7P0N5vsxP
9auLUjbQqdJyMAoGCCqGSM49BAMCA0cAMEQCIHOyagDvR/qo/Izc4u3zyUrZXbSS
fGPWbFjQS5az703JAiB8rUNF7yEY0nOzUZUSSzxtJpWsaMv6vUPFRFnfkIVyvQ==
-----END CERTIFICATE-----
)";

struct CertificateWatch : ::testing::Test {
    TempFolder folder;

    std::optional<TimePoint> expiry(std::string const& text)
    {
        std::ofstream{folder / "one.pem"} << text;
        auto const found = read_certificates({{"http", folder / "one.pem"}});
        EXPECT_EQ(found.at(0).name, "http");
        return found.at(0).expires;
    }
};

TEST_F(CertificateWatch, ReadsTheLastMoment)
{
    EXPECT_EQ(expiry(until_february_2030), *parse_rfc3339("2030-02-15T12:00:00Z"));
}

TEST_F(CertificateWatch, SaysThatAFileHoldsNone)
{
    EXPECT_EQ(expiry("not a certificate"), std::nullopt);
    EXPECT_EQ(expiry("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
              std::nullopt);
    EXPECT_EQ(read_certificates({{"mllp", folder / "missing.pem"}}).at(0).expires, std::nullopt);
}

} // namespace
} // namespace foramen
