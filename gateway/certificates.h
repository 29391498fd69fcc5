// Why this file exists: which certificates of the configuration run out one day, and what people
// call them.
#pragma once

#include "gateway/security/certificate_watch.h"
#include "gateway/settings.h"

namespace foramen {

/// Those that we show: "http", "mllp", the id of a partner, "imaging:" and the name of a server.
std::vector<WatchedCertificate> certificates_of(Settings const& settings);

} // namespace foramen
