#include "gateway/net/far_line.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

namespace foramen {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Plain = beast::tcp_stream;
using Encrypted = beast::ssl_stream<beast::tcp_stream>;

constexpr std::uint32_t reply_head_bytes_max = 32 * 1024;

Error broken(FarAddress const& address, std::string_view what,
             boost::system::error_code const& failed)
{
    return unavailable(address.host + ":" + address.port + ": " + std::string{what} + ": " +
                       (failed == beast::error::timeout ? "no answer in time" : failed.message()));
}

template <class Stream> class Line final : public FarLine {
public:
    Line(Stream stream, std::shared_ptr<asio::ssl::context> tls)
        : tls_{std::move(tls)}, stream_{std::move(stream)}
    {}

    Task<> connect(FarAddress const& address, std::chrono::milliseconds timeout) override
    {
        boost::system::error_code failed;
        auto token = asio::redirect_error(asio::use_awaitable, failed);
        auto const executor = co_await asio::this_coro::executor;
        tcp::resolver resolver{executor};
        auto const found = co_await resolver.async_resolve(address.host, address.port, token);
        if (failed) co_return broken(address, "no such host", failed);
        auto& plain = beast::get_lowest_layer(stream_);
        plain.expires_after(timeout);
        co_await plain.async_connect(found, token);
        if (failed) co_return broken(address, "cannot connect", failed);
        plain.socket().set_option(tcp::no_delay{true}, failed);
        if constexpr (std::is_same_v<Stream, Encrypted>) {
            // Verified by name: a certificate of somebody else is refused.
            stream_.set_verify_callback(asio::ssl::host_name_verification{address.host});
            ::SSL_set_tlsext_host_name(stream_.native_handle(), address.host.c_str());
            co_await stream_.async_handshake(asio::ssl::stream_base::client, token);
            if (failed) co_return broken(address, "TLS", failed);
        }
        co_return Nothing{};
    }

    Task<HttpReply> exchange(FarAddress const& address, HttpRequest const& request,
                             FarLimits const& limits) override
    {
        saw_nothing_ = true;
        kept_ = false;
        auto message = to_message(address, request);
        http::serializer<true, http::string_body> serializer{message};
        boost::system::error_code failed;
        auto token = asio::redirect_error(asio::use_awaitable, failed);
        auto& plain = beast::get_lowest_layer(stream_);
        plain.expires_after(limits.reply_timeout);
        co_await http::async_write(stream_, serializer, token);
        if (failed) co_return broken(address, "sending", failed);

        http::response_parser<http::string_body> parser;
        parser.header_limit(reply_head_bytes_max);
        parser.body_limit(limits.reply_bytes_max);
        if (request.method == "HEAD") parser.skip(true);
        co_await http::async_read(stream_, buffer_, parser, token);
        saw_nothing_ = !parser.got_some();
        if (failed) co_return reading_failed(address, failed);
        last_used_ = std::chrono::steady_clock::now();
        kept_ = parser.get().keep_alive() && buffer_.size() == 0;
        plain.expires_never();
        co_return to_reply(parser.get());
    }

    bool saw_nothing() const override { return saw_nothing_; }
    bool may_be_kept() const override { return kept_; }
    std::chrono::steady_clock::time_point last_used() const override { return last_used_; }

private:
    static http::request<http::string_body> to_message(FarAddress const& address,
                                                       HttpRequest const& request)
    {
        http::request<http::string_body> message;
        message.version(11);
        message.method_string(request.method);
        auto const target = address.base_path + request.target;
        message.target(target.empty() ? "/" : target);
        message.set(http::field::host, address.host + ":" + address.port);
        for (auto const& [name, value] : request.headers) message.insert(name, value);
        message.body() = request.body;
        message.prepare_payload();
        return message;
    }

    static HttpReply to_reply(http::response<http::string_body>& message)
    {
        HttpReply reply;
        reply.status = message.result_int();
        for (auto const& field : message) {
            reply.headers.emplace_back(field.name_string(), field.value());
        }
        reply.body = std::move(message.body());
        return reply;
    }

    static Error reading_failed(FarAddress const& address, boost::system::error_code const& failed)
    {
        auto const of_parser =
            failed.category() == http::make_error_code(http::error::bad_method).category();
        if (of_parser && failed != http::error::end_of_stream &&
            failed != http::error::partial_message) {
            return incorrect(address.host + ":" + address.port +
                             ": the reply is malformed or too long: " + failed.message());
        }
        return broken(address, "no whole reply", failed);
    }

    std::shared_ptr<asio::ssl::context> tls_;
    Stream stream_;
    beast::flat_buffer buffer_;
    bool saw_nothing_ = true;
    bool kept_ = false;
    std::chrono::steady_clock::time_point last_used_;
};

} // namespace

std::unique_ptr<FarLine> make_far_line(asio::any_io_executor const& executor,
                                       std::shared_ptr<asio::ssl::context> tls)
{
    if (tls == nullptr) return std::make_unique<Line<Plain>>(Plain{executor}, nullptr);
    Encrypted stream{executor, *tls};
    return std::make_unique<Line<Encrypted>>(std::move(stream), std::move(tls));
}

} // namespace foramen
