// Why this file exists: a far side that says exactly the bytes it was told to, so that the client
// meets what no good server would send.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace foramen {

/// One list of answers a connection: each request is answered with the next bytes; after the last
/// one the connection is closed.
class ScriptedServer {
public:
    /// Instead of an answer: says nothing until the client goes.
    static constexpr char silence[] = "(silence)";

    explicit ScriptedServer(std::vector<std::vector<std::string>> script)
        : script_{std::move(script)}, listener_{::socket(AF_INET, SOCK_STREAM, 0)}
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        ::listen(listener_, 16);
        thread_ = std::jthread{[this] { serve(); }};
    }
    ~ScriptedServer()
    {
        ::shutdown(listener_, SHUT_RDWR);
        {
            std::lock_guard const lock{mutex_};
            if (open_ >= 0) ::shutdown(open_, SHUT_RDWR);
            ending_ = true;
        }
        thread_.join();
        ::close(listener_);
    }

    std::uint16_t port() const { return port_; }
    std::size_t connections() const
    {
        std::lock_guard const lock{mutex_};
        return connections_;
    }
    std::string seen(std::size_t request) const
    {
        std::lock_guard const lock{mutex_};
        return seen_.at(request);
    }
    /// Until so many connections were closed by us.
    void await_closed(std::size_t count)
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return closed_ >= count; });
    }

private:
    void serve()
    {
        for (auto const& answers : script_) {
            auto const socket = ::accept(listener_, nullptr, nullptr);
            if (socket < 0) return;
            {
                std::lock_guard const lock{mutex_};
                open_ = socket;
                ++connections_;
                if (ending_) ::shutdown(socket, SHUT_RDWR);
            }
            for (auto const& answer : answers) {
                if (!read_request(socket)) break;
                if (answer == silence) read_request(socket);
                else ::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL);
            }
            std::lock_guard const lock{mutex_};
            open_ = -1;
            ::close(socket);
            ++closed_;
            changed_.notify_all();
        }
    }

    static bool is_whole(std::string const& text)
    {
        constexpr std::string_view announced = "Content-Length: ";
        auto const head = text.find("\r\n\r\n");
        if (head == std::string::npos) return false;
        auto const at = text.find(announced);
        auto const digits = at < head ? text.substr(at + announced.size(), 20) : "0";
        auto const body = std::stoul(digits);
        return text.size() >= head + 4 + body;
    }

    bool read_request(int socket)
    {
        std::string text;
        std::array<char, 4096> bytes{};
        while (!is_whole(text)) {
            auto const count = ::recv(socket, bytes.data(), bytes.size(), 0);
            if (count <= 0) return false;
            text.append(bytes.data(), static_cast<std::size_t>(count));
        }
        std::lock_guard const lock{mutex_};
        seen_.push_back(std::move(text));
        return true;
    }

    std::vector<std::vector<std::string>> script_;
    int listener_;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> seen_;
    std::size_t connections_ = 0;
    std::size_t closed_ = 0;
    int open_ = -1;
    bool ending_ = false;
    std::jthread thread_;
};

} // namespace foramen
