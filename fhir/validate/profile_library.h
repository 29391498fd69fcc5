// Why this file exists: profiles by canonical URL, each compiled at its first use and then shared.
#pragma once

#include "fhir/definitions/conformance.h"
#include "fhir/validate/profile.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace fhir::validate {

/// A structure as it was found: without a profile, `issues` say why.
struct Found {
    std::optional<Profile> profile;
    Issues issues;
};

class ProfileLibrary {
public:
    explicit ProfileLibrary(Conformance const& conformance) : conformance_{conformance} {}

    /// Null when there is no such structure. Any thread may ask. What is found stays.
    Found const* find(std::string_view canonical);

private:
    Conformance const& conformance_;
    std::mutex mutex_;
    /// By structure and not by URL: URLs come from outside, and there is no end of them.
    std::unordered_map<Element const*, std::unique_ptr<Found>> found_;
};

} // namespace fhir::validate
