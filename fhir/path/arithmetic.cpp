// Why this file exists: + - * / div mod & and the signs, on numbers, strings, dates, quantities.
// https://hl7.org/fhirpath/N1/#math
#include "fhir/path/evaluator.h"
#include "fhir/path/quantity.h"
#include "fhir/path/temporal.h"

namespace fhir::path {

namespace {

struct Operands {
    Item left;
    Item right;
};

/// What the operator says when its operands are of no use to it.
void refuse(Node const& node, Evaluator& run)
{
    run.fail(node, "exception", "this operator does not work on values of these types");
}

void put_number(std::optional<Decimal> const& value, bool integer, Evaluator& run, Items& out)
{
    // What does not fit is empty (N1 section 6.6).
    if (!value || (integer && !fits_integer(*value))) return;
    out.push_back(run.make_number(*value, integer));
}

void with_numbers(Node const& node, Decimal const& a, Decimal const& b, bool integers,
                  Evaluator& run, Items& out)
{
    switch (node.op) {
    case Op::add: return put_number(add(a, b), integers, run, out);
    case Op::subtract: return put_number(subtract(a, b), integers, run, out);
    case Op::multiply: return put_number(multiply(a, b), integers, run, out);
    case Op::divide: return put_number(divide(a, b), false, run, out);
    case Op::div: return put_number(divide_whole(a, b), true, run, out);
    case Op::mod: return put_number(modulo(a, b), integers, run, out);
    default: return refuse(node, run);
    }
}

std::optional<TemporalKind> temporal_kind(Value value)
{
    if (value == Value::date) return TemporalKind::date;
    if (value == Value::date_time) return TemporalKind::date_time;
    if (value == Value::time) return TemporalKind::time;
    return {};
}

Type const& type_of(TemporalKind kind)
{
    if (kind == TemporalKind::date) return system::date();
    return kind == TemporalKind::time ? system::time() : system::date_time();
}

void shift(Node const& node, Operands const& operands, TemporalKind kind, Evaluator& run,
           Items& out)
{
    auto const moment = parse_temporal(operands.left->text, kind);
    auto amount = amount_of(*operands.right);
    if (!moment || !amount) return;
    auto const unit = time_unit(amount->unit);
    if (!unit) return run.fail(node, "exception", "only an amount of time can be added to a date");
    if (kind == TemporalKind::time && *unit < TimeUnit::hour) {
        return run.fail(node, "exception", "a time of day moves by hours or less");
    }
    if (node.op == Op::subtract) amount->value.digits = -amount->value.digits;
    auto const moved = add(*moment, amount->value, *unit);
    if (!moved) return;
    auto const* const text = run.make_string(to_text(*moved));
    out.push_back(run.make(Kind::string, type_of(kind), text->text));
}

void with_quantities(Node const& node, Operands const& operands, Evaluator& run, Items& out)
{
    auto const a = amount_or_number(*operands.left);
    auto const b = amount_or_number(*operands.right);
    if (!a || !b) return;
    std::optional<MadeAmount> result;
    switch (node.op) {
    case Op::add: result = add(*a, *b); break;
    case Op::subtract: result = subtract(*a, *b); break;
    case Op::multiply: result = multiply(*a, *b); break;
    case Op::divide: result = divide(*a, *b); break;
    default: return refuse(node, run);
    }
    // Units that do not go together give nothing (N1 section 6.6).
    if (result) out.push_back(run.make_quantity(result->value, result->unit));
}

void combine(Node const& node, Operands const& operands, Evaluator& run, Items& out)
{
    auto const a = value_of(*operands.left);
    auto const b = value_of(*operands.right);
    auto const x = number_of(*operands.left);
    auto const y = number_of(*operands.right);
    if (x && y) {
        bool const integers = a == Value::integer && b == Value::integer;
        return with_numbers(node, *x, *y, integers, run, out);
    }
    if (a == Value::string && b == Value::string && node.op == Op::add) {
        out.push_back(
            run.make_string(std::string{operands.left->text}.append(operands.right->text)));
        return;
    }
    bool const sum = node.op == Op::add || node.op == Op::subtract;
    auto const kind = temporal_kind(a);
    if (kind && b == Value::quantity && sum) return shift(node, operands, *kind, run, out);
    bool const measured = a == Value::quantity || b == Value::quantity;
    bool const left_fits = a == Value::quantity || x;
    bool const right_fits = b == Value::quantity || y;
    if (measured && left_fits && right_fits) return with_quantities(node, operands, run, out);
    refuse(node, run);
}

void sign(Node const& node, Frame const& frame, Evaluator& run, Items& out)
{
    Items items;
    run.collect(*node.arguments[0], frame, items);
    auto const* const item = run.failed() ? nullptr : single(items, node, run);
    if (item == nullptr) return;
    auto const number = number_of(*item);
    auto const amount = amount_of(*item);
    if (!number && value_of(*item) != Value::quantity) return refuse(node, run);
    if (node.op == Op::plus_sign) {
        out.push_back(item);
    } else if (number) {
        bool const integer = value_of(*item) == Value::integer;
        put_number(Decimal{-number->digits, number->scale}, integer, run, out);
    } else if (amount) {
        auto const& value = amount->value;
        out.push_back(run.make_quantity({-value.digits, value.scale}, amount->unit));
    }
}

/// & takes an empty side as an empty string.
void concatenate(Node const& node, Frame const& frame, Evaluator& run, Items& out)
{
    std::string text;
    for (auto const& argument : node.arguments) {
        Items items;
        run.collect(*argument, frame, items);
        auto const* const item = run.failed() ? nullptr : single(items, *argument, run);
        if (run.failed()) return;
        if (item == nullptr || item->kind == Kind::none) continue;
        if (item->kind != Kind::string) return refuse(node, run);
        text.append(item->text);
    }
    out.push_back(run.make_string(text));
}

} // namespace

void calculate(Node const& node, Frame const& frame, Evaluator& run, Items& out)
{
    if (node.op == Op::negate || node.op == Op::plus_sign) return sign(node, frame, run, out);
    if (node.op == Op::concatenate) return concatenate(node, frame, run, out);
    Items left;
    Items right;
    run.collect(*node.arguments[0], frame, left);
    run.collect(*node.arguments[1], frame, right);
    if (run.failed() || left.empty() || right.empty()) return;
    Operands const operands{single(left, node, run), single(right, node, run)};
    if (operands.left == nullptr || operands.right == nullptr) return;
    if (operands.left->kind == Kind::none || operands.right->kind == Kind::none) return;
    combine(node, operands, run, out);
}

} // namespace fhir::path
