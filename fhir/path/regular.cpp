#include "fhir/path/regular.h"

#include "fhir/path/unicode.h"

// What the engine does between two characters is counted by itself; its own limit is seconds.
#define BOOST_REGEX_MAX_STATE_COUNT 4000000
#include <boost/regex.hpp>

#include <cstddef>
#include <exception>
#include <iterator>

namespace fhir::path {

namespace {

constexpr std::size_t pattern_length_max = 2'000;
constexpr std::size_t replaced_max = 16 * 1024 * 1024;

struct TooCostly : std::exception {};

void spend(Effort& effort, std::uint64_t amount)
{
    if (effort.left < amount) {
        effort.left = 0;
        throw TooCostly{};
    }
    effort.left -= amount;
}

/// Walks over a text and counts each look and each copy: Boost.Regex tells nothing of its work.
template <class Char> class Counted {
public:
    using iterator_category = std::random_access_iterator_tag;
    using value_type = Char;
    using difference_type = std::ptrdiff_t;
    using pointer = Char const*;
    using reference = Char const&;

    Counted() = default;
    Counted(Char const* at, Effort& effort) : at_{at}, effort_{&effort} {}
    /// The engine keeps places to come back to, also where it looks at nothing: (()*)*
    Counted(Counted const& other) : at_{other.at_}, effort_{other.effort_}
    {
        if (effort_ != nullptr && effort_->left > 0) --effort_->left;
    }
    Counted& operator=(Counted const&) = default;
    ~Counted() = default;

    reference operator*() const
    {
        spend(*effort_, 1);
        return *at_;
    }
    Counted& operator++() { return *this += 1; }
    Counted& operator--() { return *this += -1; }
    Counted operator++(int)
    {
        auto const before = *this;
        ++at_;
        return before;
    }
    Counted operator--(int)
    {
        auto const before = *this;
        --at_;
        return before;
    }
    Counted& operator+=(difference_type by)
    {
        at_ += by;
        return *this;
    }
    Counted& operator-=(difference_type by) { return *this += -by; }
    Counted operator+(difference_type by) const { return Counted{*this} += by; }
    Counted operator-(difference_type by) const { return Counted{*this} -= by; }
    difference_type operator-(Counted const& other) const { return at_ - other.at_; }
    bool operator==(Counted const& other) const { return at_ == other.at_; }
    auto operator<=>(Counted const& other) const { return at_ <=> other.at_; }

    pointer place() const { return at_; }

private:
    Char const* at_ = nullptr;
    Effort* effort_ = nullptr;
};

/// Appends what a substitution gives, as long as there is room for it.
template <class Char> class Appending {
public:
    using iterator_category = std::output_iterator_tag;
    using value_type = void;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = void;

    Appending(std::basic_string<Char>& to, Effort& effort) : to_{&to}, effort_{&effort} {}

    Appending& operator*() { return *this; }
    Appending& operator++() { return *this; }
    Appending operator++(int) { return *this; }
    Appending& operator=(Char one)
    {
        spend(*effort_, to_->size() < replaced_max ? 1 : effort_->left + 1);
        to_->push_back(one);
        return *this;
    }

private:
    std::basic_string<Char>* to_;
    Effort* effort_;
};

template <class Char> using Regex = boost::basic_regex<Char, boost::regex_traits<Char>>;

enum class Where { anywhere, whole };

template <class Char>
bool run(std::basic_string_view<Char> text, Regex<Char> const& pattern, Where where, Effort& effort)
{
    // Between two characters there is work too.
    spend(effort, 16 + pattern.size() / 8);
    Counted<Char> const begin{text.data(), effort};
    auto const end = begin + static_cast<std::ptrdiff_t>(text.size());
    return where == Where::whole ? boost::regex_match(begin, end, pattern)
                                 : boost::regex_search(begin, end, pattern);
}

template <class Char>
std::basic_string<Char> exchange(std::basic_string_view<Char> text, Regex<Char> const& pattern,
                                 std::basic_string<Char> const& substitution, Effort& effort)
{
    Counted<Char> const begin{text.data(), effort};
    auto const end = begin + static_cast<std::ptrdiff_t>(text.size());
    std::basic_string<Char> result;
    auto rest = text.data();
    boost::regex_iterator<Counted<Char>> const none;
    for (boost::regex_iterator<Counted<Char>> found{begin, end, pattern}; found != none; ++found) {
        auto const& whole = (*found)[0];
        spend(effort, 16 + substitution.size());
        result.append(rest, whole.first.place());
        found->format(Appending{result, effort}, substitution, boost::format_perl);
        rest = whole.second.place();
    }
    return result.append(rest, text.data() + text.size());
}

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

    std::optional<bool> found_in(std::string_view text, Effort& effort) const override
    {
        return ask(text, Where::anywhere, effort);
    }
    std::optional<bool> is_all_of(std::string_view text, Effort& effort) const override
    {
        return ask(text, Where::whole, effort);
    }

    std::optional<std::string> replace(std::string_view text, std::string_view substitution,
                                       Effort& effort) const override
    {
        try {
            if (narrow_ && is_ascii(text) && is_ascii(substitution)) {
                return exchange<char>(text, *narrow_, std::string{substitution}, effort);
            }
            auto const result = exchange<wchar_t>(wide(text), wide_, wide(substitution), effort);
            return encode(std::u32string{result.begin(), result.end()});
        } catch (std::exception const&) {
            return {};
        }
    }

private:
    std::optional<bool> ask(std::string_view text, Where where, Effort& effort) const
    {
        try {
            if (narrow_ && is_ascii(text)) return run<char>(text, *narrow_, where, effort);
            return run<wchar_t>(wide(text), wide_, where, effort);
        } catch (std::exception const&) {
            return {};
        }
    }

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
