// Why this file exists: lines of every protocol are counted, run on a strand of their own, and are
// closed by their listener in one way.
#pragma once

#include "gateway/net/connection.h"
#include "gateway/net/wire.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <memory>
#include <utility>

namespace foramen {

inline constexpr std::chrono::seconds parting_time{2};
inline constexpr std::chrono::hours no_limit{24 * 365};

enum class Phase { greeting, idle, reading, answering, parting };

/// `Line` derives from it and has a static run(), whose parameter keeps the line alive, and
/// end_late(), called on the line's own strand: there the deadline is looked at again, for it may
/// have moved.
template <class Line, class Stream, class Shared>
class ServedLine : public Connection, public std::enable_shared_from_this<Line> {
public:
    ServedLine(Stream stream, std::shared_ptr<Shared> shared)
        : line_{std::move(stream)}, shared_{std::move(shared)}
    {
        ++shared_->open;
    }
    ~ServedLine() override { --shared_->open; }

    void start() override
    {
        auto self = this->shared_from_this();
        auto running = Line::run(std::move(self));
        boost::asio::co_spawn(line_.executor(), std::move(running), boost::asio::detached);
    }

    void close_if_late(std::chrono::steady_clock::time_point now) override
    {
        if (!line_.is_late(now)) return;
        on_strand([](Line& line) {
            if (line.line_.is_late(std::chrono::steady_clock::now())) line.end_late();
        });
    }

    void close_if_idle() override
    {
        on_strand([](Line& line) {
            if (line.phase_ == Phase::idle) line.line_.end();
        });
    }

    void close() override
    {
        on_strand([](Line& line) { line.line_.end(); });
    }

protected:
    Wire<Stream> line_;
    std::shared_ptr<Shared> shared_;
    Phase phase_ = Phase::greeting;

private:
    void on_strand(void (*act)(Line&))
    {
        boost::asio::post(line_.executor(), [self = this->shared_from_this(), act] { act(*self); });
    }
};

/// A line over TLS, or a plain one where `tls` is null.
template <template <class Stream> class Line, class Shared>
std::shared_ptr<Connection> make_line(boost::asio::ip::tcp::socket socket,
                                      boost::asio::ssl::context* tls,
                                      std::shared_ptr<Shared> shared)
{
    using Plain = boost::asio::ip::tcp::socket;
    using Tls = boost::asio::ssl::stream<Plain>;
    if (tls == nullptr) return std::make_shared<Line<Plain>>(std::move(socket), std::move(shared));
    return std::make_shared<Line<Tls>>(Tls{std::move(socket), *tls}, std::move(shared));
}

} // namespace foramen
