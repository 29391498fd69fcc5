// Why this file exists: what was sent must be settled, even when the disk is full at that moment:
// while this process lives a message that arrived is not sent again for want of a note.
#pragma once

#include "gateway/delivery/depot.h"

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace foramen {

/// Settles, again and again with a growing pause, until the store has it, the lease was lost to
/// another (logged and dropped) or the house closes. Changing `settlement->attempt` meanwhile
/// renews it under a later lease.
boost::asio::awaitable<void> settle_surely(std::shared_ptr<Depot> depot,
                                           std::shared_ptr<Settlement const> settlement);

} // namespace foramen
