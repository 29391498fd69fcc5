#include "gateway/net/server.h"

#include "gateway/net/connection.h"
#include "gateway/net/listener.h"

namespace foramen {

namespace {

constexpr std::string_view full{
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: 0\r\n"
    "Connection: close\r\n\r\n"};

ListenerPlan plan_of(std::shared_ptr<ServerShared> const& shared)
{
    ListenerPlan plan;
    plan.settings = shared->settings;
    plan.counts = shared;
    plan.full = full;
    plan.make_line = [shared](boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls) {
        return make_connection(std::move(socket), tls, shared);
    };
    return plan;
}

} // namespace

struct HttpServer::State {
    State(boost::asio::io_context& context, std::shared_ptr<ServerShared> made)
        : shared{std::move(made)}, listener{context, plan_of(shared)}
    {}

    std::shared_ptr<ServerShared> shared;
    Listener listener;
};

HttpServer::HttpServer(boost::asio::io_context& context, ServerSettings settings,
                       HttpHandler handler)
{
    auto shared = std::make_shared<ServerShared>();
    shared->settings = std::move(settings);
    shared->handler = std::move(handler);
    state_ = std::make_shared<State>(context, std::move(shared));
}

HttpServer::~HttpServer() = default;

Result<> HttpServer::listen() { return state_->listener.listen(); }
std::uint16_t HttpServer::port() const { return state_->listener.port(); }
std::size_t HttpServer::connections() const { return state_->shared->open; }
void HttpServer::stop(std::chrono::milliseconds grace) { state_->listener.stop(grace); }

} // namespace foramen
