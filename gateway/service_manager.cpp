#include "gateway/service_manager.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace foramen {

namespace {

boost::asio::awaitable<void> feed(boost::asio::io_context& context, std::chrono::microseconds pace)
{
    boost::asio::steady_timer timer{context};
    for (;;) {
        tell_service_manager("WATCHDOG=1");
        timer.expires_after(pace);
        co_await timer.async_wait(boost::asio::use_awaitable);
    }
}

} // namespace

void tell_service_manager(std::string_view state)
{
    auto const* const place = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    if (place == nullptr || *place == '\0') return;
    auto const length = std::strlen(place);
    if (length >= sizeof address.sun_path) return;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, place, length);
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0'; // An abstract name.
    auto const line = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (line < 0) return;
    auto const size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
    (void)::sendto(line, state.data(), state.size(), MSG_NOSIGNAL,
                   reinterpret_cast<sockaddr const*>(&address), size);
    ::close(line);
}

std::optional<std::chrono::microseconds> watchdog_pace()
{
    auto const* const text = std::getenv("WATCHDOG_USEC");
    if (text == nullptr) return {};
    std::uint64_t period = 0;
    auto const* const end = text + std::strlen(text);
    auto const read = std::from_chars(text, end, period);
    if (read.ec != std::errc{} || read.ptr != end || period < 2) return {};
    return std::chrono::microseconds{period / 2};
}

void feed_watchdog(boost::asio::io_context& context)
{
    auto const pace = watchdog_pace();
    if (pace) boost::asio::co_spawn(context, feed(context, *pace), boost::asio::detached);
}

} // namespace foramen
