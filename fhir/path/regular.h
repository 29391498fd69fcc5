// Why this file exists: matches() and replaceMatches() run patterns on data from outside, so the
// engine must neither overflow the stack nor run for ever. Boost.Regex gives up by the size of
// its input, which is late; so each character that it looks at is counted, and its exceptions
// end here.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace fhir::path {

/// What a search may still use up, about one for each character that is looked at or made.
struct Effort {
    std::uint64_t left = 20'000'000;
};

class Pattern {
public:
    /// Null when the pattern is not valid.
    static std::shared_ptr<Pattern const> make(std::string_view text);
    virtual ~Pattern() = default;
    /// The empty pattern, which replaceMatches() takes for no pattern.
    virtual bool matches_nothing() const = 0;
    /// Found anywhere; nullopt when the search was too costly.
    virtual std::optional<bool> found_in(std::string_view text, Effort& effort) const = 0;
    /// The whole text.
    virtual std::optional<bool> is_all_of(std::string_view text, Effort& effort) const = 0;
    virtual std::optional<std::string> replace(std::string_view text, std::string_view substitution,
                                               Effort& effort) const = 0;
};

} // namespace fhir::path
