#include "certificates.h"
#include "running_server.h"

#include "gateway/net/client.h"
#include "tests/support/run_task.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>

namespace foramen {

namespace {

using testing::HasSubstr;

class Tls : public testing::Test {
protected:
    std::string file(std::string const& name) const { return (folder_.path() / name).string(); }

    /// A server with a certificate of that plan.
    RunningServer& serve(CertificatePlan plan, std::string const& client_ca = "")
    {
        plan.file = "server";
        make_certificate(folder_.path(), plan);
        ServerSettings settings;
        settings.certificate_file = file("server.pem");
        settings.key_file = file("server-key.pem");
        settings.client_ca_file = client_ca;
        server_ = std::make_unique<RunningServer>(echo(), settings);
        return *server_;
    }

    Result<HttpReply> ask(Endpoint const& endpoint)
    {
        boost::asio::io_context context;
        HttpClient client{context};
        HttpRequest request;
        request.target = "/x";
        return run(context, client.exchange(endpoint, std::move(request)));
    }

    Endpoint endpoint() const
    {
        Endpoint made;
        made.url = server_->url("https");
        made.ca_file = file("authority.pem");
        return made;
    }

    void expect_refused()
    {
        auto const reply = ask(endpoint());
        ASSERT_FALSE(reply);
        EXPECT_EQ(reply.error().kind(), ErrorKind::unavailable);
        EXPECT_THAT(reply.error().text(), HasSubstr("127.0.0.1"));
        EXPECT_THAT(reply.error().text(), HasSubstr("TLS"));
    }

    TempFolder folder_;
    std::unique_ptr<RunningServer> server_;
};

} // namespace

TEST_F(Tls, SpeaksToAServerOfItsAuthority)
{
    serve({});
    auto const reply = ask(endpoint());
    ASSERT_TRUE(reply) << reply.error().text();
    EXPECT_EQ(reply->body, "GET /x []");
}

TEST_F(Tls, RefusesAnExpiredServer)
{
    CertificatePlan plan;
    plan.validity = Validity::expired;
    serve(plan);
    expect_refused();
}

TEST_F(Tls, RefusesAServerThatIsNotYetValid)
{
    CertificatePlan plan;
    plan.validity = Validity::not_yet;
    serve(plan);
    expect_refused();
}

TEST_F(Tls, RefusesTheServerOfAnotherName)
{
    CertificatePlan plan;
    plan.name = "practice.example";
    serve(plan);
    expect_refused();
}

TEST_F(Tls, RefusesAnUnknownAuthority)
{
    CertificatePlan plan;
    plan.authority = "stranger";
    serve(plan);
    make_certificate(folder_.path(), {}); // the authority that we trust
    expect_refused();
}

TEST_F(Tls, RefusesACallerWithoutACertificate)
{
    make_certificate(folder_.path(), {"server", "127.0.0.1", "authority", Validity::now});
    serve({}, file("authority.pem"));
    EXPECT_FALSE(ask(endpoint()));
}

TEST_F(Tls, RefusesACallerOfAnotherAuthority)
{
    make_certificate(folder_.path(), {"server", "127.0.0.1", "authority", Validity::now});
    serve({}, file("authority.pem"));
    make_certificate(folder_.path(), {"caller", "caller.example", "stranger", Validity::now});
    auto with_certificate = endpoint();
    with_certificate.certificate_file = file("caller.pem");
    with_certificate.key_file = file("caller-key.pem");
    EXPECT_FALSE(ask(with_certificate));
}

TEST_F(Tls, LetsACallerOfTheAuthorityIn)
{
    make_certificate(folder_.path(), {"caller", "caller.example", "authority", Validity::now});
    serve({}, file("authority.pem"));
    auto with_certificate = endpoint();
    with_certificate.certificate_file = file("caller.pem");
    with_certificate.key_file = file("caller-key.pem");
    auto const reply = ask(with_certificate);
    ASSERT_TRUE(reply) << reply.error().text();
    EXPECT_EQ(reply->status, 200u);
}

TEST_F(Tls, DoesNotSpeakPlainHttp)
{
    serve({});
    auto plain = endpoint();
    plain.url = server_->url("http");
    EXPECT_FALSE(ask(plain));
}

TEST_F(Tls, NamesTheFileThatIsNoCertificate)
{
    boost::asio::io_context context;
    ServerSettings settings;
    settings.port = 0;
    settings.certificate_file = file("missing.pem");
    HttpServer server{context, settings, echo()};
    auto const listening = server.listen();
    ASSERT_FALSE(listening);
    EXPECT_EQ(listening.error().kind(), ErrorKind::incorrect);
    EXPECT_THAT(listening.error().text(), HasSubstr("missing.pem"));
}

TEST_F(Tls, RefusesAKeyOfAnotherCertificate)
{
    make_certificate(folder_.path(), {"one", "127.0.0.1", "authority", Validity::now});
    make_certificate(folder_.path(), {"two", "127.0.0.1", "authority", Validity::now});
    boost::asio::io_context context;
    ServerSettings settings;
    settings.port = 0;
    settings.certificate_file = file("one.pem");
    settings.key_file = file("two-key.pem");
    HttpServer server{context, settings, echo()};
    EXPECT_FALSE(server.listen());
}

} // namespace foramen
