#include "gateway/net/lookup.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <charconv>

namespace foramen {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// Shared with the look-up, which may outlive the one who waits for it.
struct Lookup {
    explicit Lookup(asio::any_io_executor const& executor) : resolver{executor}, timer{executor} {}
    tcp::resolver resolver;
    asio::steady_timer timer;
    boost::system::error_code failed = asio::error::timed_out;
    tcp::resolver::results_type found;
};

} // namespace

Task<tcp::resolver::results_type> look_up(FarAddress const& address,
                                          std::chrono::milliseconds timeout)
{
    boost::system::error_code is_name;
    auto const number = asio::ip::make_address(address.host, is_name);
    if (!is_name) {
        std::uint16_t port = 0;
        std::from_chars(address.port.data(), address.port.data() + address.port.size(), port);
        tcp::endpoint const endpoint{number, port};
        co_return tcp::resolver::results_type::create(endpoint, address.host, address.port);
    }
    auto const executor = co_await asio::this_coro::executor;
    auto const lookup = std::make_shared<Lookup>(executor);
    lookup->timer.expires_after(timeout);
    lookup->resolver.async_resolve(address.host, address.port,
                                   [lookup](boost::system::error_code failed, auto found) {
                                       lookup->failed = failed;
                                       lookup->found = std::move(found);
                                       lookup->timer.cancel();
                                   });
    boost::system::error_code ignored;
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    co_await lookup->timer.async_wait(token);
    if (lookup->failed) {
        co_return unavailable(address.host + ": no such host: " + lookup->failed.message());
    }
    co_return lookup->found;
}

} // namespace foramen
