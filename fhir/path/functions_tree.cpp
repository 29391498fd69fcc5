// Why this file exists: functions that walk the tree, FHIR's own, and the time of the run.
// https://hl7.org/fhirpath/N1/#tree-navigation, https://hl7.org/fhir/R4/fhirpath.html#functions
#include "fhir/path/functions.h"

namespace fhir::path {

namespace {

void append_all(Element const& parent, Items& out)
{
    for (auto const* one = parent.first; one != nullptr; one = one->next) out.push_back(one);
}

void children(Call const& call, Items& out)
{
    for (auto const* one : call.input) append_all(*one, out);
}

void descendants(Call const& call, Items& out)
{
    auto at = out.size();
    for (auto const* one : call.input) append_all(*one, out);
    for (; at < out.size(); ++at) {
        if (!call.run.step(call.node)) return;
        append_all(*out[at], out);
    }
}

void extension(Call const& call, Items& out)
{
    auto const url = call.text(0);
    if (!url) return;
    for (auto const* parent : call.input) {
        for (auto const* one = parent->first; one != nullptr; one = one->next) {
            if (!call.run.weigh(call.node, Weight::sibling)) return;
            if (one->name == "extension" && call.value_in(*one, "url") == *url) out.push_back(one);
        }
    }
}

void get_value(Call const& call, Items& out)
{
    auto const* const item = call.input.size() == 1 ? call.input.front() : nullptr;
    if (item == nullptr || item->kind == Kind::none || item->kind == Kind::complex) return;
    auto const* const type = item->type == nullptr ? nullptr : system_type(*item->type);
    out.push_back(
        call.run.make(item->kind, type == nullptr ? system::string() : *type, item->text));
}

/// Data is never logged here: trace() tells whoever asked for it.
void trace(Call const& call, Items& out)
{
    out.insert(out.end(), call.input.begin(), call.input.end());
    auto* const surroundings = call.run.context().surroundings;
    auto const name = surroundings == nullptr ? std::nullopt : call.text(0);
    if (!name) return;
    if (call.argument_count() == 1) {
        return surroundings->traced(*name, {call.input.data(), call.input.size()});
    }
    Items shown;
    for (std::size_t i = 0; i < call.input.size(); ++i) {
        if (!call.run.step(call.node)) return;
        call.run.collect(call.argument(1), {call.input[i], i, call.frame.total}, shown);
    }
    if (!call.run.failed()) surroundings->traced(*name, {shown.data(), shown.size()});
}

void now_part(Call const& call, Type const& type, std::string_view text, Items& out)
{
    if (text.empty()) return call.refuse("this run has no clock: now() and today() are not known");
    out.push_back(call.run.make(Kind::string, type, text));
}
void now(Call const& call, Items& out)
{
    now_part(call, system::date_time(), call.run.context().now, out);
}
void today(Call const& call, Items& out)
{
    now_part(call, system::date(), call.run.context().now.substr(0, 10), out);
}
void time_of_day(Call const& call, Items& out)
{
    auto const now_text = call.run.context().now;
    auto const clock = now_text.size() > 11 ? now_text.substr(11) : std::string_view{};
    now_part(call, system::time(), clock.substr(0, clock.find_first_of("Z+-")), out);
}

} // namespace

std::span<Function const> tree_functions()
{
    using enum Argument;
    static constexpr Function table[] = {
        {"children", 0, 0, value, Gives::unknown, children, nullptr},
        {"descendants", 0, 0, value, Gives::unknown, descendants, nullptr},
        {"extension", 1, 1, value, Gives::extension, extension, nullptr},
        {"getValue", 0, 0, value, Gives::unknown, get_value, nullptr},
        {"trace", 1, 2, criteria, Gives::input, trace, nullptr},
        {"now", 0, 0, value, Gives::date_time, now, nullptr},
        {"today", 0, 0, value, Gives::date, today, nullptr},
        {"timeOfDay", 0, 0, value, Gives::time, time_of_day, nullptr},
    };
    return table;
}

} // namespace fhir::path
