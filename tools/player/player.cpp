#include "tools/player/player.h"

#include "tools/player/scans.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <unistd.h>

#include <cstdio>

namespace foramen {

namespace {

namespace asio = boost::asio;
using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds look_every{100};

/// A running line for a person who watches.
void tell_progress(std::size_t done, std::size_t all, MorningEvent const& event)
{
    if (::isatty(STDOUT_FILENO) == 0) return;
    std::printf("\r%4zu of %zu  %-30s", done, all, event.kind.c_str());
    std::fflush(stdout);
}

std::string row(std::string const& name, std::size_t count)
{
    auto line = "  " + name;
    line.resize(std::max<std::size_t>(line.size(), 34), ' ');
    auto const number = std::to_string(count);
    return line + std::string(6 - std::min<std::size_t>(6, number.size()), ' ') + number + "\n";
}

} // namespace

std::size_t MorningSeen::waiting() const
{
    auto const found = reports.find("waiting");
    return without_report + (found == reports.end() ? 0 : found->second);
}

Task<> Player::hand_over(MorningEvent const& event)
{
    auto body = event.body;
    if (event.path == over_mllp) co_return co_await gateway_.report(std::move(body));
    auto path = event.path;
    co_return co_await gateway_.post(std::move(path), std::move(body));
}

asio::awaitable<std::size_t> Player::play()
{
    std::size_t refused = 0;
    std::size_t done = 0;
    auto const executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor};
    auto next = SteadyClock::now();
    for (auto const& event : plan_.events) {
        if (plan_.pace > 0) {
            boost::system::error_code ignored;
            auto token = asio::redirect_error(asio::use_awaitable, ignored);
            timer.expires_at(next);
            co_await timer.async_wait(token);
            next += std::chrono::microseconds{1'000'000 / plan_.pace};
        }
        auto const posted = co_await hand_over(event);
        tell_progress(++done, plan_.events.size(), event);
        if (posted) continue;
        ++refused;
        std::fprintf(stderr, "\n%s was not accepted: %s\n", event.kind.c_str(),
                     posted.error().text().c_str());
    }
    if (::isatty(STDOUT_FILENO) != 0) std::printf("\n");
    co_return refused;
}

Task<MorningSeen> Player::look()
{
    MorningSeen seen;
    std::set<std::string> bookings;
    std::set<std::string> reported;
    for (auto const& event : plan_.events) {
        bookings.insert(event.booking_id);
        if (event.kind.starts_with("procedureReport")) reported.insert(event.booking_id);
    }
    seen.bookings = bookings.size();
    for (auto const& id : bookings) {
        CO_TRY(booking, co_await gateway_.booking(id));
        if (booking.ready) ++seen.ready;
        for (auto const& code : booking.holds) ++seen.holds[code];
        for (auto const& status : booking.reports) ++seen.reports[status];
        if (booking.reports.empty() && reported.contains(id)) ++seen.without_report;
    }
    co_return seen;
}

Task<MorningSeen> Player::await_delivery(std::chrono::seconds time)
{
    auto const end = SteadyClock::now() + time;
    auto const executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor};
    for (;;) {
        CO_TRY(seen, co_await look());
        if (seen.waiting() == 0 || SteadyClock::now() > end) co_return seen;
        timer.expires_after(look_every);
        boost::system::error_code ignored;
        auto token = asio::redirect_error(asio::use_awaitable, ignored);
        co_await timer.async_wait(token);
    }
}

std::string to_table(MorningSeen const& seen)
{
    auto text = row("bookings", seen.bookings) + row("ready", seen.ready);
    if (!seen.holds.empty()) text += "on hold (a booking may have several)\n";
    for (auto const& [code, count] : seen.holds) text += row("  " + code, count);
    text += "reports\n";
    for (auto const& [status, count] : seen.reports) text += row("  " + status, count);
    if (seen.without_report > 0) text += row("  not told of", seen.without_report);
    return text;
}

} // namespace foramen
