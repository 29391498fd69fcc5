// Why this file exists: a certificate that runs out stops everything at once and at night. So its
// last day is known to the monitor long before.
#pragma once

#include "gateway/base/clock.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace foramen {

/// A certificate of the configuration, and what people call it: "http", "mllp", "Z10001".
struct WatchedCertificate {
    std::string name;
    std::filesystem::path file; ///< PEM; of a chain the first one, which is our own.
};

struct CertificateState {
    std::string name;
    std::optional<TimePoint> expires; ///< No value: the file holds none that can be read.
};

std::vector<CertificateState> read_certificates(std::vector<WatchedCertificate> const& watched);

} // namespace foramen
