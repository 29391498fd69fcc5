#include "tools/player/gateway_client.h"

#include "gateway/net/mllp_frame.h"

#include <rapidjson/document.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <charconv>

namespace foramen {

namespace {

namespace asio = boost::asio;

constexpr unsigned tries_max = 12;
constexpr std::chrono::seconds wait_max{10};

std::chrono::seconds wait_before_next(Result<HttpReply> const& reply)
{
    std::chrono::seconds wait{1};
    if (!reply) return wait;
    auto const text = header(reply->headers, "Retry-After");
    unsigned seconds = 1;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return std::min(std::chrono::seconds{seconds}, wait_max);
}

bool is_later(Result<HttpReply> const& reply)
{
    return !reply || reply->status == 429 || reply->status == 503;
}

asio::awaitable<void> pause(std::chrono::seconds time)
{
    auto const executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor, time};
    boost::system::error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await timer.async_wait(token);
}

std::string text_of(rapidjson::Value const& object, char const* name)
{
    auto const found = object.FindMember(name);
    return found == object.MemberEnd() || !found->value.IsString() ? "" : found->value.GetString();
}

std::vector<std::string> texts_of(rapidjson::Value const& json, char const* list, char const* name)
{
    std::vector<std::string> found;
    auto const member = json.FindMember(list);
    if (member == json.MemberEnd() || !member->value.IsArray()) return found;
    for (auto const& one : member->value.GetArray()) {
        if (one.IsObject()) found.push_back(text_of(one, name));
    }
    return found;
}

} // namespace

GatewayClient::GatewayClient(asio::io_context& context, std::string url, std::string token,
                             std::uint16_t mllp_port)
    : http_{context}, authorization_{"Bearer " + std::move(token)}, mllp_port_{mllp_port}
{
    endpoint_.url = std::move(url);
}

Task<> GatewayClient::report(std::string message)
{
    auto const executor = co_await asio::this_coro::executor;
    asio::ip::tcp::socket socket{executor};
    boost::system::error_code failed;
    auto token = asio::redirect_error(asio::use_awaitable, failed);
    asio::ip::tcp::endpoint const there{asio::ip::address_v4::loopback(), mllp_port_};
    co_await socket.async_connect(there, token);
    auto const framed = mllp_framed(message);
    if (!failed) co_await asio::async_write(socket, asio::buffer(framed), token);
    std::string answer;
    auto into = asio::dynamic_buffer(answer);
    if (!failed) co_await asio::async_read_until(socket, into, "\x1C\r", token);
    if (failed) co_return unavailable("MLLP: " + failed.message());
    if (answer.find("MSA|AA|") == std::string::npos) co_return incorrect("MLLP: was not AA");
    co_return Nothing{};
}

Task<> GatewayClient::post(std::string path, std::string body)
{
    HttpRequest request;
    request.method = "POST";
    request.target = std::move(path);
    request.headers = {{"Content-Type", "application/json"}, {"Authorization", authorization_}};
    request.body = std::move(body);
    for (unsigned tried = 1;; ++tried) {
        auto const reply = co_await http_.exchange(endpoint_, request);
        if (reply && reply->status == 202) co_return Nothing{};
        if (!is_later(reply)) {
            co_return incorrect("answered " + std::to_string(reply->status) + ": " + reply->body);
        }
        if (tried == tries_max && !reply) co_return reply.error();
        if (tried == tries_max) co_return busy("still answers " + std::to_string(reply->status));
        co_await pause(wait_before_next(reply));
    }
}

Task<BookingSeen> GatewayClient::booking(std::string id)
{
    HttpRequest request;
    request.target = "/api/v1/bookings/" + percent_encode(id);
    request.headers = {{"Authorization", authorization_}};
    CO_TRY(reply, co_await http_.exchange(endpoint_, std::move(request)));
    if (reply.status != 200) {
        co_return incorrect("GET of a booking answered " + std::to_string(reply.status));
    }
    rapidjson::Document json;
    json.Parse<rapidjson::kParseIterativeFlag>(reply.body.data(), reply.body.size());
    if (json.HasParseError() || !json.IsObject()) co_return incorrect("a booking is no JSON");
    BookingSeen seen;
    auto const ready = json.FindMember("ready");
    seen.ready = ready != json.MemberEnd() && ready->value.IsTrue();
    seen.holds = texts_of(json, "holds", "code");
    seen.reports = texts_of(json, "reports", "status");
    co_return seen;
}

} // namespace foramen
