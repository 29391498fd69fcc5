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

class BoostPattern final : public Pattern {
public:
    BoostPattern(boost::wregex expression, bool is_empty)
        : expression_{std::move(expression)}, is_empty_{is_empty}
    {}

    bool matches_nothing() const override { return is_empty_; }

    std::optional<bool> found_in(std::string_view text) const override
    {
        try {
            return boost::regex_search(wide(text), expression_);
        } catch (std::exception const&) {
            return {};
        }
    }

    std::optional<bool> is_all_of(std::string_view text) const override
    {
        try {
            return boost::regex_match(wide(text), expression_);
        } catch (std::exception const&) {
            return {};
        }
    }

    std::optional<std::string> replace(std::string_view text,
                                       std::string_view substitution) const override
    {
        try {
            auto const result = boost::regex_replace(wide(text), expression_, wide(substitution),
                                                     boost::format_perl);
            return encode(std::u32string{result.begin(), result.end()});
        } catch (std::exception const&) {
            return {};
        }
    }

private:
    boost::wregex expression_;
    bool is_empty_;
};

} // namespace

std::shared_ptr<Pattern const> Pattern::make(std::string_view text)
{
    if (text.size() > pattern_length_max) return nullptr;
    try {
        return std::make_shared<BoostPattern>(
            boost::wregex{wide(text), boost::regex::perl | boost::regex::mod_s}, text.empty());
    } catch (std::exception const&) {
        return nullptr;
    }
}

} // namespace fhir::path
