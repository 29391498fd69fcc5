// Why this file exists: one stream, plain or TLS, with its deadline and its way to say good-bye.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <type_traits>

namespace foramen {

/// All but the deadline belongs to the strand of the stream.
template <class Stream> class Wire {
public:
    using SteadyClock = std::chrono::steady_clock;
    using Tcp = boost::asio::ip::tcp;

    explicit Wire(Stream stream) : stream_{std::move(stream)}
    {
        boost::system::error_code ignored;
        socket().non_blocking(true, ignored);
    }

    auto executor() { return stream_.get_executor(); }
    std::string far_address()
    {
        boost::system::error_code ignored;
        return socket().remote_endpoint(ignored).address().to_string();
    }

    /// For what the far side's certificate says; null on a plain line.
    SSL* tls()
    {
        if constexpr (is_plain) return nullptr;
        else return stream_.native_handle();
    }

    /// One atomic store, not a timer: the server looks at all deadlines now and then.
    template <class Duration> void allow(Duration time) { deadline_ = SteadyClock::now() + time; }
    bool is_late(SteadyClock::time_point now) const { return now > deadline_.load(); }

    boost::asio::awaitable<bool> shake_hands()
    {
        if constexpr (is_plain) {
            co_return true;
        } else {
            boost::system::error_code failed;
            auto token = boost::asio::redirect_error(boost::asio::use_awaitable, failed);
            co_await stream_.async_handshake(boost::asio::ssl::stream_base::server, token);
            co_return !failed;
        }
    }

    /// How many bytes came; 0: none will.
    boost::asio::awaitable<std::size_t> read(boost::asio::mutable_buffer space)
    {
        boost::system::error_code failed;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, failed);
        auto const count = co_await stream_.async_read_some(space, token);
        co_return failed ? 0 : count;
    }

    /// Most texts fit the socket's buffer: they are written without a turn of the event loop.
    boost::asio::awaitable<bool> write(std::string_view text, std::chrono::seconds time)
    {
        if constexpr (is_plain) {
            boost::system::error_code failed;
            auto const bytes = boost::asio::buffer(text.data(), text.size());
            auto const written = stream_.write_some(bytes, failed);
            if (failed && failed != boost::asio::error::would_block) co_return false;
            if (written == text.size()) co_return true;
            text.remove_prefix(written);
        }
        allow(time);
        boost::system::error_code failed;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, failed);
        auto const rest = boost::asio::buffer(text.data(), text.size());
        co_await boost::asio::async_write(stream_, rest, token);
        co_return !failed;
    }

    /// Head and body without joining them first.
    boost::asio::awaitable<bool> write(std::string_view head, std::string_view body,
                                       std::chrono::seconds time)
    {
        std::array<boost::asio::const_buffer, 2> const parts{
            boost::asio::buffer(head.data(), head.size()),
            boost::asio::buffer(body.data(), body.size())};
        allow(time);
        boost::system::error_code failed;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, failed);
        co_await boost::asio::async_write(stream_, parts, token);
        co_return !failed;
    }

    /// Ends the line so that the caller can still read the last answer: what it goes on sending
    /// is read and thrown away for a moment, since closing at once would reset the connection.
    boost::asio::awaitable<void> part(std::chrono::seconds time, std::atomic<bool> const& hurry)
    {
        constexpr std::size_t thrown_away_max = 16 * 1024 * 1024;
        allow(time);
        boost::system::error_code failed;
        auto token = boost::asio::redirect_error(boost::asio::use_awaitable, failed);
        if constexpr (!is_plain) co_await stream_.async_shutdown(token);
        socket().shutdown(Tcp::socket::shutdown_send, failed);
        std::array<char, 4096> thrown_away{};
        auto const space = boost::asio::buffer(thrown_away);
        std::size_t total = 0;
        while (!failed && !hurry && total < thrown_away_max) {
            total += co_await socket().async_read_some(space, token);
        }
        end();
    }

    /// What waits here fails; the line can still be written to.
    void interrupt()
    {
        boost::system::error_code ignored;
        socket().cancel(ignored);
    }
    void end()
    {
        boost::system::error_code ignored;
        socket().close(ignored);
    }

private:
    static constexpr bool is_plain = std::is_same_v<Stream, Tcp::socket>;

    Tcp::socket& socket()
    {
        if constexpr (is_plain) return stream_;
        else return stream_.next_layer();
    }

    Stream stream_;
    std::atomic<SteadyClock::time_point> deadline_{SteadyClock::time_point::max()};
};

} // namespace foramen
