#include "fhir/path/decimal_math.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace fhir::path {

namespace {

constexpr int significant_digits = 17;
constexpr int whole_exponent_max = 1'000;
constexpr Wide radicand_max = Wide{1'000'000'000'000'000'000} * 100'000'000'000'000'000; // 10^35

long double approximate(Decimal const& value)
{
    return static_cast<long double>(value.digits) * std::pow(10.0L, -value.scale);
}

/// Nothing for what is no number, and for what has more digits before the point than fit.
std::optional<Decimal> rounded(long double value)
{
    if (!std::isfinite(value)) return {};
    std::array<char, 64> text{};
    auto const size =
        std::snprintf(text.data(), text.size(), "%.*Le", significant_digits - 1, value);
    if (std::fabs(value) < 1e-18L) return Decimal{};
    auto const made = parse_decimal({text.data(), static_cast<std::size_t>(size)});
    return made ? std::optional{trimmed(*made)} : std::nullopt;
}

/// The nearest whole number to the root.
Wide whole_root(Wide value)
{
    auto root = static_cast<Wide>(std::sqrt(static_cast<long double>(value)));
    while (root * root > value) --root;
    while ((root + 1) * (root + 1) <= value) ++root;
    return value - root * root > root ? root + 1 : root;
}

std::optional<Decimal> whole_power(Decimal base, int exponent)
{
    Decimal result{1, 0};
    for (auto rest = exponent; rest > 0; rest /= 2) {
        if (rest % 2 == 1) {
            auto const next = multiply(result, base);
            if (!next) return {};
            result = *next;
        }
        if (rest == 1) break;
        auto const square = multiply(base, base);
        if (!square) return {};
        base = *square;
    }
    return result;
}

} // namespace

std::optional<Decimal> square_root(Decimal const& value)
{
    if (value.digits < 0) return {};
    auto radicand = value;
    if (radicand.scale % 2 == 1) {
        if (radicand.digits >= radicand_max) return rounded(std::sqrt(approximate(value)));
        radicand.digits *= 10;
        ++radicand.scale;
    }
    while (radicand.digits < radicand_max / 100 && radicand.scale < 34) {
        radicand.digits *= 100;
        radicand.scale += 2;
    }
    return trimmed({whole_root(radicand.digits), radicand.scale / 2});
}

std::optional<Decimal> exponential(Decimal const& value)
{
    return rounded(std::exp(approximate(value)));
}

std::optional<Decimal> natural_logarithm(Decimal const& value)
{
    if (value.digits <= 0) return {};
    return rounded(std::log(approximate(value)));
}

std::optional<Decimal> logarithm(Decimal const& value, Decimal const& base)
{
    if (value.digits <= 0 || base.digits <= 0) return {};
    auto const divisor = std::log(approximate(base));
    if (divisor == 0) return {};
    return rounded(std::log(approximate(value)) / divisor);
}

std::optional<Decimal> power(Decimal const& value, Decimal const& exponent)
{
    auto const whole = trimmed(exponent);
    if (whole.scale == 0 && whole.digits >= 0 && whole.digits <= whole_exponent_max) {
        if (auto const exact = whole_power(value, static_cast<int>(whole.digits))) return exact;
    }
    return rounded(std::pow(approximate(value), approximate(exponent)));
}

} // namespace fhir::path
