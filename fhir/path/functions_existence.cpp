// Why this file exists: questions about a whole collection.
// https://hl7.org/fhirpath/N1/#existence
#include "fhir/path/functions.h"

namespace fhir::path {

namespace {

/// Calls `visit` with the truth of the criteria for each item until it returns false.
template <class Visit> void each(Call const& call, Node const& criteria, Visit visit)
{
    for (std::size_t i = 0; i < call.input.size(); ++i) {
        if (!call.run.step(call.node)) return;
        auto const frame = Frame{call.input[i], i, call.frame.total};
        auto const result = call.run.test(criteria, frame);
        if (call.run.failed() || !visit(result)) return;
    }
}

Truth exists(Call const& call)
{
    if (call.argument_count() == 0) return truth(!call.input.empty());
    bool found = false;
    each(call, call.argument(0), [&](Truth one) { return !(found = one == Truth::yes); });
    return truth(found);
}

Truth empty(Call const& call) { return truth(call.input.empty()); }

Truth all(Call const& call)
{
    bool holds = true;
    each(call, call.argument(0), [&](Truth one) { return holds = one == Truth::yes; });
    return truth(holds);
}

Truth not_function(Call const& call)
{
    auto const* const item = call.one();
    if (item == nullptr) return Truth::unknown;
    if (item->kind == Kind::boolean) return truth(item->text == "false");
    return Truth::no; // One item that is no boolean counts as true.
}

/// Whether an item of the input is `wanted` ("true" or "false").
Truth some(Call const& call, std::string_view wanted)
{
    for (auto const* one : call.input) {
        if (one->kind != Kind::boolean) {
            call.refuse(std::string{call.node.text} + "() works on booleans");
            return Truth::unknown;
        }
        if (one->text == wanted) return Truth::yes;
    }
    return Truth::no;
}

Truth all_true(Call const& call) { return negated(some(call, "false")); }
Truth any_true(Call const& call) { return some(call, "true"); }
Truth all_false(Call const& call) { return negated(some(call, "true")); }
Truth any_false(Call const& call) { return some(call, "false"); }

Truth is_subset(Items const& part, Items const& whole, Call const& call)
{
    for (auto const* one : part) {
        if (!has(whole, *one, call.node, call.run)) return Truth::no;
    }
    return Truth::yes;
}
Truth subset_of(Call const& call) { return is_subset(call.input, call.items(0), call); }
Truth superset_of(Call const& call) { return is_subset(call.items(0), call.input, call); }

void count(Call const& call, Items& out)
{
    out.push_back(call.run.make_integer(static_cast<std::int64_t>(call.input.size())));
}

void distinct(Call const& call, Items& out)
{
    append_distinct(call.input, out, call.node, call.run);
}

Truth is_distinct(Call const& call)
{
    Items unique;
    append_distinct(call.input, unique, call.node, call.run);
    return truth(unique.size() == call.input.size());
}

Truth has_value(Call const& call)
{
    if (call.input.size() != 1) return Truth::no;
    auto const kind = call.input.front()->kind;
    return truth(kind != Kind::none && kind != Kind::complex);
}

Truth is_type(Call const& call)
{
    auto const* const item = call.one();
    return item == nullptr ? Truth::unknown : truth(is_of(*item, call.node));
}

} // namespace

std::span<Function const> existence_functions()
{
    using enum Argument;
    static constexpr Function table[] = {
        {"exists", 0, 1, criteria, Gives::boolean, nullptr, exists},
        {"empty", 0, 0, value, Gives::boolean, nullptr, empty},
        {"all", 1, 1, criteria, Gives::boolean, nullptr, all},
        {"not", 0, 0, value, Gives::boolean, nullptr, not_function},
        {"allTrue", 0, 0, value, Gives::boolean, nullptr, all_true},
        {"anyTrue", 0, 0, value, Gives::boolean, nullptr, any_true},
        {"allFalse", 0, 0, value, Gives::boolean, nullptr, all_false},
        {"anyFalse", 0, 0, value, Gives::boolean, nullptr, any_false},
        {"subsetOf", 1, 1, value, Gives::boolean, nullptr, subset_of},
        {"supersetOf", 1, 1, value, Gives::boolean, nullptr, superset_of},
        {"count", 0, 0, value, Gives::integer, count, nullptr},
        {"distinct", 0, 0, value, Gives::input, distinct, nullptr},
        {"isDistinct", 0, 0, value, Gives::boolean, nullptr, is_distinct},
        {"hasValue", 0, 0, value, Gives::boolean, nullptr, has_value},
        {"is", 1, 1, type, Gives::boolean, nullptr, is_type},
    };
    return table;
}

} // namespace fhir::path
