// Why this file exists: how exact a value is, and the least and the greatest that it can mean.
// https://hl7.org/fhirpath/#utility-functions (lowBoundary, highBoundary, precision, comparable)
#include "fhir/path/functions.h"
#include "fhir/path/quantity.h"
#include "fhir/path/temporal.h"

#include <algorithm>
#include <array>

namespace fhir::path {

namespace {

enum class Bound { low, high };

constexpr std::int64_t decimal_places_max = 28;
constexpr int decimal_places_usual = 8;
constexpr int earliest_offset = 14 * 60;
constexpr int latest_offset = -12 * 60;

std::optional<TemporalKind> kind_of(Value value)
{
    if (value == Value::date) return TemporalKind::date;
    if (value == Value::date_time) return TemporalKind::date_time;
    if (value == Value::time) return TemporalKind::time;
    return {};
}

/// Digits of a written value that ends at each precision, from the year on.
constexpr std::array date_digits{4, 6, 8, 10, 12, 14, 17};

/// What a time of day lacks in front.
int missing_digits(TemporalKind kind) { return kind == TemporalKind::time ? 8 : 0; }

std::optional<Precision> precision_of(std::int64_t digits, TemporalKind kind)
{
    auto const wanted = digits + missing_digits(kind);
    auto const found = std::ranges::find(date_digits, wanted);
    if (found == date_digits.end()) return {};
    auto const precision = static_cast<Precision>(found - date_digits.begin());
    if (kind == TemporalKind::date && precision > Precision::day) return {};
    if (kind == TemporalKind::time && precision < Precision::hour) return {};
    return precision;
}

/// The first or last moment within what is written.
void fill(Temporal& value, Bound bound)
{
    bool const high = bound == Bound::high;
    if (value.precision < Precision::month) value.month = high ? 12 : 1;
    if (value.precision < Precision::day) {
        value.day = high ? days_in_month(value.year, value.month) : 1;
    }
    if (value.precision < Precision::hour) value.hour = high ? 23 : 0;
    if (value.precision < Precision::minute) value.minute = high ? 59 : 0;
    if (value.precision < Precision::second) value.second = high ? 59 : 0;
    // Of ".1" the digits that are not written.
    int unit = 1'000'000'000;
    auto const digits = value.precision == Precision::fraction ? value.fraction_digits : 0;
    for (int i = 0; i < digits; ++i) unit /= 10;
    if (high) value.nanosecond += unit - 1;
}

Item temporal_bound(Call const& call, Element const& item, TemporalKind kind, Bound bound)
{
    auto value = parse_temporal(item.text, kind);
    std::int64_t const finest = kind == TemporalKind::date ? 8 : 17 - missing_digits(kind);
    auto const digits = call.argument_count() == 1 ? call.integer(0) : std::optional{finest};
    auto const precision = digits ? precision_of(*digits, kind) : std::nullopt;
    if (!value || !precision) return nullptr;
    fill(*value, bound);
    value->precision = *precision;
    value->fraction_digits = 3;
    bool const timed = kind == TemporalKind::date_time && *precision >= Precision::hour;
    if (!timed) {
        value->has_offset = false;
    } else if (!value->has_offset) {
        value->has_offset = true;
        value->offset_minutes = bound == Bound::low ? earliest_offset : latest_offset;
    }
    auto const& type = kind == TemporalKind::date   ? system::date()
                       : kind == TemporalKind::time ? system::time()
                                                    : system::date_time();
    return call.run.make(Kind::string, type, call.run.make_string(to_text(*value))->text);
}

/// Half a unit of the last digit below or above, rounded outwards to `places`.
std::optional<Decimal> decimal_bound(Decimal const& value, int places, Bound bound)
{
    auto edge = multiply(value, {10, 1});
    if (!edge) return {};
    edge->digits += bound == Bound::low ? -5 : 5;
    auto rounded = round_to(*edge, places, bound == Bound::low ? Rounding::down : Rounding::up);
    while (rounded.scale < places) {
        auto const longer = multiply(rounded, {10, 1});
        if (!longer) return {};
        rounded = *longer;
    }
    return rounded;
}

void boundary(Call const& call, Bound bound, Items& out)
{
    auto const* const item = call.one();
    if (item == nullptr || item->kind == Kind::none) return;
    if (auto const kind = kind_of(value_of(*item))) {
        auto const* const made = temporal_bound(call, *item, *kind, bound);
        if (made != nullptr) out.push_back(made);
        return;
    }
    auto const number = number_of(*item);
    auto const amount = number ? std::nullopt : amount_of(*item);
    if (!number && value_of(*item) != Value::quantity) {
        return call.refuse(call.node.text + "() works on numbers, dates, times and quantities");
    }
    auto const places = call.argument_count() == 1
                            ? call.integer(0)
                            : std::optional<std::int64_t>{decimal_places_usual};
    if (!places || *places < 0 || *places > decimal_places_max || (!number && !amount)) return;
    auto const made =
        decimal_bound(number ? *number : amount->value, static_cast<int>(*places), bound);
    if (!made) return;
    out.push_back(number ? call.run.make_decimal(*made)
                         : call.run.make_quantity(*made, amount->unit));
}
void low_boundary(Call const& call, Items& out) { boundary(call, Bound::low, out); }
void high_boundary(Call const& call, Items& out) { boundary(call, Bound::high, out); }

void precision(Call const& call, Items& out)
{
    auto const* const item = call.one();
    if (item == nullptr || item->kind == Kind::none) return;
    if (auto const number = number_of(*item)) {
        out.push_back(call.run.make_integer(number->scale));
        return;
    }
    auto const kind = kind_of(value_of(*item));
    if (!kind) return call.refuse("precision() works on numbers, dates and times");
    auto const value = parse_temporal(item->text, *kind);
    if (!value) return;
    auto digits = date_digits[static_cast<std::size_t>(value->precision)];
    if (value->precision == Precision::fraction) digits = 14 + value->fraction_digits;
    out.push_back(call.run.make_integer(digits - missing_digits(*kind)));
}

Truth comparable_with(Call const& call)
{
    auto const* const item = call.one();
    auto const* const other = item == nullptr ? nullptr : call.value(0);
    if (other == nullptr) return Truth::unknown;
    auto const left = amount_of(*item);
    auto const right = amount_of(*other);
    return left && right ? truth(comparable(*left, *right)) : Truth::unknown;
}

} // namespace

std::span<Function const> boundary_functions()
{
    using enum Argument;
    static constexpr Function table[] = {
        {"lowBoundary", 0, 1, value, Gives::unknown, low_boundary, nullptr},
        {"highBoundary", 0, 1, value, Gives::unknown, high_boundary, nullptr},
        {"precision", 0, 0, value, Gives::integer, precision, nullptr},
        {"comparable", 1, 1, value, Gives::boolean, nullptr, comparable_with},
    };
    return table;
}

} // namespace fhir::path
