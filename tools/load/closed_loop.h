// Why this file exists: a closed loop of requests over raw sockets and epoll, one thread, so that
// the load tool takes as little as it can from the machine that it shares with the server.
#pragma once

#include "gateway/base/result.h"
#include "tools/load/measure.h"
#include "tools/load/request.h"

#include <chrono>

namespace foramen {

struct LoadPlan {
    LoadTarget target;
    unsigned connections = 64;
    std::chrono::milliseconds time{5'000};
};

/// Each connection sends its next request when the last one is answered. Error: unavailable.
Result<Measured> run_closed_loop(LoadPlan const& plan, RequestTemplate& requests);

} // namespace foramen
