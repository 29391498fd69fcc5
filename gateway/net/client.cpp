#include "gateway/net/client.h"

#include "gateway/net/far_line.h"
#include "gateway/net/tls.h"

#include <boost/asio/co_spawn.hpp>

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

Result<FarAddress> parse_url(std::string_view url)
{
    FarAddress address;
    auto const wrong = [] { return incorrect("the URL must be https://host[:port][/path]"); };
    if (url.starts_with("https://")) address.tls = FarAddress::Tls::yes;
    else if (!url.starts_with("http://")) return wrong();
    url.remove_prefix(url.find("//") + 2);
    auto const slash = std::min(url.find('/'), url.size());
    auto const authority = url.substr(0, slash);
    address.base_path = url.substr(slash);
    while (address.base_path.ends_with('/')) address.base_path.pop_back();
    auto const colon = authority.rfind(':');
    address.host = authority.substr(0, colon);
    address.port = address.tls == FarAddress::Tls::yes ? "443" : "80";
    if (colon != std::string_view::npos) address.port = authority.substr(colon + 1);
    std::uint16_t port = 0;
    auto const* const end = address.port.data() + address.port.size();
    auto const [last, failed] = std::from_chars(address.port.data(), end, port);
    if (address.host.empty() || failed != std::errc{} || last != end || port == 0 ||
        address.host.find_first_of("@?# ") != std::string::npos ||
        address.base_path.find_first_of("?# ") != std::string::npos) {
        return wrong();
    }
    return address;
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
        auto executor = co_await asio::this_coro::executor;
        auto line = make_far_line(executor, std::move(context_of_tls));
        CO_CHECK(co_await line->connect(address, endpoint.connect_timeout));
        co_return line;
    }

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
    auto const key = endpoint.url + "|" + endpoint.certificate_file + "|" + endpoint.ca_file;
    auto line = state->take(key);
    auto const was_kept = line != nullptr;
    if (!line) {
        CO_TRY(made, co_await state->connect(endpoint, address, key));
        line = std::move(made);
    }
    FarLimits const limits{endpoint.reply_timeout, endpoint.reply_bytes_max};
    auto reply = co_await line->exchange(address, request, limits);
    if (!reply && was_kept && line->saw_nothing()) {
        // The far side closed the kept connection; every message carries an idempotency key.
        CO_TRY(made, co_await state->connect(endpoint, address, key));
        line = std::move(made);
        reply = co_await line->exchange(address, request, limits);
    }
    if (reply && line->may_be_kept()) {
        state->keep(key, std::move(line), endpoint.idle_connections_max);
    }
    co_return reply;
}

} // namespace foramen
