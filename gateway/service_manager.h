// Why this file exists: systemd starts what depends on us only when the doors are open, and starts
// us anew when the loop that serves everybody no longer turns.
#pragma once

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <optional>
#include <string_view>

namespace foramen {

/// sd_notify(3): tells `state` ("READY=1") to $NOTIFY_SOCKET; without one it does nothing.
void tell_service_manager(std::string_view state);

/// Half of $WATCHDOG_USEC, or no value when nobody watches this process.
std::optional<std::chrono::microseconds> watchdog_pace();

/// "WATCHDOG=1" at that pace, from the loop itself: a thread of its own would prove nothing.
void feed_watchdog(boost::asio::io_context& context);

} // namespace foramen
