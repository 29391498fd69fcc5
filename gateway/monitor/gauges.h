// Why this file exists: what Prometheus is told of the moment, beside the counters of metrics.h.
#pragma once

#include "gateway/monitor/exposition.h"
#include "gateway/monitor/standing.h"

#include <string_view>

namespace foramen {

void write_gauges(Exposition& out, Standing const& standing, std::string_view version);

} // namespace foramen
