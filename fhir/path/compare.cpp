// Why this file exists: equality, equivalence and order of items and collections.
// https://hl7.org/fhirpath/N1/#equality, https://hl7.org/fhir/R4/fhirpath.html
#include "fhir/path/evaluator.h"
#include "fhir/path/quantity.h"
#include "fhir/path/temporal.h"
#include "fhir/path/unicode.h"

#include <algorithm>

namespace fhir::path {

namespace {

enum class Sameness { equal, equivalent };

bool is_number(Value value) { return value == Value::integer || value == Value::decimal; }
bool is_temporal(Value value)
{
    return value == Value::date || value == Value::date_time || value == Value::time;
}

std::optional<Temporal> temporal_of(Element const& element, Value value)
{
    auto const kind = value == Value::time   ? TemporalKind::time
                      : value == Value::date ? TemporalKind::date
                                             : TemporalKind::date_time;
    return parse_temporal(element.text, kind);
}

Truth same_items(Items const& left, Items const& right, Sameness how, Node const& node,
                 Evaluator& run);
Truth same(Element const& left, Element const& right, Sameness how, Node const& node,
           Evaluator& run);

void append_named(Element const& parent, std::string_view name, Items& out)
{
    for (auto const* one = parent.first; one != nullptr; one = one->next) {
        if (one->name == name) out.push_back(one);
    }
}

/// Child by child, whatever the order of names; the order of items of one name counts.
Truth same_children(Element const& left, Element const& right, Sameness how, Node const& node,
                    Evaluator& run)
{
    std::size_t left_count = 0;
    std::size_t right_count = 0;
    for (auto const* one = left.first; one != nullptr; one = one->next) ++left_count;
    for (auto const* one = right.first; one != nullptr; one = one->next) ++right_count;
    if (left_count != right_count) return Truth::no;
    std::string_view done;
    for (auto const* one = left.first; one != nullptr; one = one->next) {
        if (!run.step(node)) return Truth::unknown;
        if (one->name == done) continue;
        done = one->name;
        run.weigh(node, 2 * left_count * Weight::sibling);
        Items a;
        Items b;
        append_named(left, one->name, a);
        append_named(right, one->name, b);
        if (b.empty()) return Truth::no;
        auto const result = same_items(a, b, how, node, run);
        if (result != Truth::yes) return result;
    }
    return Truth::yes;
}

Truth same_temporal(Element const& left, Element const& right, Sameness how)
{
    auto const a = temporal_of(left, value_of(left));
    auto const b = temporal_of(right, value_of(right));
    if (!a || !b) return truth(left.text == right.text);
    if (how == Sameness::equivalent) return truth(equivalent(*a, *b));
    auto const result = compare(*a, *b);
    return result ? truth(*result == 0) : Truth::unknown;
}

Truth same_quantity(Element const& left, Element const& right, Sameness how, Node const& node,
                    Evaluator& run)
{
    auto const a = amount_or_number(left);
    auto const b = amount_or_number(right);
    if (!a || !b) return same_children(left, right, how, node, run);
    if (how == Sameness::equivalent) return truth(equivalent(*a, *b));
    auto const sign = compare(*a, *b);
    return sign ? truth(*sign == 0) : Truth::unknown;
}

Truth same(Element const& left, Element const& right, Sameness how, Node const& node,
           Evaluator& run)
{
    if (&left == &right) return Truth::yes;
    auto const a = value_of(left);
    auto const b = value_of(right);
    if (is_number(a) && is_number(b)) {
        auto const x = number_of(left);
        auto const y = number_of(right);
        if (!x || !y) return truth(left.text == right.text);
        return truth(how == Sameness::equal ? compare(*x, *y) == 0 : equivalent(*x, *y));
    }
    if (is_temporal(a) && is_temporal(b)) {
        if ((a == Value::time) != (b == Value::time)) return Truth::no;
        return same_temporal(left, right, how);
    }
    bool const measured =
        (a == Value::quantity && is_number(b)) || (is_number(a) && b == Value::quantity);
    if (measured) return same_quantity(left, right, how, node, run);
    if (a != b) return Truth::no;
    if (a == Value::quantity) return same_quantity(left, right, how, node, run);
    if (a == Value::none) return same_children(left, right, how, node, run);
    auto const size = left.text.size();
    if (how == Sameness::equal) {
        if (size != right.text.size()) return Truth::no;
        run.weigh(node, size * Weight::byte);
    } else {
        // Both are written anew without their cases and blanks.
        if (!run.weigh(node, 4 * (size + right.text.size()) * Weight::byte)) return Truth::unknown;
        return truth(left.text == right.text ||
                     equivalence_form(left.text) == equivalence_form(right.text));
    }
    return truth(left.text == right.text);
}

Truth same_items(Items const& left, Items const& right, Sameness how, Node const& node,
                 Evaluator& run)
{
    if (left.size() != right.size()) return Truth::no;
    auto result = Truth::yes;
    for (std::size_t i = 0; i < left.size(); ++i) {
        if (!run.weigh(node, Weight::pair)) return Truth::unknown;
        auto const one = same(*left[i], *right[i], how, node, run);
        if (one == Truth::no || run.failed()) return one;
        if (one == Truth::unknown) result = one;
    }
    return result;
}

} // namespace

Truth equal(Element const& left, Element const& right, Node const& node, Evaluator& run)
{
    return same(left, right, Sameness::equal, node, run);
}

Truth equivalent(Element const& left, Element const& right, Node const& node, Evaluator& run)
{
    return same(left, right, Sameness::equivalent, node, run);
}

Truth equal(Items const& left, Items const& right, Node const& node, Evaluator& run)
{
    if (left.empty() || right.empty()) return Truth::unknown;
    return same_items(left, right, Sameness::equal, node, run);
}

Truth equivalent(Items const& left, Items const& right, Node const& node, Evaluator& run)
{
    if (left.size() != right.size()) return Truth::no;
    Items rest = right;
    for (auto const* one : left) {
        if (!run.step(node)) return Truth::unknown;
        auto const found = std::ranges::find_if(rest, [&](Item other) {
            return run.weigh(node, Weight::pair) &&
                   equivalent(*one, *other, node, run) == Truth::yes;
        });
        if (found == rest.end()) return Truth::no;
        rest.erase(found);
    }
    return Truth::yes;
}

std::optional<int> order(Element const& left, Element const& right, Node const& node,
                         Evaluator& run)
{
    auto const a = value_of(left);
    auto const b = value_of(right);
    if (is_number(a) && is_number(b)) {
        auto const x = number_of(left);
        auto const y = number_of(right);
        if (x && y) return compare(*x, *y);
        return {};
    }
    if (is_temporal(a) && is_temporal(b) && (a == Value::time) == (b == Value::time)) {
        auto const x = temporal_of(left, a);
        auto const y = temporal_of(right, b);
        if (x && y) return compare(*x, *y);
        return {};
    }
    if (a == Value::string && b == Value::string) {
        run.weigh(node, left.text.size() * Weight::byte);
        return left.text.compare(right.text);
    }
    if ((a == Value::quantity && (b == Value::quantity || is_number(b))) ||
        (is_number(a) && b == Value::quantity)) {
        auto const x = amount_or_number(left);
        auto const y = amount_or_number(right);
        return x && y ? compare(*x, *y) : std::nullopt;
    }
    run.fail(node, "exception", "values of these types have no order");
    return {};
}

Truth ordered(Items const& left, Items const& right, Node const& node, Evaluator& run)
{
    if (left.empty() || right.empty()) return Truth::unknown;
    auto const* const a = single(left, node, run);
    auto const* const b = single(right, node, run);
    if (a == nullptr || b == nullptr) return Truth::unknown;
    auto const sign = order(*a, *b, node, run);
    if (!sign) return Truth::unknown;
    switch (node.op) {
    case Op::less: return truth(*sign < 0);
    case Op::greater: return truth(*sign > 0);
    case Op::less_or_equal: return truth(*sign <= 0);
    default: return truth(*sign >= 0);
    }
}

bool has(Items const& items, Element const& wanted, Node const& node, Evaluator& run)
{
    return std::ranges::any_of(items, [&](Item one) {
        return run.step(node) && equal(*one, wanted, node, run) == Truth::yes;
    });
}

void append_distinct(Items const& from, Items& to, Node const& node, Evaluator& run)
{
    // `to` can hold what others have put there, which is none of this collection.
    Items unique;
    for (auto const* one : from) {
        if (run.failed()) return;
        if (!has(unique, *one, node, run)) unique.push_back(one);
    }
    to.insert(to.end(), unique.begin(), unique.end());
}

std::optional<Decimal> number_of(Element const& element)
{
    if (element.kind != Kind::number) return {};
    return parse_decimal(element.text);
}

} // namespace fhir::path
