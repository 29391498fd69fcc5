// Why this file exists: uuid() must give the same answer for the same message, so that sending it
// again makes nothing twice: name-based UUIDs, RFC 4122 section 4.3, version 5.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

namespace fhir::map {

using UuidText = std::array<char, 36>;

class UuidMaker {
public:
    explicit UuidMaker(std::string_view seed) : seed_{seed} {}

    /// The next one of this run.
    UuidText next();

private:
    struct Free {
        void operator()(void* context) const;
    };

    std::string_view seed_;
    std::uint32_t count_ = 0;
    std::unique_ptr<void, Free> context_;
};

} // namespace fhir::map
