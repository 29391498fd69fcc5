// Why this file exists: tests speak to a real server over a real socket, byte by byte.
#pragma once

#include "gateway/net/server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>
#include <string_view>
#include <thread>

namespace foramen {

/// A server on a free port with a thread of its own.
class RunningServer {
public:
    explicit RunningServer(HttpHandler handler, ServerSettings settings = {})
    {
        settings.port = 0;
        server_ = std::make_unique<HttpServer>(context_, std::move(settings), std::move(handler));
        auto const listening = server_->listen();
        EXPECT_TRUE(listening) << listening.error().text();
        thread_ = std::jthread{[this] { context_.run(); }};
    }
    ~RunningServer() { context_.stop(); }

    HttpServer& server() { return *server_; }
    std::uint16_t port() const { return server_->port(); }
    std::string url(std::string const& scheme = "http") const
    {
        return scheme + "://127.0.0.1:" + std::to_string(port());
    }

private:
    boost::asio::io_context context_;
    std::unique_ptr<HttpServer> server_;
    std::jthread thread_;
};

/// A blocking socket; nothing is waited for longer than ten seconds.
class RawLine {
public:
    explicit RawLine(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)}
    {
        timeval const patience{10, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto const* const generic = reinterpret_cast<sockaddr const*>(&address);
        EXPECT_EQ(::connect(socket_, generic, sizeof address), 0);
    }
    RawLine(RawLine const&) = delete;
    RawLine& operator=(RawLine const&) = delete;
    ~RawLine() { ::close(socket_); }

    void send(std::string_view text)
    {
        while (!text.empty()) {
            auto const count = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (count <= 0) return;
            text.remove_prefix(static_cast<std::size_t>(count));
        }
    }
    void finish_sending() { ::shutdown(socket_, SHUT_WR); }

    /// Reads until `end` stands in what came, or the server closes.
    std::string read_until(std::string_view end)
    {
        std::array<char, 4096> bytes{};
        while (end.empty() || seen_.find(end) == std::string::npos) {
            auto const count = ::recv(socket_, bytes.data(), bytes.size(), 0);
            if (count <= 0) {
                ended_ = count == 0;
                break;
            }
            seen_.append(bytes.data(), static_cast<std::size_t>(count));
        }
        auto const found = end.empty() ? std::string::npos : seen_.find(end);
        auto const size = found == std::string::npos ? seen_.size() : found + end.size();
        auto const taken = seen_.substr(0, size);
        seen_.erase(0, size);
        return taken;
    }
    std::string read_all() { return read_until(""); }
    bool ended() const { return ended_; }

private:
    int socket_;
    std::string seen_;
    bool ended_ = false;
};

inline unsigned status_of(std::string const& reply)
{
    return reply.starts_with("HTTP/1.1 ") ? unsigned(std::stoul(reply.substr(9, 3))) : 0;
}

/// Tells what it was asked.
inline HttpHandler echo()
{
    return [](HttpRequest request, Caller) -> boost::asio::awaitable<Answer> {
        HttpReply reply;
        reply.headers.emplace_back("Content-Type", "text/plain");
        reply.body = request.method + " " + request.target + " [" + request.body + "]";
        co_return reply;
    };
}

} // namespace foramen
