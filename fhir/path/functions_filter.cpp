// Why this file exists: functions that choose, project and combine items.
// https://hl7.org/fhirpath/N1/#filtering-and-projection, #subsetting, #combining
#include "fhir/path/functions.h"

#include <algorithm>

namespace fhir::path {

namespace {

void where(Call const& call, Items& out)
{
    for (std::size_t i = 0; i < call.input.size(); ++i) {
        if (!call.run.step(call.node)) return;
        auto const frame = Frame{call.input[i], i, call.frame.total};
        if (call.run.test(call.argument(0), frame) == Truth::yes) out.push_back(call.input[i]);
        if (call.run.failed()) return;
    }
}

void select(Call const& call, Items& out)
{
    for (std::size_t i = 0; i < call.input.size(); ++i) {
        if (!call.run.step(call.node)) return;
        call.run.collect(call.argument(0), {call.input[i], i, call.frame.total}, out);
        if (call.run.failed()) return;
    }
}

/// Until nothing new comes; each item once.
void repeat(Call const& call, Items& out)
{
    Items queue = call.input;
    Items unique;
    for (std::size_t at = 0; at < queue.size(); ++at) {
        if (!call.run.step(call.node)) return;
        Items found;
        call.run.collect(call.argument(0), {queue[at], at, call.frame.total}, found);
        if (call.run.failed()) return;
        for (auto const* one : found) {
            if (has(unique, *one, call.node, call.run)) continue;
            unique.push_back(one);
            queue.push_back(one);
        }
    }
    out.insert(out.end(), unique.begin(), unique.end());
}

void aggregate(Call const& call, Items& out)
{
    Items total;
    if (call.argument_count() == 2) total = call.items(1);
    for (std::size_t i = 0; i < call.input.size() && !call.run.failed(); ++i) {
        if (!call.run.step(call.node)) return;
        Items next;
        call.run.collect(call.argument(0), {call.input[i], i, &total}, next);
        total = std::move(next);
    }
    out.insert(out.end(), total.begin(), total.end());
}

void of_type(Call const& call, Items& out)
{
    for (auto const* one : call.input) {
        if (is_of(*one, call.node)) out.push_back(one);
    }
}

void as_type(Call const& call, Items& out)
{
    // dom-3 of R4 asks descendants().as(canonical), which can only mean all of them.
    if (call.node.input != nullptr && call.node.input->unordered) return of_type(call, out);
    auto const* const item = call.one();
    if (item != nullptr && is_of(*item, call.node)) out.push_back(item);
}

void single_item(Call const& call, Items& out)
{
    if (auto const* const item = call.one()) out.push_back(item);
}

void first(Call const& call, Items& out)
{
    if (!call.input.empty()) out.push_back(call.input.front());
}

void last(Call const& call, Items& out)
{
    if (!call.input.empty()) out.push_back(call.input.back());
}

void slice(Items const& from, std::int64_t begin, std::int64_t end, Items& out)
{
    auto const size = static_cast<std::int64_t>(from.size());
    begin = std::clamp<std::int64_t>(begin, 0, size);
    end = std::clamp<std::int64_t>(end, begin, size);
    out.insert(out.end(), from.begin() + begin, from.begin() + end);
}

void tail(Call const& call, Items& out)
{
    slice(call.input, 1, static_cast<std::int64_t>(call.input.size()), out);
}

void skip(Call const& call, Items& out)
{
    auto const number = call.integer(0);
    if (number) slice(call.input, *number, static_cast<std::int64_t>(call.input.size()), out);
}

void take(Call const& call, Items& out)
{
    auto const number = call.integer(0);
    if (number) slice(call.input, 0, *number, out);
}

void intersect(Call const& call, Items& out)
{
    auto const other = call.items(0);
    Items both;
    for (auto const* one : call.input) {
        if (!call.run.step(call.node)) return;
        if (has(other, *one, call.node, call.run)) both.push_back(one);
    }
    append_distinct(both, out, call.node, call.run);
}

void exclude(Call const& call, Items& out)
{
    auto const other = call.items(0);
    for (auto const* one : call.input) {
        if (!call.run.step(call.node)) return;
        if (!has(other, *one, call.node, call.run)) out.push_back(one);
    }
}

void union_with(Call const& call, Items& out)
{
    Items both = call.input;
    call.run.collect(call.argument(0), call.frame, both);
    append_distinct(both, out, call.node, call.run);
}

void combine(Call const& call, Items& out)
{
    out.insert(out.end(), call.input.begin(), call.input.end());
    call.run.collect(call.argument(0), call.frame, out);
}

void iif(Call const& call, Items& out)
{
    auto frame = call.frame;
    if (call.input.size() > 1) return call.refuse("iif() works on one item");
    if (call.input.size() == 1) frame.self = call.input.front();
    auto const condition = call.run.test(call.argument(0), frame);
    if (call.run.failed()) return;
    if (condition == Truth::yes) call.run.collect(call.argument(1), frame, out);
    else if (call.argument_count() == 3) call.run.collect(call.argument(2), frame, out);
}

/// The first argument that gives something; those after it are not looked at.
void coalesce(Call const& call, Items& out)
{
    auto const before = out.size();
    for (std::size_t i = 0; i < call.argument_count() && !call.run.failed(); ++i) {
        call.run.collect(call.argument(i), call.frame, out);
        if (out.size() > before) return;
    }
}

} // namespace

std::span<Function const> filter_functions()
{
    using enum Argument;
    static constexpr Function table[] = {
        {"where", 1, 1, criteria, Gives::input, where, nullptr},
        {"select", 1, 1, criteria, Gives::first_argument, select, nullptr},
        {"repeat", 1, 1, criteria, Gives::unknown, repeat, nullptr},
        {"aggregate", 1, 2, criteria, Gives::unknown, aggregate, nullptr},
        {"ofType", 1, 1, type, Gives::wanted, of_type, nullptr},
        {"as", 1, 1, type, Gives::wanted, as_type, nullptr},
        {"single", 0, 0, value, Gives::input, single_item, nullptr},
        {"first", 0, 0, value, Gives::input, first, nullptr},
        {"last", 0, 0, value, Gives::input, last, nullptr},
        {"tail", 0, 0, value, Gives::input, tail, nullptr},
        {"skip", 1, 1, value, Gives::input, skip, nullptr},
        {"take", 1, 1, value, Gives::input, take, nullptr},
        {"intersect", 1, 1, value, Gives::input, intersect, nullptr},
        {"exclude", 1, 1, value, Gives::input, exclude, nullptr},
        {"union", 1, 1, value, Gives::unknown, union_with, nullptr},
        {"combine", 1, 1, value, Gives::unknown, combine, nullptr},
        {"coalesce", 1, 32, value, Gives::unknown, coalesce, nullptr},
        {"iif", 2, 3, criteria, Gives::unknown, iif, nullptr},
    };
    return table;
}

} // namespace fhir::path
