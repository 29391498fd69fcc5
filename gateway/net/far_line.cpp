#include "gateway/net/far_line.h"

#include "gateway/net/client.h"
#include "gateway/net/lookup.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <array>

namespace foramen {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using Plain = beast::tcp_stream;
using Encrypted = beast::ssl_stream<beast::tcp_stream>;

constexpr std::uint32_t reply_head_bytes_max = 32 * 1024;
constexpr unsigned interim_replies_max = 5;
// By these texts an error is told from others of its kind: class_of_exchange().
constexpr std::string_view late = "no answer in time";
constexpr std::string_view unreadable = ": the reply is malformed or too long: ";
constexpr std::string_view endless = ": no end of interim replies";

enum class Head { only, and_body };

/// What a line fails with that the far side has closed.
bool is_closed(boost::system::error_code const& failed)
{
    return failed == http::error::end_of_stream || failed == asio::error::eof ||
           failed == asio::error::connection_reset || failed == asio::error::broken_pipe ||
           failed == asio::error::connection_aborted ||
           failed == asio::ssl::error::stream_truncated;
}

/// What stands before the body. client.cpp has looked for what would break it.
std::string head_of(FarAddress const& address, HttpRequest const& request)
{
    constexpr std::size_t head_bytes_usual = 512;
    auto const& method = request.method;
    auto const target = address.base_path + request.target;
    std::string head;
    head.reserve(head_bytes_usual);
    head.append(method).append(" ").append(target.empty() ? "/" : target).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(address.host_header).append("\r\n");
    for (auto const& [name, value] : request.headers) {
        head.append(name).append(": ").append(value).append("\r\n");
    }
    // A method that means to bring something says how much, be it nothing (RFC 9110 8.6).
    auto const brings = method == "POST" || method == "PUT" || method == "PATCH";
    if (brings || !request.body.empty()) {
        head.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
    }
    return head.append("\r\n");
}

Error broken(FarAddress const& address, std::string_view what,
             boost::system::error_code const& failed)
{
    return unavailable(address.host + ":" + address.port + ": " + std::string{what} + ": " +
                       (failed == beast::error::timeout ? std::string{late} : failed.message()));
}

template <class Stream> class HttpLine final : public FarLine {
public:
    HttpLine(Stream stream, std::shared_ptr<asio::ssl::context> tls)
        : tls_{std::move(tls)}, stream_{std::move(stream)}
    {}

    asio::any_io_executor executor() override { return stream_.get_executor(); }

    Task<> connect(FarAddress const& address, std::chrono::milliseconds timeout) override
    {
        auto const deadline = std::chrono::steady_clock::now() + timeout;
        CO_TRY(found, co_await look_up(address, timeout));
        boost::system::error_code failed;
        auto token = asio::redirect_error(asio::use_awaitable, failed);
        auto& plain = beast::get_lowest_layer(stream_);
        plain.expires_at(deadline);
        co_await plain.async_connect(found, token);
        if (failed) co_return broken(address, "cannot connect", failed);
        plain.socket().set_option(tcp::no_delay{true}, failed);
        if constexpr (std::is_same_v<Stream, Encrypted>) {
            // Verified by name: a certificate of somebody else is refused.
            stream_.set_verify_callback(asio::ssl::host_name_verification{address.host});
            boost::system::error_code no_address;
            asio::ip::make_address(address.host, no_address);
            // Server names are names, never addresses (RFC 6066 3).
            if (no_address)
                ::SSL_set_tlsext_host_name(stream_.native_handle(), address.host.c_str());
            co_await stream_.async_handshake(asio::ssl::stream_base::client, token);
            if (failed) co_return broken(address, "TLS", failed);
        }
        plain.expires_never();
        co_return Nothing{};
    }

    Task<HttpReply> exchange(FarAddress const& address, HttpRequest const& request,
                             FarLimits const& limits) override
    {
        stale_ = false;
        kept_ = false;
        auto const text = head_of(address, request);
        std::array<asio::const_buffer, 2> const parts{asio::buffer(text),
                                                      asio::buffer(request.body)};
        boost::system::error_code failed;
        auto token = asio::redirect_error(asio::use_awaitable, failed);
        auto& plain = beast::get_lowest_layer(stream_);
        plain.expires_after(limits.reply_timeout);
        co_await asio::async_write(stream_, parts, token);
        stale_ = is_closed(failed);
        if (failed) co_return broken(address, "sending", failed);
        auto const head = request.method == "HEAD" ? Head::only : Head::and_body;
        for (unsigned interim = 0; interim < interim_replies_max; ++interim) {
            http::response_parser<http::string_body> parser;
            parser.header_limit(reply_head_bytes_max);
            parser.body_limit(limits.reply_bytes_max);
            if (head == Head::only) parser.skip(true);
            co_await http::async_read(stream_, buffer_, parser, token);
            stale_ = is_closed(failed) && !parser.got_some();
            if (failed) co_return reading_failed(address, failed);
            // 100 Continue and the like come before the reply (RFC 9110 15.2).
            if (parser.get().result_int() / 100 == 1) continue;
            last_used_ = std::chrono::steady_clock::now();
            kept_ = parser.get().keep_alive() && buffer_.size() == 0;
            plain.expires_never();
            co_return to_reply(parser.get());
        }
        co_return incorrect(address.host + ":" + address.port + std::string{endless});
    }

    bool was_stale() const override { return stale_; }
    bool may_be_kept() const override { return kept_; }
    std::chrono::steady_clock::time_point last_used() const override { return last_used_; }

private:
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
            return incorrect(address.host + ":" + address.port + std::string{unreadable} +
                             failed.message());
        }
        return broken(address, "no whole reply", failed);
    }

    std::shared_ptr<asio::ssl::context> tls_;
    Stream stream_;
    beast::flat_buffer buffer_;
    bool stale_ = false;
    bool kept_ = false;
    std::chrono::steady_clock::time_point last_used_;
};

} // namespace

std::unique_ptr<FarLine> make_far_line(asio::any_io_executor const& strand,
                                       std::shared_ptr<asio::ssl::context> tls)
{
    if (tls == nullptr) return std::make_unique<HttpLine<Plain>>(Plain{strand}, nullptr);
    Encrypted stream{strand, *tls};
    return std::make_unique<HttpLine<Encrypted>>(std::move(stream), std::move(tls));
}

ErrorClass class_of_exchange(Error const& error)
{
    auto const& text = error.text();
    if (text.ends_with(late)) return ErrorClass::timeout;
    if (error.kind() != ErrorKind::incorrect) return ErrorClass::network;
    auto const said = [&](std::string_view words) { return text.find(words) != text.npos; };
    return said(unreadable) || said(endless) ? ErrorClass::answer : ErrorClass::setup;
}

} // namespace foramen
