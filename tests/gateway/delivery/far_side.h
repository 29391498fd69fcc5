// Why this file exists: a practice's server that does what a test tells it to: answer, be slow,
// store and then cut the line, be down. It knows no rule of ours, so that it can break them all.
#pragma once

#include "gateway/net/http.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace foramen {

struct Seen {
    std::string key; ///< Idempotency-Key or webhook-id
    std::string body;
};

/// What to do with a request; it counts as stored whatever is done then.
struct Act {
    enum class Way { answer, cut, hang };
    HttpReply reply{};
    Way way = Way::answer;
    std::chrono::milliseconds after{0};
};

inline Act accepted()
{
    return {{200,
             {{"Content-Type", "application/fhir+json"}},
             R"({"resourceType":"Bundle","type":"transaction-response",)"
             R"("entry":[{"response":{"status":"201 Created"}}]})"}};
}
inline Act answers(unsigned status, HttpHeaders headers = {}, std::string body = "")
{
    return {{status, std::move(headers), std::move(body)}};
}
inline Act cuts() { return {{}, Act::Way::cut}; }
inline Act hangs() { return {{}, Act::Way::hang}; }

class FarSide {
public:
    /// `nth` counts the requests with this key from 1.
    using Script = std::function<Act(Seen const& seen, unsigned nth)>;

    FarSide(boost::asio::io_context& context, Script script)
        : state_{std::make_shared<State>(context, std::move(script))}
    {
        up();
    }
    ~FarSide() { down(); }
    FarSide(FarSide const&) = delete;
    FarSide& operator=(FarSide const&) = delete;

    void up()
    {
        boost::asio::ip::tcp::endpoint const place{boost::asio::ip::address_v4::loopback(), port_};
        state_->acceptor = std::make_shared<Acceptor>(state_->context, place);
        port_ = state_->acceptor->local_endpoint().port();
        boost::asio::co_spawn(state_->context, accept(state_, state_->acceptor),
                              boost::asio::detached);
    }
    /// Connections are refused and those there are cut.
    void down()
    {
        state_->acceptor->close();
        for (auto const& line : state_->lines) line->close();
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/fhir/R4"; }
    std::vector<Seen> const& seen() const { return state_->seen; }
    unsigned most_at_once() const { return state_->most_at_once; }
    void script(Script script) { state_->script = std::move(script); }

private:
    using Acceptor = boost::asio::ip::tcp::acceptor;
    using Socket = boost::asio::ip::tcp::socket;
    struct State {
        State(boost::asio::io_context& io, Script told) : context{io}, script{std::move(told)} {}
        boost::asio::io_context& context;
        Script script;
        std::shared_ptr<Acceptor> acceptor{};
        std::set<std::shared_ptr<Socket>> lines{};
        std::vector<Seen> seen{};
        std::map<std::string, unsigned> count{};
        unsigned at_once = 0;
        unsigned most_at_once = 0;
    };

    static boost::asio::awaitable<void> accept(std::shared_ptr<State> state,
                                               std::shared_ptr<Acceptor> acceptor)
    {
        auto const token = boost::asio::as_tuple(boost::asio::use_awaitable);
        for (;;) {
            auto [failed, socket] = co_await acceptor->async_accept(token);
            if (failed) co_return;
            auto line = std::make_shared<Socket>(std::move(socket));
            boost::asio::co_spawn(state->context, serve(state, line), boost::asio::detached);
        }
    }

    static boost::asio::awaitable<void> serve(std::shared_ptr<State> state,
                                              std::shared_ptr<Socket> line)
    {
        state->lines.insert(line);
        // Not in the loop's condition: g++ 12 makes an illegal instruction of that.
        for (bool more = true; more;) more = co_await serve_one(*state, *line);
        state->lines.erase(line);
    }

    static boost::asio::awaitable<bool> serve_one(State& state, Socket& line)
    {
        namespace http = boost::beast::http;
        auto const token = boost::asio::as_tuple(boost::asio::use_awaitable);
        boost::beast::flat_buffer buffer;
        http::request<http::string_body> request;
        auto const [failed, size] = co_await http::async_read(line, buffer, request, token);
        if (failed || size == 0) co_return false;
        auto const key = request.count("Idempotency-Key") > 0 ? request["Idempotency-Key"]
                                                              : request["webhook-id"];
        Seen const seen{std::string{key}, request.body()};
        state.seen.push_back(seen);
        auto const act = state.script(seen, ++state.count[seen.key]);
        state.most_at_once = std::max(state.most_at_once, ++state.at_once);
        boost::asio::steady_timer timer{state.context, act.after};
        if (act.way == Act::Way::hang) timer.expires_after(std::chrono::hours{1});
        if (act.after.count() > 0 || act.way == Act::Way::hang) co_await timer.async_wait(token);
        --state.at_once;
        if (act.way == Act::Way::cut) line.close();
        if (act.way != Act::Way::answer) co_return false;
        co_return co_await answer(line, act.reply);
    }

    static boost::asio::awaitable<bool> answer(Socket& line, HttpReply const& reply)
    {
        namespace http = boost::beast::http;
        auto const token = boost::asio::as_tuple(boost::asio::use_awaitable);
        http::response<http::string_body> response;
        response.result(reply.status);
        for (auto const& [name, value] : reply.headers) response.insert(name, value);
        response.body() = reply.body;
        response.prepare_payload();
        auto const [failed, size] = co_await http::async_write(line, response, token);
        co_return !failed && size > 0;
    }

    std::shared_ptr<State> state_;
    std::uint16_t port_ = 0;
};

} // namespace foramen
