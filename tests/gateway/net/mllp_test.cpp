#include "certificates.h"
#include "gateway/net/mllp_frame.h"
#include "gateway/net/mllp_server.h"
#include "running_server.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <atomic>
#include <future>

namespace foramen {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string const end_of_frame = "\x1C\r";

MllpHandler answering()
{
    return
        [](std::string message, MllpPeer) -> Task<std::string> { co_return "ack of " + message; };
}

bool everybody(MllpPeer const&) { return true; }

/// A server on a free port with a thread of its own.
class RunningMllp {
public:
    explicit RunningMllp(MllpHandler handler, MllpSettings settings = {},
                         MllpAdmission admission = everybody)
    {
        settings.port = 0;
        server_ = std::make_unique<MllpServer>(context_, std::move(settings), std::move(admission),
                                               std::move(handler));
        auto const listening = server_->listen();
        EXPECT_TRUE(listening) << listening.error().text();
        thread_ = std::jthread{[this] { context_.run(); }};
    }
    ~RunningMllp() { context_.stop(); }

    MllpServer& server() { return *server_; }
    std::uint16_t port() const { return server_->port(); }

private:
    boost::asio::io_context context_;
    std::unique_ptr<MllpServer> server_;
    std::jthread thread_;
};

/// Handlers wait here until the test lets them go.
struct Gate {
    std::promise<void> reached;
    std::atomic<bool> open = false;

    MllpHandler handler()
    {
        return [this](std::string message, MllpPeer) -> Task<std::string> {
            reached.set_value();
            boost::asio::steady_timer pause{co_await boost::asio::this_coro::executor};
            while (!open) {
                pause.expires_after(std::chrono::milliseconds{1});
                co_await pause.async_wait(boost::asio::use_awaitable);
            }
            co_return message;
        };
    }
};

} // namespace

TEST(Mllp, AnswersOneMessageAfterTheOtherOnOneLine)
{
    RunningMllp running{answering()};
    RawLine line{running.port()};
    for (auto const* message : {"one", "two", "three"}) {
        line.send(mllp_framed(message));
        EXPECT_EQ(line.read_until(end_of_frame), mllp_framed(std::string{"ack of "} + message));
    }
}

TEST(Mllp, AnswersPipelinedMessagesInOrder)
{
    RunningMllp running{answering()};
    RawLine line{running.port()};
    line.send(mllp_framed("one") + "\r\n" + mllp_framed("two") + mllp_framed("three"));
    EXPECT_EQ(line.read_until(end_of_frame), mllp_framed("ack of one"));
    EXPECT_EQ(line.read_until(end_of_frame), mllp_framed("ack of two"));
    EXPECT_EQ(line.read_until(end_of_frame), mllp_framed("ack of three"));
}

TEST(Mllp, TakesAMessageThatComesByteByByte)
{
    RunningMllp running{answering()};
    RawLine line{running.port()};
    for (char const byte : mllp_framed("slowly")) line.send({&byte, 1});
    EXPECT_EQ(line.read_until(end_of_frame), mllp_framed("ack of slowly"));
}

TEST(Mllp, TakesALargeMessageAndRefusesALargerOne)
{
    MllpSettings settings;
    settings.message_bytes_max = 1'000'000;
    std::atomic<std::size_t> seen = 0;
    auto const counting = [&seen](std::string message, MllpPeer) -> Task<std::string> {
        seen = message.size();
        co_return "ok";
    };
    RunningMllp running{counting, settings};
    RawLine line{running.port()};
    line.send(mllp_framed(std::string(1'000'000, 'x')));
    EXPECT_EQ(line.read_until(end_of_frame), mllp_framed("ok"));
    EXPECT_EQ(seen, 1'000'000u);
    RawLine other{running.port()};
    other.send(mllp_framed(std::string(1'000'001, 'x')));
    EXPECT_THAT(other.read_all(), IsEmpty());
    EXPECT_EQ(seen, 1'000'000u);
}

TEST(Mllp, EndsALineThatBreaksTheFraming)
{
    RunningMllp running{answering()};
    for (std::string const bytes : {"GET / HTTP/1.1\r\n\r\n",
                                    "\x0B"
                                    "a\x1Cx",
                                    "\x0B"
                                    "a\x0B"}) {
        RawLine line{running.port()};
        line.send(mllp_framed("good") + bytes + mllp_framed("never read"));
        EXPECT_EQ(line.read_all(), mllp_framed("ack of good")) << bytes;
    }
}

TEST(Mllp, EndsALineThatIsTooSlowInsideAMessage)
{
    MllpSettings settings;
    settings.message_timeout = std::chrono::seconds{1};
    RunningMllp running{answering(), settings};
    RawLine line{running.port()};
    line.send("\x0B"
              "never ended");
    EXPECT_THAT(line.read_all(), IsEmpty());
    EXPECT_TRUE(line.ended());
}

TEST(Mllp, EndsALineThatIsIdleForTooLong)
{
    MllpSettings settings;
    settings.idle_timeout = std::chrono::seconds{1};
    RunningMllp running{answering(), settings};
    RawLine line{running.port()};
    line.send(mllp_framed("a"));
    EXPECT_EQ(line.read_all(), mllp_framed("ack of a"));
}

TEST(Mllp, AcknowledgesNothingThatItsHandlerCouldNotKeep)
{
    auto const failing = [](std::string, MllpPeer) -> Task<std::string> {
        co_return unavailable("the disk is full");
    };
    RunningMllp running{failing};
    RawLine line{running.port()};
    line.send(mllp_framed("a"));
    EXPECT_THAT(line.read_all(), IsEmpty());
}

TEST(Mllp, SurvivesAHandlerThatThrows)
{
    auto const throwing = [](std::string message, MllpPeer) -> Task<std::string> {
        if (message == "bad") throw std::runtime_error{"of a library"};
        co_return message;
    };
    RunningMllp running{throwing};
    RawLine line{running.port()};
    line.send(mllp_framed("bad"));
    EXPECT_THAT(line.read_all(), IsEmpty());
    RawLine other{running.port()};
    other.send(mllp_framed("good"));
    EXPECT_EQ(other.read_until(end_of_frame), mllp_framed("good"));
}

TEST(Mllp, SendsNoFrameWhenNoAnswerIsWanted)
{
    auto const quiet = [](std::string message, MllpPeer) -> Task<std::string> {
        co_return message == "quiet" ? "" : message;
    };
    RunningMllp running{quiet};
    RawLine line{running.port()};
    line.send(mllp_framed("quiet") + mllp_framed("loud"));
    EXPECT_EQ(line.read_until(end_of_frame), mllp_framed("loud"));
}

TEST(Mllp, ListensToNobodyWhoIsNotAdmitted)
{
    std::atomic<int> called = 0;
    auto const counting = [&called](std::string, MllpPeer) -> Task<std::string> {
        ++called;
        co_return "";
    };
    std::promise<std::string> asked;
    auto const nobody = [&asked](MllpPeer const& peer) {
        asked.set_value(peer.address);
        return false;
    };
    RunningMllp running{counting, {}, nobody};
    RawLine line{running.port()};
    line.send(mllp_framed("a"));
    EXPECT_THAT(line.read_all(), IsEmpty());
    EXPECT_EQ(asked.get_future().get(), "127.0.0.1");
    EXPECT_EQ(called, 0);
}

TEST(Mllp, TurnsAwayMoreLinesThanItsLimit)
{
    MllpSettings settings;
    settings.connections_max = 1;
    RunningMllp running{answering(), settings};
    RawLine first{running.port()};
    first.send(mllp_framed("a"));
    first.read_until(end_of_frame);
    RawLine second{running.port()};
    EXPECT_THAT(second.read_all(), IsEmpty());
    first.send(mllp_framed("b"));
    EXPECT_EQ(first.read_until(end_of_frame), mllp_framed("ack of b"));
}

TEST(Mllp, AnswersWhatHasComeBeforeItStops)
{
    Gate gate;
    RunningMllp running{gate.handler()};
    RawLine idle{running.port()};
    RawLine busy{running.port()};
    busy.send(mllp_framed("kept") + mllp_framed("not begun"));
    gate.reached.get_future().wait();
    running.server().stop(std::chrono::seconds{5});
    EXPECT_THAT(idle.read_all(), IsEmpty());
    gate.open = true;
    EXPECT_EQ(busy.read_all(), mllp_framed("kept"));
}

TEST(Mllp, CutsWhatIsNotDoneWhenItsGraceEnds)
{
    Gate gate;
    RunningMllp running{gate.handler()};
    RawLine line{running.port()};
    line.send(mllp_framed("stuck"));
    gate.reached.get_future().wait();
    running.server().stop(std::chrono::milliseconds{10});
    EXPECT_THAT(line.read_all(), IsEmpty());
    gate.open = true;
}

TEST(Mllp, SaysWhyItCannotListen)
{
    boost::asio::io_context context;
    MllpSettings settings;
    settings.address = "not an address";
    MllpServer nowhere{context, settings, everybody, answering()};
    EXPECT_EQ(nowhere.listen().error().kind(), ErrorKind::incorrect);
    settings.address = "127.0.0.1";
    settings.certificate_file = "/nowhere.pem";
    MllpServer without{context, settings, everybody, answering()};
    EXPECT_EQ(without.listen().error().kind(), ErrorKind::incorrect);
    RunningMllp running{answering()};
    settings.certificate_file.clear();
    settings.port = running.port();
    MllpServer taken{context, settings, everybody, answering()};
    EXPECT_EQ(taken.listen().error().kind(), ErrorKind::unavailable);
}

namespace {

namespace ssl = boost::asio::ssl;

class MllpTls : public testing::Test {
protected:
    std::string file(std::string const& name) const { return (folder_.path() / name).string(); }

    MllpSettings mutual()
    {
        make_certificate(folder_.path(), {.file = "server"});
        make_certificate(folder_.path(),
                         {.file = "ris", .name = "ris.example.org", .authority = "senders"});
        make_certificate(folder_.path(),
                         {.file = "stranger", .name = "ris.example.org", .authority = "others"});
        MllpSettings settings;
        settings.certificate_file = file("server.pem");
        settings.key_file = file("server-key.pem");
        settings.client_ca_file = file("senders.pem");
        return settings;
    }

    /// What is answered to one message; empty when the line was refused. `name` may be empty.
    std::string ask(std::uint16_t port, std::string const& name)
    {
        boost::asio::io_context context;
        ssl::context tls{ssl::context::tls_client};
        tls.load_verify_file(file("authority.pem"));
        tls.set_verify_mode(ssl::verify_peer);
        if (!name.empty()) {
            tls.use_certificate_chain_file(file(name + ".pem"));
            tls.use_private_key_file(file(name + "-key.pem"), ssl::context::pem);
        }
        ssl::stream<boost::asio::ip::tcp::socket> stream{context, tls};
        stream.next_layer().connect({boost::asio::ip::address_v4::loopback(), port});
        boost::system::error_code failed;
        stream.handshake(ssl::stream_base::client, failed);
        if (failed) return {};
        boost::asio::write(stream, boost::asio::buffer(mllp_framed("x")), failed);
        std::array<char, 256> bytes{};
        auto const count = failed ? 0 : stream.read_some(boost::asio::buffer(bytes), failed);
        return {bytes.data(), count};
    }

    TempFolder folder_;
};

} // namespace

TEST_F(MllpTls, TakesASenderByTheNameInItsCertificate)
{
    std::promise<MllpPeer> seen;
    auto const by_name = [&seen](MllpPeer const& peer) {
        seen.set_value(peer);
        return true;
    };
    RunningMllp running{answering(), mutual(), by_name};
    EXPECT_EQ(ask(running.port(), "ris"), mllp_framed("ack of x"));
    EXPECT_THAT(seen.get_future().get().certificate_names, ElementsAre("ris.example.org"));
}

TEST_F(MllpTls, RefusesACallerWithoutACertificateOfItsAuthority)
{
    RunningMllp running{answering(), mutual()};
    EXPECT_THAT(ask(running.port(), ""), IsEmpty());
    EXPECT_THAT(ask(running.port(), "stranger"), IsEmpty());
    RawLine plain{running.port()};
    plain.send(mllp_framed("long enough to be no TLS record"));
    EXPECT_EQ(plain.read_all().find("ack"), std::string::npos);
    EXPECT_EQ(ask(running.port(), "ris"), mllp_framed("ack of x"));
}

TEST_F(MllpTls, EncryptsWithoutAskingForACertificateToo)
{
    auto settings = mutual();
    settings.client_ca_file.clear();
    RunningMllp running{answering(), settings};
    EXPECT_EQ(ask(running.port(), ""), mllp_framed("ack of x"));
}

} // namespace foramen
