#include "gateway/net/client.h"

#include "gateway/net/far_line.h"
#include "gateway/net/tls.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <charconv>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace foramen {

namespace asio = boost::asio;

namespace {

/// Kept connections are not used again when they were idle for longer: the far side may have
/// closed them at this very moment.
constexpr std::chrono::seconds idle_time_max{20};

Error wrong_url() { return incorrect("the URL must be https://host[:port][/path]"); }

bool is_host(std::string_view host)
{
    return !host.empty() && std::ranges::all_of(host, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == '_' || c == ':';
    });
}

/// "host", "host:port", "[::1]:port"
Result<> read_authority(std::string_view authority, FarAddress& address)
{
    auto const bracket = authority.starts_with('[') ? authority.find(']') : 0;
    if (bracket == std::string_view::npos) return wrong_url();
    auto const colon = authority.find(':', bracket);
    auto host = authority.substr(0, colon);
    auto const is_default = colon == std::string_view::npos;
    auto const standard = address.tls == FarAddress::Tls::yes ? "443" : "80";
    address.port = is_default ? standard : authority.substr(colon + 1);
    address.host_header = is_default || address.port == standard ? host : authority;
    if (bracket > 0) host = host.substr(1, host.size() - 2);
    std::uint16_t port = 0;
    auto const* const end = address.port.data() + address.port.size();
    auto const [last, failed] = std::from_chars(address.port.data(), end, port);
    if (!is_host(host) || failed != std::errc{} || last != end || port == 0) return wrong_url();
    address.host = host;
    return {};
}

Result<FarAddress> parse_url(std::string_view url)
{
    FarAddress address;
    if (url.starts_with("https://")) address.tls = FarAddress::Tls::yes;
    else if (!url.starts_with("http://")) return wrong_url();
    url.remove_prefix(url.find("//") + 2);
    auto const slash = std::min(url.find('/'), url.size());
    auto const read = read_authority(url.substr(0, slash), address);
    if (!read) return read.error();
    address.base_path = url.substr(slash);
    while (address.base_path.ends_with('/')) address.base_path.pop_back();
    auto const is_plain = [](char c) { return c > ' ' && c < '\x7F' && c != '?' && c != '#'; };
    if (!std::ranges::all_of(address.base_path, is_plain)) return wrong_url();
    return address;
}

/// What would break the head of our request, or make two of one.
bool breaks_head(HttpRequest const& request)
{
    auto const is_control = [](unsigned char c) { return c < 0x20 || c == 0x7F; };
    auto const has_control = [&](std::string_view text) {
        return std::ranges::any_of(text, is_control);
    };
    auto const is_bad = [&](auto const& field) {
        return field.first.empty() || has_control(field.first) || has_control(field.second) ||
               field.first.find_first_of(": ") != std::string::npos;
    };
    return request.method.empty() || has_control(request.method) || has_control(request.target) ||
           request.method.find(' ') != std::string::npos ||
           request.target.find(' ') != std::string::npos ||
           std::ranges::any_of(request.headers, is_bad);
}

} // namespace

struct HttpClient::State {
    explicit State(asio::io_context& io) : context{io} {}

    std::unique_ptr<FarLine> take(std::string const& key)
    {
        auto const now = std::chrono::steady_clock::now();
        std::lock_guard const lock{mutex};
        auto& kept = idle[key];
        while (!kept.empty()) {
            auto line = std::move(kept.back());
            kept.pop_back();
            if (now - line->last_used() < idle_time_max) return line;
        }
        return nullptr;
    }

    void keep(std::string const& key, std::unique_ptr<FarLine> line, unsigned most)
    {
        std::lock_guard const lock{mutex};
        auto& kept = idle[key];
        if (kept.size() < most) kept.push_back(std::move(line));
    }

    /// A TLS context is dear to make: one an endpoint.
    Result<std::shared_ptr<asio::ssl::context>> tls_of(Endpoint const& endpoint,
                                                       std::string const& key)
    {
        std::lock_guard const lock{mutex};
        auto& known = tls[key];
        if (!known) {
            TRY(made, client_tls(endpoint));
            known = std::make_shared<asio::ssl::context>(std::move(made));
        }
        return known;
    }

    Task<std::unique_ptr<FarLine>> connect(Endpoint const& endpoint, FarAddress const& address,
                                           std::string const& key)
    {
        std::shared_ptr<asio::ssl::context> context_of_tls;
        if (address.tls == FarAddress::Tls::yes) {
            CO_TRY(made, tls_of(endpoint, key));
            context_of_tls = std::move(made);
        }
        auto line = make_far_line(asio::make_strand(context), std::move(context_of_tls));
        auto connecting = line->connect(address, endpoint.connect_timeout);
        CO_CHECK(co_await asio::co_spawn(line->executor(), std::move(connecting), token));
        co_return line;
    }

    static Task<HttpReply> exchange(FarLine& line, FarAddress const& address,
                                    HttpRequest const& request, Endpoint const& endpoint)
    {
        FarLimits const limits{endpoint.reply_timeout, endpoint.reply_bytes_max};
        auto exchanging = line.exchange(address, request, limits);
        co_return co_await asio::co_spawn(line.executor(), std::move(exchanging), token);
    }

    static constexpr asio::use_awaitable_t<> token{};
    asio::io_context& context;
    std::mutex mutex;
    std::map<std::string, std::vector<std::unique_ptr<FarLine>>> idle;
    std::map<std::string, std::shared_ptr<asio::ssl::context>> tls;
};

HttpClient::HttpClient(asio::io_context& context) : state_{std::make_shared<State>(context)} {}
HttpClient::~HttpClient() = default;

Task<HttpReply> HttpClient::exchange(Endpoint const& endpoint, HttpRequest request)
{
    auto const state = state_; // Lives on while this exchange does.
    CO_TRY(address, parse_url(endpoint.url));
    if (breaks_head(request)) {
        co_return incorrect(address.host + ": a control character in the head of the request");
    }
    auto const key = endpoint.url + "|" + endpoint.certificate_file + "|" + endpoint.ca_file;
    auto line = state->take(key);
    auto const was_kept = line != nullptr;
    if (!line) {
        CO_TRY(made, co_await state->connect(endpoint, address, key));
        line = std::move(made);
    }
    auto reply = co_await State::exchange(*line, address, request, endpoint);
    if (!reply && was_kept && line->was_stale()) {
        // The far side closed the kept connection before it said a word. It may have taken the
        // request all the same: sending twice is safe since every message carries its key.
        CO_TRY(made, co_await state->connect(endpoint, address, key));
        line = std::move(made);
        auto again = co_await State::exchange(*line, address, request, endpoint);
        reply = std::move(again);
    }
    if (reply && line->may_be_kept()) {
        state->keep(key, std::move(line), endpoint.idle_connections_max);
    }
    co_return reply;
}

} // namespace foramen
