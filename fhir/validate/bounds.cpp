#include "fhir/validate/bounds.h"

#include "fhir/path/embed.h"

#include <algorithm>
#include <array>
#include <utility>

namespace fhir::validate {

namespace {

constexpr unsigned bound_steps_max = 1'000;

/// Units of time that FHIRPath reckons with by the calendar.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> calendar{{
    {"a", "years"},
    {"mo", "months"},
    {"wk", "weeks"},
    {"d", "days"},
    {"h", "hours"},
    {"min", "minutes"},
    {"s", "seconds"},
}};

/// Digits with what stands between those of numbers and times. Anything else would be FHIRPath.
bool is_plain(std::string_view text)
{
    auto const fits = [](char c) {
        return (c >= '0' && c <= '9') || std::string_view{"+-:.TZ"}.find(c) != std::string::npos;
    };
    return !text.empty() && std::ranges::all_of(text, fits);
}

bool is_point_in_time(Type const* type)
{
    if (type == nullptr) return false;
    return type->name == "date" || type->name == "dateTime" || type->name == "instant";
}

/// "today() - 5 years": a Quantity bounds a point in time by its distance from now.
std::string distance(std::string_view value, std::string_view code, Type const& type)
{
    auto const unit = std::ranges::find(calendar, code, [](auto const& one) { return one.first; });
    if (unit == calendar.end()) return {};
    auto text = std::string{type.name == "date" ? "today()" : "now()"};
    auto const back = value.starts_with('-');
    text += back ? " - " : " + ";
    text += value.substr(back ? 1 : 0);
    return text.append(" ").append(unit->second);
}

std::string quantity(Element const& said, Type const* type)
{
    auto const value = said.value("value");
    auto const code = said.value("code");
    if (!is_plain(value)) return {};
    if (is_point_in_time(type)) return distance(value, code, *type);
    if (code.empty() || code.find_first_of("'\\") != std::string_view::npos) return {};
    return std::string{value}.append(" '").append(code).append("'");
}

/// The value as a literal of FHIRPath; empty when it is none.
std::string literal(Element const& said, std::string_view kind, Type const* type)
{
    if (kind == "Quantity") return quantity(said, type);
    if (!is_plain(said.text)) return {};
    auto const text = std::string{said.text};
    if (kind == "Date") return "@" + text;
    if (kind == "Time") return "@T" + text;
    if (kind == "DateTime" || kind == "Instant") {
        return "@" + text + (text.find('T') == std::string::npos ? "T" : "");
    }
    return text;
}

} // namespace

std::optional<Bound> Bound::make(Element const& said, Type const* type, TypeSource const& types)
{
    constexpr auto head = std::string_view{"minValue"}.size();
    auto const least = said.name.starts_with("min");
    auto const wanted = literal(said, said.name.substr(head), type);
    if (wanted.empty()) return {};
    auto const text = (least ? "$this >= " : "$this <= ") + wanted;
    auto plan = path::Expression::compile(text, types, type);
    if (!plan) return {};
    auto shown = wanted.substr(wanted.find_first_not_of("@T"));
    std::erase(shown, '\'');
    if (shown.ends_with('T')) shown.pop_back(); // Only FHIRPath needs it.
    return Bound{*std::move(plan), (least ? "at least " : "at most ") + shown};
}

bool Bound::allows(Element const& value, std::string_view now, Tree& scratch) const
{
    path::Context context;
    context.now = now;
    context.steps_max = bound_steps_max;
    path::Items items;
    Issue ignored; // What cannot be compared is not beyond.
    if (!path::evaluate_into(items, plan_.plan(), &value, context, scratch, ignored)) return true;
    return !path::is_false(items);
}

} // namespace fhir::validate
