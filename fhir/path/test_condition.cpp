// Why this file exists: the conditions of the language (logic, equations, comparisons, types) give
// yes, no or unknown at once, without a collection for it.
// https://hl7.org/fhirpath/N1/#boolean-logic
#include "fhir/path/evaluator.h"
#include "fhir/path/functions.h"

namespace fhir::path {

Truth Evaluator::test(Node const& node, Frame const& frame)
{
    switch (node.op) {
    case Op::logical_and:
    case Op::logical_or:
    case Op::logical_xor:
    case Op::implies: return test_logic(node, frame);
    case Op::equal:
    case Op::equivalent:
    case Op::not_equal:
    case Op::not_equivalent:
    case Op::less:
    case Op::greater:
    case Op::less_or_equal:
    case Op::greater_or_equal: return test_pair(node, frame);
    case Op::in:
    case Op::contains: return test_membership(node, frame);
    case Op::is: return test_type(node, frame);
    case Op::call:
        if (node.function->test != nullptr) return test_call(node, frame);
        break;
    default: break;
    }
    Items items;
    collect(node, frame, items);
    auto const* const item = failed_ ? nullptr : single(items, node, *this);
    if (item == nullptr) return Truth::unknown;
    // One item of another type stands for true (N1 section 4.5).
    return truth(item->kind != Kind::boolean || item->text == "true");
}

Truth Evaluator::test_call(Node const& node, Frame const& frame)
{
    Items input;
    if (node.input != nullptr) collect(*node.input, frame, input);
    else if (frame.self != nullptr) input.push_back(frame.self);
    if (failed_ || !step(node)) return Truth::unknown;
    return node.function->test({*this, node, frame, input});
}

Truth Evaluator::test_logic(Node const& node, Frame const& frame)
{
    if (!step(node)) return Truth::unknown;
    auto left = test(*node.arguments[0], frame);
    if (failed_) return Truth::unknown;
    // a implies b is (not a) or b.
    if (node.op == Op::implies) left = negated(left);
    if (node.op == Op::logical_and && left == Truth::no) return Truth::no;
    bool const either = node.op == Op::logical_or || node.op == Op::implies;
    if (either && left == Truth::yes) return Truth::yes;
    auto const right = test(*node.arguments[1], frame);
    if (failed_) return Truth::unknown;
    if (node.op == Op::logical_and) {
        if (right == Truth::no) return Truth::no;
        return left == Truth::yes && right == Truth::yes ? Truth::yes : Truth::unknown;
    }
    if (either) {
        if (right == Truth::yes) return Truth::yes;
        return left == Truth::no && right == Truth::no ? Truth::no : Truth::unknown;
    }
    if (left == Truth::unknown || right == Truth::unknown) return Truth::unknown;
    return truth(left != right);
}

Truth Evaluator::test_pair(Node const& node, Frame const& frame)
{
    Items left;
    Items right;
    collect(*node.arguments[0], frame, left);
    collect(*node.arguments[1], frame, right);
    if (failed_) return Truth::unknown;
    switch (node.op) {
    case Op::equal: return equal(left, right, node, *this);
    case Op::not_equal: return negated(equal(left, right, node, *this));
    case Op::equivalent: return equivalent(left, right, node, *this);
    case Op::not_equivalent: return negated(equivalent(left, right, node, *this));
    default: return ordered(left, right, node, *this);
    }
}

Truth Evaluator::test_type(Node const& node, Frame const& frame)
{
    Items input;
    collect(*node.input, frame, input);
    auto const* const item = failed_ ? nullptr : single(input, node, *this);
    return item == nullptr ? Truth::unknown : truth(is_of(*item, node));
}

Truth Evaluator::test_membership(Node const& node, Frame const& frame)
{
    bool const is_in = node.op == Op::in;
    Items wanted;
    Items whole;
    collect(*node.arguments[is_in ? 0 : 1], frame, wanted);
    collect(*node.arguments[is_in ? 1 : 0], frame, whole);
    auto const* const item = failed_ ? nullptr : single(wanted, node, *this);
    if (item == nullptr) return Truth::unknown;
    return truth(has(whole, *item, node, *this));
}

bool is_of(Element const& element, Node const& type_node)
{
    auto const* const wanted = type_node.wanted;
    if (wanted == nullptr) return false;
    auto const* type = element.type;
    if (type == nullptr) {
        // A tree without types: JSON's own kinds, and the resourceType.
        switch (value_of(element)) {
        case Value::boolean: type = &system::boolean(); break;
        case Value::string: type = &system::string(); break;
        case Value::integer: type = &system::integer(); break;
        case Value::decimal: type = &system::decimal(); break;
        default: return element.text == wanted->name && !element.is_primitive();
        }
    }
    if (type == wanted) return true;
    if (system::is_system(*wanted)) return false;
    if (type == &system::quantity()) return wanted->name == "Quantity" && !type_node.named_system;
    // A code is a string, yet code.as(string) and ofType(string) give nothing.
    bool const is = type_node.op == Op::is || type_node.text == "is";
    if (!is && wanted->kind == TypeKind::primitive) return type->name == wanted->name;
    return type->is_a(wanted->name);
}

} // namespace fhir::path
