#include "tests/gateway/channels/far_reply.h"

#include "gateway/channels/address.h"

#include <gmock/gmock.h>

#include <functional>

using namespace foramen;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

std::string fault_of(Partner const& partner)
{
    auto const checked = find_channel(partner.channel)->check(partner);
    return checked ? "" : checked.error().text();
}

std::string fault_with_url(std::string url)
{
    auto partner = far::practice();
    partner.url = std::move(url);
    return fault_of(partner);
}

} // namespace

TEST(PartnerCheck, LikesWhatIsRight)
{
    EXPECT_EQ(fault_of(far::practice()), "");
    EXPECT_EQ(fault_of(far::webhook()), "");
    EXPECT_EQ(fault_of(far::drop()), "");
    for (auto const* url : {"https://a.example", "https://a.example:8443/fhir", "https://10.1.2.3/",
                            "https://[2001:db8::1]:8443/x", "http://127.0.0.1:8090/fhir/R4/Z10001",
                            "http://localhost:1", "http://[::1]:8090/", "http://127.8.9.1"}) {
        EXPECT_EQ(fault_with_url(url), "") << url;
    }
}

TEST(PartnerCheck, NamesTheSettingAndWhatToWrite)
{
    for (auto const* url : {"",
                            "practice",
                            "ftp://a.example",
                            "https://",
                            "https:///path",
                            "http://a.example",
                            "http://127.example.org",
                            "http://127.0.0.1.example.org",
                            "http://127.0.0",
                            "http://127.0.0.256",
                            "http://localhost.example.org",
                            "https://user:pass@a.example",
                            "https://a.example:0",
                            "https://a.example:",
                            "https://a.example:65536",
                            "https://a.example:x",
                            "https://a.example/?q=1",
                            "https://a.example/#x",
                            "https://a.example/a b",
                            "https://a.example/\r\nX: y",
                            "https://a_b.example",
                            "https://[::1",
                            "HTTPS//a"}) {
        EXPECT_THAT(fault_with_url(url), StartsWith("url ")) << url;
    }
}

TEST(PartnerCheck, AsksForATokenUnlessTheFarSideIsThisMachineOrKnowsOurCertificate)
{
    auto partner = far::practice();
    partner.token = Secret{};
    EXPECT_THAT(fault_of(partner), StartsWith("tokenFile is missing"));
    partner.certificate_file = "client.pem";
    EXPECT_EQ(fault_of(partner), "");
    partner.certificate_file = "";
    partner.url = "http://127.0.0.1:8090/fhir/R4";
    EXPECT_EQ(fault_of(partner), "");
}

TEST(PartnerCheck, RefusesATokenThatWouldBreakItsHeaderLine)
{
    auto partner = far::practice();
    partner.token = Secret{"abc\r\nX-Evil: 1"};
    EXPECT_THAT(fault_of(partner), StartsWith("tokenFile"));
    EXPECT_THAT(fault_of(partner), testing::Not(HasSubstr("abc")));
}

TEST(PartnerCheck, AsksForASigningSecretOfTheRightKind)
{
    auto partner = far::webhook();
    for (auto const* secret : {"", "secret", "whsec_", "whsec_%%%", "whsec_c2hvcnQ="}) {
        partner.token = Secret{secret};
        EXPECT_THAT(fault_of(partner), StartsWith("secretFile")) << secret;
    }
    partner.token = Secret{"whsec_" + std::string(88, 'A')}; // 66 bytes
    EXPECT_THAT(fault_of(partner), StartsWith("secretFile"));
}

TEST(PartnerCheck, AsksForAnAbsoluteFolder)
{
    auto partner = far::drop();
    partner.folder = "";
    EXPECT_THAT(fault_of(partner), StartsWith("folder is missing"));
    partner.folder = "drop/Z10002";
    EXPECT_THAT(fault_of(partner), StartsWith("folder must be an absolute path"));
}

TEST(Registry, KnowsItsChannelsByName)
{
    EXPECT_EQ(channels().size(), 3u);
    for (auto const& channel : channels()) EXPECT_EQ(find_channel(channel.name), &channel);
    EXPECT_EQ(find_channel("pigeon"), nullptr);
    EXPECT_EQ(find_channel(""), nullptr);
}
