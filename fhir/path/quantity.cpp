#include "fhir/path/quantity.h"

#include "fhir/path/literals.h"
#include "fhir/path/temporal.h"
#include "fhir/path/ucum.h"

namespace fhir::path {

namespace {

/// Values, units and some extensions; whatever has more is no amount.
constexpr std::size_t parts_max = 1'000;

/// The UCUM unit that a calendar word is equal to; years and months have none.
std::string_view ucum_code(std::string_view unit)
{
    auto const word = is_calendar_unit(unit) ? time_unit(unit) : std::nullopt;
    if (!word) return unit;
    switch (*word) {
    case TimeUnit::week: return "wk";
    case TimeUnit::day: return "d";
    case TimeUnit::hour: return "h";
    case TimeUnit::minute: return "min";
    case TimeUnit::second: return "s";
    case TimeUnit::millisecond: return "ms";
    default: return unit;
    }
}

/// A calendar year or month, which no number of seconds is equal to.
std::optional<Unit> calendar_unit(std::string_view unit)
{
    auto const word = is_calendar_unit(unit) ? time_unit(unit) : std::nullopt;
    if (!word || (*word != TimeUnit::year && *word != TimeUnit::month)) return {};
    Unit made;
    made.numerator = {*word == TimeUnit::year ? 12 : 1, 0};
    made.powers[static_cast<std::size_t>(Dimension::calendar_month)] = 1;
    return made;
}

std::optional<Unit> unit_of(std::string_view text)
{
    if (auto const calendar = calendar_unit(text)) return calendar;
    return parse_unit(ucum_code(text));
}

/// Two units of one dimension.
struct Pair {
    Unit left;
    Unit right;
};

std::optional<Pair> pair_of(std::string_view left, std::string_view right)
{
    auto const a = unit_of(left);
    auto const b = a ? unit_of(right) : std::nullopt;
    if (!b || a->powers != b->powers) return {};
    return Pair{*a, *b};
}

/// value * numerator * (the other's denominator): both sides so are compared exactly.
std::optional<Decimal> crossed(Decimal const& value, Unit const& unit, Unit const& other)
{
    auto const scaled = multiply(trimmed(value), unit.numerator);
    return scaled ? multiply(trimmed(*scaled), other.denominator) : std::nullopt;
}

/// Less than 0 when `left` is the finer unit.
std::optional<int> compare_units(Pair const& units)
{
    auto const a = crossed({1, 0}, units.left, units.right);
    auto const b = crossed({1, 0}, units.right, units.left);
    if (!a || !b) return {};
    return compare(*a, *b);
}

std::optional<Decimal> converted(Decimal const& value, Unit const& from, Unit const& to)
{
    auto const whole = crossed(value, from, to);
    auto const part = multiply(from.denominator, to.numerator);
    return whole && part ? divide(*whole, *part) : std::nullopt;
}

std::optional<std::string> combined(std::string_view left, std::string_view right, Combining how)
{
    if (!parse_unit(ucum_code(left)) || !parse_unit(ucum_code(right))) return {};
    return combined_unit(ucum_code(left), ucum_code(right), how);
}

/// `1 year ~ 1 'a'`, though they are not equal (N1 section 6.1.2).
std::string_view calendar_word(std::string_view unit)
{
    if (unit == "a") return "year";
    return unit == "mo" ? "month" : unit;
}

} // namespace

std::optional<Amount> amount_of(Element const& element)
{
    Element const* value = nullptr;
    std::string_view code;
    std::string_view unit;
    std::size_t seen = 0;
    for (auto const* one = element.first; one != nullptr; one = one->next) {
        if (++seen > parts_max || one->name == "comparator") return {};
        if (one->name == "value" && value == nullptr) value = one;
        else if (one->name == "code" && one->is_primitive()) code = one->text;
        else if (one->name == "unit" && one->is_primitive()) unit = one->text;
    }
    if (value == nullptr || value->kind != Kind::number) return {};
    auto const number = parse_decimal(value->text);
    if (!number) return {};
    if (code.empty()) code = unit;
    return Amount{*number, code.empty() ? std::string_view{"1"} : code};
}

std::optional<Amount> amount_or_number(Element const& element)
{
    if (element.kind != Kind::number) return amount_of(element);
    auto const number = parse_decimal(element.text);
    return number ? std::optional{Amount{*number, "1"}} : std::nullopt;
}

std::optional<int> compare(Amount const& left, Amount const& right)
{
    if (left.unit == right.unit) return compare(left.value, right.value);
    auto const units = pair_of(left.unit, right.unit);
    if (!units) return {};
    auto const a = crossed(left.value, units->left, units->right);
    auto const b = crossed(right.value, units->right, units->left);
    return a && b ? std::optional{compare(*a, *b)} : std::nullopt;
}

bool equivalent(Amount const& left, Amount const& right)
{
    if (left.unit == right.unit) return equivalent(left.value, right.value);
    auto const a = calendar_unit(right.unit) ? calendar_word(left.unit) : left.unit;
    auto const b = calendar_unit(left.unit) ? calendar_word(right.unit) : right.unit;
    auto const units = pair_of(a, b);
    auto const sign = units ? compare_units(*units) : std::nullopt;
    if (!sign) return false;
    auto const& coarser = *sign >= 0 ? units->left : units->right;
    auto const x = *sign >= 0 ? left.value : converted(left.value, units->left, coarser);
    auto const y = *sign >= 0 ? converted(right.value, units->right, coarser) : right.value;
    return x && y && equivalent(*x, *y);
}

bool comparable(Amount const& left, Amount const& right)
{
    return left.unit == right.unit ? unit_of(left.unit).has_value()
                                   : pair_of(left.unit, right.unit).has_value();
}

std::optional<MadeAmount> add(Amount const& left, Amount const& right)
{
    auto a = std::optional{left.value};
    auto b = std::optional{right.value};
    auto unit = left.unit;
    if (left.unit != right.unit) {
        auto const units = pair_of(left.unit, right.unit);
        auto const sign = units ? compare_units(*units) : std::nullopt;
        if (!sign) return {};
        if (*sign > 0) {
            unit = right.unit;
            a = converted(left.value, units->left, units->right);
        } else {
            b = converted(right.value, units->right, units->left);
        }
    }
    auto const sum = a && b ? add(*a, *b) : std::nullopt;
    return sum ? std::optional{MadeAmount{*sum, std::string{unit}}} : std::nullopt;
}

std::optional<MadeAmount> subtract(Amount const& left, Amount const& right)
{
    return add(left, {{-right.value.digits, right.value.scale}, right.unit});
}

std::optional<MadeAmount> multiply(Amount const& left, Amount const& right)
{
    auto const value = multiply(left.value, right.value);
    if (!value) return {};
    if (left.unit == "1") return MadeAmount{*value, std::string{right.unit}};
    if (right.unit == "1") return MadeAmount{*value, std::string{left.unit}};
    auto const unit = combined(left.unit, right.unit, Combining::product);
    return unit ? std::optional{MadeAmount{*value, *unit}} : std::nullopt;
}

std::optional<MadeAmount> divide(Amount const& left, Amount const& right)
{
    auto const value = divide(left.value, right.value);
    if (!value) return {};
    if (right.unit == "1") return MadeAmount{*value, std::string{left.unit}};
    if (left.unit == right.unit) return MadeAmount{*value, "1"};
    auto const unit = combined(left.unit, right.unit, Combining::quotient);
    return unit ? std::optional{MadeAmount{*value, *unit}} : std::nullopt;
}

std::optional<MadeAmount> in_unit(Amount const& amount, std::string_view unit)
{
    if (amount.unit == unit) return MadeAmount{amount.value, std::string{unit}};
    auto const units = pair_of(amount.unit, unit);
    auto const value = units ? converted(amount.value, units->left, units->right) : std::nullopt;
    return value ? std::optional{MadeAmount{*value, std::string{unit}}} : std::nullopt;
}

} // namespace fhir::path
