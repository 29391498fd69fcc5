// Why this file exists: what the clinic is told when a message to a practice was settled.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/random.h"
#include "gateway/delivery/courier.h"

#include <string>
#include <vector>

namespace foramen {

/// A "delivery" change for the event stream and each webhook, for messages to practices that
/// were delivered or held. Webhooks are not told about themselves.
Announcer delivery_announcer(Clock const& clock, Random& random, std::vector<std::string> webhooks);

} // namespace foramen
