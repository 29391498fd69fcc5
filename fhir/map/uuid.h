// Why this file exists: uuid() must give the same answer for the same message, so that sending it
// again makes nothing twice: name-based UUIDs, RFC 4122 section 4.3, version 5.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace fhir::map {

using UuidText = std::array<char, 36>;

class UuidMaker {
public:
    explicit UuidMaker(std::string_view seed);

    /// The next one of this run.
    UuidText next();

private:
    std::string name_; ///< Name space, seed and '|'; then the running number.
    std::size_t fixed_;
    std::uint32_t count_ = 0;
};

} // namespace fhir::map
