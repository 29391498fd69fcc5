#include "fhir/path/ucum.h"

#include <boost/container/small_vector.hpp>

#include <algorithm>

namespace fhir::path {

namespace {

constexpr std::size_t code_bytes_max = 64;
constexpr int nesting_max = 8;
constexpr int exponent_max = 12;

/// A symbol and its power: "kg.m/s2" is kg1, m1, s-2.
struct Component {
    std::string_view symbol;
    int power;
};
using Components = boost::container::small_vector<Component, 6>;

bool is_digit(char one) { return one >= '0' && one <= '9'; }
/// "10", but not "10*", which takes a power.
bool is_digits(std::string_view symbol) { return std::ranges::all_of(symbol, is_digit); }

/// Of UCUM's grammar (section 2.1): no blanks, "." and "/" from the left, annotations in braces.
class Reader {
public:
    Reader(std::string_view code, Components& found) : rest_{code}, found_{found} {}

    bool run()
    {
        if (rest_.empty() || rest_.size() > code_bytes_max) return false;
        return term(1, 0) && rest_.empty();
    }

private:
    bool take(char wanted)
    {
        if (!rest_.starts_with(wanted)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    /// `sign` is -1 below a division.
    bool term(int sign, int depth)
    {
        if (depth > nesting_max) return false;
        auto at = take('/') ? -sign : sign;
        for (;;) {
            if (!component(at, depth)) return false;
            if (take('.')) at = sign;
            else if (take('/')) at = -sign;
            else return true;
        }
    }

    bool component(int sign, int depth)
    {
        if (take('(')) return term(sign, depth + 1) && take(')');
        if (rest_.starts_with('{')) return annotation();
        auto const symbol = take_symbol();
        if (symbol.empty()) return false;
        auto const power = is_digits(symbol) ? std::optional{1} : exponent();
        if (!power) return false;
        found_.push_back({symbol, sign * *power});
        return !rest_.starts_with('{') || annotation();
    }

    bool annotation()
    {
        auto const end = rest_.find('}');
        if (end == std::string_view::npos) return false;
        rest_.remove_prefix(end + 1);
        return true;
    }

    /// Up to a digit, a sign or what divides; what stands in square brackets is one.
    std::string_view take_symbol()
    {
        std::size_t size = 0;
        if (rest_.starts_with("10*") || rest_.starts_with("10^")) {
            size = 3;
        } else if (!rest_.empty() && is_digit(rest_.front())) {
            while (size < rest_.size() && is_digit(rest_[size])) ++size;
        } else {
            while (size < rest_.size()) {
                auto const one = rest_[size];
                if (one == '[') {
                    auto const end = rest_.find(']', size);
                    if (end == std::string_view::npos) return {};
                    size = end + 1;
                } else if (is_digit(one) || std::string_view{"+-./(){}"}.find(one) != rest_.npos) {
                    break;
                } else {
                    ++size;
                }
            }
        }
        auto const symbol = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return symbol;
    }

    std::optional<int> exponent()
    {
        bool const negative = rest_.starts_with('-');
        bool const written = negative || rest_.starts_with('+');
        if (written) rest_.remove_prefix(1);
        int value = 0;
        std::size_t count = 0;
        for (; !rest_.empty() && is_digit(rest_.front()); ++count) {
            value = value * 10 + (rest_.front() - '0');
            if (value > exponent_max) return {};
            rest_.remove_prefix(1);
        }
        if (count == 0) return written ? std::nullopt : std::optional{1};
        return negative ? -value : value;
    }

    std::string_view rest_;
    Components& found_;
};

Decimal power_of_ten(int exponent)
{
    Decimal value{1, 0};
    if (exponent < 0) value.scale = -exponent;
    for (int i = 0; i < exponent; ++i) value.digits *= 10;
    return value;
}

/// What a symbol stands for, without its power.
std::optional<Unit> base_of(std::string_view symbol)
{
    Unit unit;
    if (is_digits(symbol)) {
        auto const value = parse_decimal(symbol);
        if (!value || value->digits == 0) return {};
        unit.numerator = *value;
        return unit;
    }
    auto const found = find_unit(symbol);
    if (found.unit == nullptr) return {};
    unit = *found.unit;
    if (found.exponent == 0) return unit;
    auto const whole = multiply(unit.numerator, power_of_ten(found.exponent));
    if (!whole) return {};
    unit.numerator = trimmed(*whole);
    return unit;
}

bool multiply_into(Decimal& value, Decimal const& factor)
{
    auto const product = multiply(value, factor);
    if (product) value = trimmed(*product);
    return product.has_value();
}

bool apply(Unit& unit, Component const& component)
{
    auto base = base_of(component.symbol);
    if (!base) return false;
    if (component.power < 0) std::swap(base->numerator, base->denominator);
    for (int i = 0; i < std::abs(component.power); ++i) {
        if (!multiply_into(unit.numerator, base->numerator)) return false;
        if (!multiply_into(unit.denominator, base->denominator)) return false;
    }
    for (std::size_t i = 0; i < unit.powers.size(); ++i) {
        auto const power = unit.powers[i] + base->powers[i] * component.power;
        if (power > 100 || power < -100) return false;
        unit.powers[i] = static_cast<std::int8_t>(power);
    }
    return true;
}

void merge(Components& into, Components const& from, int sign)
{
    for (auto const& one : from) {
        auto const same = std::ranges::find(into, one.symbol, &Component::symbol);
        if (same != into.end()) same->power += sign * one.power;
        else into.push_back({one.symbol, sign * one.power});
    }
}

std::string written(Components const& components)
{
    std::string text;
    for (int const sign : {1, -1}) {
        for (auto const& one : components) {
            if (one.power * sign <= 0 || one.symbol == "1") continue;
            if (sign < 0) text += '/';
            else if (!text.empty()) text += '.';
            text += one.symbol;
            auto const power = one.power * sign;
            if (power == 1) continue;
            // A number has no power: 10.10.
            bool const number = is_digits(one.symbol);
            for (int i = 1; number && i < power; ++i)
                text.append(1, sign < 0 ? '/' : '.').append(one.symbol);
            if (!number) text += std::to_string(power);
        }
    }
    return text.empty() ? "1" : text;
}

} // namespace

std::optional<Unit> parse_unit(std::string_view code)
{
    Components components;
    if (!Reader{code, components}.run()) return {};
    Unit unit;
    for (auto const& one : components) {
        if (!apply(unit, one)) return {};
    }
    return unit;
}

std::optional<std::string> combined_unit(std::string_view left, std::string_view right,
                                         Combining how)
{
    Components all;
    Components others;
    if (!Reader{left, others}.run()) return {};
    merge(all, others, 1);
    others.clear();
    if (!Reader{right, others}.run()) return {};
    merge(all, others, how == Combining::product ? 1 : -1);
    return written(all);
}

} // namespace fhir::path
