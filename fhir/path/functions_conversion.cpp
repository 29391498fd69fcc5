// Why this file exists: toX() and convertsToX(). https://hl7.org/fhirpath/N1/#conversion
#include "fhir/path/functions.h"
#include "fhir/path/literals.h"
#include "fhir/path/quantity.h"
#include "fhir/path/temporal.h"
#include "fhir/path/unicode.h"

#include <array>

namespace fhir::path {

namespace {

/// A conversion gives an item or nothing; convertsTo asks only which.
using Convert = Item (*)(Element const&, Evaluator&);

Item to_string(Element const& element, Evaluator& run)
{
    if (value_of(element) == Value::quantity) {
        auto const amount = amount_of(element);
        if (!amount) return nullptr;
        bool const bare = is_calendar_unit(amount->unit) || amount->unit == "1";
        auto const quoted =
            bare ? std::string{amount->unit} : "'" + std::string{amount->unit} + "'";
        return run.make_string(to_text(amount->value) + " " + quoted);
    }
    if (!element.is_primitive() || element.kind == Kind::none) return nullptr;
    return run.make(Kind::string, system::string(), element.text);
}

Item to_integer(Element const& element, Evaluator& run)
{
    auto const value = value_of(element);
    if (value == Value::boolean) return run.make_integer(element.text == "true" ? 1 : 0);
    if (value != Value::integer && value != Value::string) return nullptr;
    if (element.text.find_first_of(".eE") != std::string_view::npos) return nullptr;
    auto const number = parse_decimal(element.text);
    if (!number || !fits_integer(*number)) return nullptr;
    return run.make_integer(static_cast<std::int64_t>(number->digits));
}

Item to_decimal(Element const& element, Evaluator& run)
{
    auto const value = value_of(element);
    if (value == Value::boolean) return run.make_decimal({element.text == "true" ? 10 : 0, 1});
    if (value != Value::integer && value != Value::decimal && value != Value::string)
        return nullptr;
    auto const number = parse_decimal(element.text);
    if (!number) return nullptr;
    return run.make(Kind::number, system::decimal(), element.text);
}

Item to_boolean(Element const& element, Evaluator&)
{
    auto const is_one_of = [](std::string_view text, auto const& words) {
        for (std::string_view const one : words) {
            if (one == text) return true;
        }
        return false;
    };
    constexpr std::array yes{"true", "t", "yes", "y", "1", "1.0"};
    constexpr std::array no{"false", "f", "no", "n", "0", "0.0"};
    switch (value_of(element)) {
    case Value::boolean: return Evaluator::boolean(element.text == "true");
    case Value::string: {
        auto const text = lower(element.text);
        if (is_one_of(text, yes)) return Evaluator::boolean(true);
        return is_one_of(text, no) ? Evaluator::boolean(false) : nullptr;
    }
    case Value::integer:
    case Value::decimal: {
        auto const number = parse_decimal(element.text);
        if (number && compare(*number, {1, 0}) == 0) return Evaluator::boolean(true);
        return number && number->digits == 0 ? Evaluator::boolean(false) : nullptr;
    }
    default: return nullptr;
    }
}

Item to_date(Element const& element, Evaluator& run)
{
    auto const value = value_of(element);
    if (value != Value::date && value != Value::date_time && value != Value::string) return nullptr;
    if (!parse_temporal(element.text, TemporalKind::date_time)) return nullptr;
    auto const day = element.text.substr(0, element.text.find('T'));
    return run.make(Kind::string, system::date(), day);
}

Item to_date_time(Element const& element, Evaluator& run)
{
    auto const value = value_of(element);
    if (value != Value::date && value != Value::date_time && value != Value::string) return nullptr;
    if (!parse_temporal(element.text, TemporalKind::date_time)) return nullptr;
    return run.make(Kind::string, system::date_time(), element.text);
}

Item to_time(Element const& element, Evaluator& run)
{
    auto const value = value_of(element);
    if (value != Value::time && value != Value::string) return nullptr;
    if (!parse_temporal(element.text, TemporalKind::time)) return nullptr;
    auto const clock = element.text.starts_with('T') ? element.text.substr(1) : element.text;
    return run.make(Kind::string, system::time(), clock);
}

/// "4.5 'mg'", "4 days", "4".
Item quantity_of_text(std::string_view text, Evaluator& run)
{
    auto const blank = text.find(' ');
    auto const number = parse_decimal(text.substr(0, blank));
    if (!number) return nullptr;
    if (blank == std::string_view::npos) return run.make_quantity(*number, "1");
    auto unit = text.substr(blank + 1);
    while (unit.starts_with(' ')) unit.remove_prefix(1);
    if (unit.size() > 2 && unit.front() == '\'' && unit.back() == '\'') {
        return run.make_quantity(*number, unit.substr(1, unit.size() - 2));
    }
    return is_calendar_unit(unit) ? run.make_quantity(*number, unit) : nullptr;
}

Item to_quantity(Element const& element, Evaluator& run)
{
    switch (value_of(element)) {
    case Value::quantity: return &element;
    case Value::boolean: return run.make_quantity({element.text == "true" ? 10 : 0, 1}, "1");
    case Value::integer:
    case Value::decimal: {
        auto const number = parse_decimal(element.text);
        return number ? run.make_quantity(*number, "1") : nullptr;
    }
    case Value::string: return quantity_of_text(element.text, run);
    default: return nullptr;
    }
}

template <Convert convert> void to(Call const& call, Items& out)
{
    auto const* const item = call.one();
    if (item == nullptr) return;
    if (auto const* const made = convert(*item, call.run)) out.push_back(made);
}

template <Convert convert> Truth converts(Call const& call)
{
    auto const* const item = call.one();
    return item == nullptr ? Truth::unknown : truth(convert(*item, call.run) != nullptr);
}

/// With an argument, in that unit; empty when it cannot be had in it.
Item quantity_in(Call const& call)
{
    auto const* const item = call.one();
    auto const* const quantity = item == nullptr ? nullptr : to_quantity(*item, call.run);
    if (quantity == nullptr || call.argument_count() == 0) return quantity;
    auto const unit = call.text(0);
    auto const amount = unit ? amount_of(*quantity) : std::nullopt;
    auto const made = amount ? in_unit(*amount, *unit) : std::nullopt;
    return made ? call.run.make_quantity(made->value, made->unit) : nullptr;
}

void put_quantity(Call const& call, Items& out)
{
    if (auto const* const made = quantity_in(call)) out.push_back(made);
}

Truth converts_to_quantity(Call const& call)
{
    if (call.one() == nullptr) return Truth::unknown;
    return truth(quantity_in(call) != nullptr);
}

} // namespace

std::span<Function const> conversion_functions()
{
    using enum Argument;
    static constexpr Function table[] = {
        {"toString", 0, 0, value, Gives::string, to<to_string>, nullptr},
        {"toInteger", 0, 0, value, Gives::integer, to<to_integer>, nullptr},
        {"toDecimal", 0, 0, value, Gives::decimal, to<to_decimal>, nullptr},
        {"toBoolean", 0, 0, value, Gives::boolean, to<to_boolean>, nullptr},
        {"toDate", 0, 0, value, Gives::date, to<to_date>, nullptr},
        {"toDateTime", 0, 0, value, Gives::date_time, to<to_date_time>, nullptr},
        {"toTime", 0, 0, value, Gives::time, to<to_time>, nullptr},
        {"toQuantity", 0, 1, value, Gives::quantity, put_quantity, nullptr},
        {"convertsToString", 0, 0, value, Gives::boolean, nullptr, converts<to_string>},
        {"convertsToInteger", 0, 0, value, Gives::boolean, nullptr, converts<to_integer>},
        {"convertsToDecimal", 0, 0, value, Gives::boolean, nullptr, converts<to_decimal>},
        {"convertsToBoolean", 0, 0, value, Gives::boolean, nullptr, converts<to_boolean>},
        {"convertsToDate", 0, 0, value, Gives::boolean, nullptr, converts<to_date>},
        {"convertsToDateTime", 0, 0, value, Gives::boolean, nullptr, converts<to_date_time>},
        {"convertsToTime", 0, 0, value, Gives::boolean, nullptr, converts<to_time>},
        {"convertsToQuantity", 0, 1, value, Gives::boolean, nullptr, converts_to_quantity},
    };
    return table;
}

} // namespace fhir::path
