#include "fhir/path/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <limits>

namespace fhir::path {

namespace {

constexpr int digits_max = 36; ///< 10^38 is the edge of 128 bits; two stay free for carries.
constexpr int quotient_digits_max = 28;

constexpr std::array<Wide, digits_max + 1> make_powers()
{
    std::array<Wide, digits_max + 1> powers{};
    powers[0] = 1;
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
    return powers;
}
constexpr auto powers = make_powers();

Wide power(int exponent) { return powers[static_cast<std::size_t>(exponent)]; }

Wide magnitude(Wide value) { return value < 0 ? -value : value; }

int digit_count(Wide value)
{
    auto const size = magnitude(value);
    int count = 1;
    while (count <= digits_max && size >= power(count)) ++count;
    return count;
}

std::optional<Decimal> checked(Decimal const& value)
{
    if (value.scale > digits_max || magnitude(value.digits) >= power(digits_max)) return {};
    return value;
}

/// The digits of `value` at a larger scale; nullopt when they do not fit.
std::optional<Wide> at_scale(Decimal const& value, int scale)
{
    auto const shift = scale - value.scale;
    if (shift == 0) return value.digits;
    if (shift > digits_max) return value.digits == 0 ? std::optional<Wide>{0} : std::nullopt;
    Wide result = 0;
    if (__builtin_mul_overflow(value.digits, power(shift), &result)) return {};
    return result;
}

struct Exponent {
    std::size_t at;
    int value;
};

std::optional<Exponent> parse_exponent(std::string_view text)
{
    auto const mark = text.find_first_of("eE");
    if (mark == std::string_view::npos) return Exponent{text.size(), 0};
    auto at = mark + 1;
    bool const negative = at < text.size() && text[at] == '-';
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
    if (at == text.size() || text.size() - at > 4) return {};
    int value = 0;
    for (; at < text.size(); ++at) {
        if (text[at] < '0' || text[at] > '9') return {};
        value = value * 10 + (text[at] - '0');
    }
    return Exponent{mark, negative ? -value : value};
}

std::optional<Decimal> shifted(Decimal value, int exponent)
{
    value.scale -= exponent;
    if (value.scale >= 0) return checked(value);
    if (-value.scale > digits_max) return {};
    Wide result = 0;
    if (__builtin_mul_overflow(value.digits, power(-value.scale), &result)) return {};
    return checked({result, 0});
}

} // namespace

namespace {

/// "-12.50": what fits into 64 bits and has no exponent, which is nearly all there is.
std::optional<Decimal> parse_short(std::string_view text)
{
    constexpr std::size_t short_max = 18;
    bool const negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    if (text.empty() || text.size() > short_max) return {};
    std::int64_t digits = 0;
    std::size_t point = 0; ///< One more than its place.
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '.' && point == 0 && i > 0) {
            point = i + 1;
        } else if (text[i] >= '0' && text[i] <= '9') {
            digits = digits * 10 + (text[i] - '0');
        } else {
            return {};
        }
    }
    if (point == text.size()) return {};
    auto const scale = point == 0 ? 0 : static_cast<int>(text.size() - point);
    return Decimal{negative ? -digits : digits, scale};
}

/// Of digits that fit into 64 bits.
std::string short_text(std::int64_t digits, int scale)
{
    std::array<char, 24> buffer{};
    auto const end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(digits)).ptr;
    std::string text{buffer.data(), end};
    auto const places = static_cast<std::size_t>(scale);
    if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
    if (scale > 0) text.insert(text.size() - places, 1, '.');
    if (digits < 0) text.insert(0, 1, '-');
    return text;
}

} // namespace

std::optional<Decimal> parse_decimal(std::string_view text)
{
    if (auto const quick = parse_short(text)) return quick;
    auto const exponent = parse_exponent(text);
    if (!exponent) return {};
    text = text.substr(0, exponent->at);
    bool const negative = !text.empty() && text.front() == '-';
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    Decimal value;
    bool any = false;
    bool fraction = false;
    for (char const one : text) {
        if (one == '.' && !fraction && any) {
            fraction = true;
            continue;
        }
        if (one < '0' || one > '9') return {};
        if (magnitude(value.digits) >= power(digits_max - 1)) return {};
        value.digits = value.digits * 10 + (one - '0');
        value.scale += fraction ? 1 : 0;
        any = true;
    }
    if (!any || (fraction && text.back() == '.')) return {};
    if (negative) value.digits = -value.digits;
    return shifted(value, exponent->value);
}

std::string to_text(Decimal const& value)
{
    if (magnitude(value.digits) <= std::numeric_limits<std::int64_t>::max()) {
        return short_text(static_cast<std::int64_t>(value.digits), value.scale);
    }
    std::string text;
    auto rest = magnitude(value.digits);
    for (int place = 0; rest != 0 || place <= value.scale; ++place) {
        if (place == value.scale && value.scale > 0) text.push_back('.');
        text.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
        rest /= 10;
    }
    if (value.digits < 0) text.push_back('-');
    std::reverse(text.begin(), text.end());
    return text;
}

int compare(Decimal const& left, Decimal const& right)
{
    auto const scale = std::max(left.scale, right.scale);
    auto const a = at_scale(left, scale);
    auto const b = at_scale(right, scale);
    // What does not fit at the other's scale is larger than anything that does.
    if (!a) return left.digits < 0 ? -1 : 1;
    if (!b) return right.digits < 0 ? 1 : -1;
    return *a < *b ? -1 : (*a > *b ? 1 : 0);
}

std::optional<Decimal> add(Decimal const& left, Decimal const& right)
{
    auto const scale = std::max(left.scale, right.scale);
    auto const a = at_scale(left, scale);
    auto const b = at_scale(right, scale);
    Wide sum = 0;
    if (!a || !b || __builtin_add_overflow(*a, *b, &sum)) return {};
    return checked({sum, scale});
}

std::optional<Decimal> subtract(Decimal const& left, Decimal const& right)
{
    return add(left, {-right.digits, right.scale});
}

std::optional<Decimal> multiply(Decimal const& left, Decimal const& right)
{
    Wide product = 0;
    if (__builtin_mul_overflow(left.digits, right.digits, &product)) return {};
    return checked({product, left.scale + right.scale});
}

std::optional<Decimal> divide(Decimal const& left, Decimal const& right)
{
    if (right.digits == 0) return {};
    // Long division, digit by digit, until it comes out even or has enough digits.
    bool const negative = (left.digits < 0) != (right.digits < 0);
    auto const divisor = magnitude(right.digits);
    auto quotient = magnitude(left.digits) / divisor;
    auto rest = magnitude(left.digits) % divisor;
    auto scale = left.scale - right.scale;
    while ((rest != 0 && digit_count(quotient) < quotient_digits_max && scale < digits_max) ||
           scale < 0) {
        if (rest > std::numeric_limits<Wide>::max() / 10) return {};
        if (quotient >= power(digits_max - 1)) return {};
        rest *= 10;
        quotient = quotient * 10 + rest / divisor;
        rest %= divisor;
        ++scale;
    }
    if (rest >= divisor - rest) ++quotient;
    return checked(trimmed({negative ? -quotient : quotient, scale}));
}

std::optional<Decimal> divide_whole(Decimal const& left, Decimal const& right)
{
    if (right.digits == 0) return {};
    auto const scale = std::max(left.scale, right.scale);
    auto const a = at_scale(left, scale);
    auto const b = at_scale(right, scale);
    if (!a || !b) return {};
    return checked({*a / *b, 0});
}

std::optional<Decimal> modulo(Decimal const& left, Decimal const& right)
{
    if (right.digits == 0) return {};
    auto const scale = std::max(left.scale, right.scale);
    auto const a = at_scale(left, scale);
    auto const b = at_scale(right, scale);
    if (!a || !b) return {};
    return checked({*a % *b, scale});
}

Decimal round_to(Decimal const& value, int places, Rounding rounding)
{
    if (places < 0 || value.scale <= places) return value;
    auto const unit = power(std::min(value.scale - places, digits_max));
    auto whole = value.digits / unit;
    auto const rest = value.digits % unit;
    bool const negative = value.digits < 0;
    bool away = false;
    switch (rounding) {
    case Rounding::to_nearest: away = magnitude(rest) >= unit - magnitude(rest); break;
    case Rounding::down: away = rest != 0 && negative; break;
    case Rounding::up: away = rest != 0 && !negative; break;
    case Rounding::to_zero: break;
    }
    if (away) whole += negative ? -1 : 1;
    return {whole, places};
}

Decimal trimmed(Decimal value)
{
    while (value.scale > 0 && value.digits % 10 == 0) {
        value.digits /= 10;
        --value.scale;
    }
    return value;
}

bool equivalent(Decimal const& left, Decimal const& right)
{
    auto const places = std::min(trimmed(left).scale, trimmed(right).scale);
    return compare(round_to(left, places, Rounding::to_nearest),
                   round_to(right, places, Rounding::to_nearest)) == 0;
}

bool fits_integer(Decimal const& value)
{
    return value.scale == 0 && value.digits >= std::numeric_limits<std::int32_t>::min() &&
           value.digits <= std::numeric_limits<std::int32_t>::max();
}

} // namespace fhir::path
