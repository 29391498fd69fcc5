#include "fhir/path/regular.h"

#include "fhir/path/unicode.h"

#include <boost/regex.hpp>

namespace fhir::path {

namespace {

constexpr std::size_t pattern_length_max = 2'000;

std::wstring wide(std::string_view text)
{
    auto const codes = decode(text);
    return {codes.begin(), codes.end()};
}

/// A pattern of ASCII is kept twice: texts that are ASCII too need not be widened.
class BoostPattern final : public Pattern {
public:
    explicit BoostPattern(std::string_view text)
        : wide_{wide(text), boost::regex::perl | boost::regex::mod_s}, is_empty_{text.empty()}
    {
        if (is_ascii(text)) {
            narrow_.emplace(std::string{text}, boost::regex::perl | boost::regex::mod_s);
        }
    }

    bool matches_nothing() const override { return is_empty_; }

    std::optional<bool> found_in(std::string_view text) const override
    {
        try {
            if (!narrow_ || !is_ascii(text)) return boost::regex_search(wide(text), wide_);
            return boost::regex_search(text.begin(), text.end(), *narrow_);
        } catch (std::exception const&) {
            return {};
        }
    }

    std::optional<bool> is_all_of(std::string_view text) const override
    {
        try {
            if (!narrow_ || !is_ascii(text)) return boost::regex_match(wide(text), wide_);
            return boost::regex_match(text.begin(), text.end(), *narrow_);
        } catch (std::exception const&) {
            return {};
        }
    }

    std::optional<std::string> replace(std::string_view text,
                                       std::string_view substitution) const override
    {
        try {
            auto const result =
                boost::regex_replace(wide(text), wide_, wide(substitution), boost::format_perl);
            return encode(std::u32string{result.begin(), result.end()});
        } catch (std::exception const&) {
            return {};
        }
    }

private:
    boost::wregex wide_;
    std::optional<boost::regex> narrow_;
    bool is_empty_;
};

} // namespace

std::shared_ptr<Pattern const> Pattern::make(std::string_view text)
{
    if (text.size() > pattern_length_max) return nullptr;
    try {
        return std::make_shared<BoostPattern>(text);
    } catch (std::exception const&) {
        return nullptr;
    }
}

} // namespace fhir::path
