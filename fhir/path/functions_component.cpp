// Why this file exists: the parts of dates and times, each only as far as it is written.
// https://hl7.org/fhirpath/#extract-date-datetime-time-components
#include "fhir/path/functions.h"
#include "fhir/path/temporal.h"

#include <algorithm>

namespace fhir::path {

namespace {

std::optional<Temporal> one_temporal(Call const& call)
{
    auto const* const item = call.one();
    if (item == nullptr || item->kind == Kind::none) return {};
    switch (value_of(*item)) {
    case Value::date: return parse_temporal(item->text, TemporalKind::date);
    case Value::date_time: return parse_temporal(item->text, TemporalKind::date_time);
    case Value::time: return parse_temporal(item->text, TemporalKind::time);
    default: call.refuse(call.node.text + "() works on dates and times"); return {};
    }
}

/// A part of the clock or the calendar, if the value has it.
template <Precision precision, int Temporal::*part> void part_of(Call const& call, Items& out)
{
    auto const value = one_temporal(call);
    if (!value || value->precision < precision) return;
    if (value->kind == TemporalKind::time && precision < Precision::hour) return;
    out.push_back(call.run.make_integer((*value).*part));
}

void millisecond_of(Call const& call, Items& out)
{
    auto const value = one_temporal(call);
    if (!value || value->precision < Precision::fraction) return;
    out.push_back(call.run.make_integer(value->nanosecond / 1'000'000));
}

/// In hours: -7.0, 5.5.
void offset_of(Call const& call, Items& out)
{
    auto const value = one_temporal(call);
    if (!value || !value->has_offset) return;
    auto const hours = divide(Decimal{value->offset_minutes, 0}, Decimal{60, 0});
    if (hours) out.push_back(call.run.make_decimal(*hours));
}

void put(Call const& call, Temporal const& value, Type const& type, Items& out)
{
    out.push_back(call.run.make(Kind::string, type, call.run.make_string(to_text(value))->text));
}

void date_of(Call const& call, Items& out)
{
    auto value = one_temporal(call);
    if (!value || value->kind == TemporalKind::time) return;
    value->precision = std::min(value->precision, Precision::day);
    value->has_offset = false;
    put(call, *value, system::date(), out);
}

void time_of(Call const& call, Items& out)
{
    auto value = one_temporal(call);
    if (!value || value->kind == TemporalKind::date || value->precision < Precision::hour) return;
    value->kind = TemporalKind::time;
    value->has_offset = false;
    put(call, *value, system::time(), out);
}

} // namespace

std::span<Function const> component_functions()
{
    using enum Argument;
    using enum Precision;
    static constexpr Function table[] = {
        {"yearOf", 0, 0, value, Gives::integer, part_of<year, &Temporal::year>, nullptr},
        {"monthOf", 0, 0, value, Gives::integer, part_of<month, &Temporal::month>, nullptr},
        {"dayOf", 0, 0, value, Gives::integer, part_of<day, &Temporal::day>, nullptr},
        {"hourOf", 0, 0, value, Gives::integer, part_of<hour, &Temporal::hour>, nullptr},
        {"minuteOf", 0, 0, value, Gives::integer, part_of<minute, &Temporal::minute>, nullptr},
        {"secondOf", 0, 0, value, Gives::integer, part_of<second, &Temporal::second>, nullptr},
        {"millisecondOf", 0, 0, value, Gives::integer, millisecond_of, nullptr},
        {"timezoneOffsetOf", 0, 0, value, Gives::decimal, offset_of, nullptr},
        {"dateOf", 0, 0, value, Gives::date, date_of, nullptr},
        {"timeOf", 0, 0, value, Gives::time, time_of, nullptr},
    };
    return table;
}

} // namespace fhir::path
