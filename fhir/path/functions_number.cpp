// Why this file exists: functions on numbers. https://hl7.org/fhirpath/N1/#math
#include "fhir/path/decimal_math.h"
#include "fhir/path/functions.h"
#include "fhir/path/quantity.h"

namespace fhir::path {

namespace {

struct Number {
    Decimal value;
    bool integer;
};

std::optional<Number> one_number(Call const& call)
{
    auto const* const item = call.one();
    if (item == nullptr || item->kind == Kind::none) return {};
    auto const value = number_of(*item);
    if (!value) {
        call.refuse(std::string{call.node.text} + "() works on a number");
        return {};
    }
    return Number{*value, value_of(*item) == Value::integer};
}

void put(Call const& call, Decimal const& value, bool integer, Items& out)
{
    if (integer && !fits_integer(value)) return;
    out.push_back(call.run.make_number(value, integer));
}

void abs(Call const& call, Items& out)
{
    auto const* const item = call.input.size() == 1 ? call.input.front() : nullptr;
    if (item != nullptr && value_of(*item) == Value::quantity) {
        auto amount = amount_of(*item);
        if (!amount) return;
        if (amount->value.digits < 0) amount->value.digits = -amount->value.digits;
        out.push_back(call.run.make_quantity(amount->value, amount->unit));
        return;
    }
    auto number = one_number(call);
    if (!number) return;
    if (number->value.digits < 0) number->value.digits = -number->value.digits;
    put(call, number->value, number->integer, out);
}

void to_whole(Call const& call, Rounding rounding, Items& out)
{
    auto const number = one_number(call);
    if (number) put(call, round_to(number->value, 0, rounding), true, out);
}
void ceiling(Call const& call, Items& out) { to_whole(call, Rounding::up, out); }
void floor(Call const& call, Items& out) { to_whole(call, Rounding::down, out); }
void truncate(Call const& call, Items& out) { to_whole(call, Rounding::to_zero, out); }

void round(Call const& call, Items& out)
{
    auto const number = one_number(call);
    if (!number) return;
    std::int64_t places = 0;
    if (call.argument_count() == 1) {
        auto const wanted = call.integer(0);
        if (!wanted) return;
        places = *wanted;
    }
    if (places < 0 || places > 28) return call.refuse("round() goes to 0 to 28 places");
    put(call, round_to(number->value, static_cast<int>(places), Rounding::to_nearest), false, out);
}

void put_decimal(Call const& call, std::optional<Decimal> const& value, Items& out)
{
    if (value) out.push_back(call.run.make_decimal(*value));
}

void sqrt(Call const& call, Items& out)
{
    if (auto const number = one_number(call)) put_decimal(call, square_root(number->value), out);
}
void exp(Call const& call, Items& out)
{
    if (auto const number = one_number(call)) put_decimal(call, exponential(number->value), out);
}
void ln(Call const& call, Items& out)
{
    auto const number = one_number(call);
    if (number) put_decimal(call, natural_logarithm(number->value), out);
}

/// The argument as a number; none when empty; an issue when it is something else.
std::optional<Number> number_argument(Call const& call)
{
    auto const* const item = call.value(0);
    if (item == nullptr || item->kind == Kind::none) return {};
    auto const value = number_of(*item);
    if (!value) {
        call.refuse(std::string{call.node.text} + "() wants a number");
        return {};
    }
    return Number{*value, value_of(*item) == Value::integer};
}

void log(Call const& call, Items& out)
{
    auto const number = one_number(call);
    auto const base = number ? number_argument(call) : std::nullopt;
    if (base) put_decimal(call, logarithm(number->value, base->value), out);
}

void power_of(Call const& call, Items& out)
{
    auto const number = one_number(call);
    auto const exponent = number ? number_argument(call) : std::nullopt;
    auto const result = exponent ? power(number->value, exponent->value) : std::nullopt;
    if (!result) return;
    bool const whole = number->integer && exponent->integer && exponent->value.digits >= 0;
    put(call, *result, whole, out);
}

} // namespace

std::span<Function const> number_functions()
{
    using enum Argument;
    static constexpr Function table[] = {
        {"abs", 0, 0, value, Gives::input, abs, nullptr},
        {"ceiling", 0, 0, value, Gives::integer, ceiling, nullptr},
        {"floor", 0, 0, value, Gives::integer, floor, nullptr},
        {"truncate", 0, 0, value, Gives::integer, truncate, nullptr},
        {"sqrt", 0, 0, value, Gives::decimal, sqrt, nullptr},
        {"exp", 0, 0, value, Gives::decimal, exp, nullptr},
        {"ln", 0, 0, value, Gives::decimal, ln, nullptr},
        {"log", 1, 1, value, Gives::decimal, log, nullptr},
        {"power", 1, 1, value, Gives::unknown, power_of, nullptr},
        {"round", 0, 1, value, Gives::decimal, round, nullptr},
    };
    return table;
}

} // namespace fhir::path
