// Why this file exists: walks the plan. Conditions are tested without building collections.
#include "fhir/path/evaluator.h"
#include "fhir/path/functions.h"

#include <charconv>

namespace fhir::path {

namespace {

constexpr unsigned evaluation_depth_max = 400;

Element made_boolean(std::string_view text)
{
    Element made;
    made.kind = Kind::boolean;
    made.type = &system::boolean();
    made.text = text;
    return made;
}

/// "valueQuantity" for value[x], where the tree has no definitions.
bool is_choice_name(std::string_view name, std::string_view stem)
{
    return name.size() > stem.size() && name.starts_with(stem) && name[stem.size()] >= 'A' &&
           name[stem.size()] <= 'Z';
}

/// Most names differ in length or in their first letter, which takes no call to find out.
bool same_name(std::string_view left, std::string_view right)
{
    return left.size() == right.size() && !left.empty() && left.front() == right.front() &&
           left == right;
}

bool is_called(Element const& child, Node const& node)
{
    if (child.definition != nullptr && child.definition == node.definition) return true;
    if (same_name(child.name, node.text)) return true;
    if (node.definition != nullptr && !node.definition->choice) return false;
    if (child.definition != nullptr) {
        return child.definition->choice && child.definition->name == node.text;
    }
    return node.definition != nullptr && is_choice_name(child.name, node.text);
}

} // namespace

Truth negated(Truth value)
{
    if (value == Truth::unknown) return value;
    return value == Truth::yes ? Truth::no : Truth::yes;
}

Item Evaluator::boolean(bool value)
{
    static auto const yes = made_boolean("true");
    static auto const no = made_boolean("false");
    return value ? &yes : &no;
}

void Evaluator::fail(Node const& node, char const* code, std::string why)
{
    if (failed_) return;
    failed_ = true;
    issue_ = {Severity::error, code, node.place, std::move(why)};
}

bool Evaluator::too_costly(Node const& node)
{
    fail(node, "too-costly", "this expression takes too many steps");
    return false;
}

Element const* Evaluator::root() const
{
    if (context_.root_resource != nullptr) return context_.root_resource;
    return context_.resource != nullptr ? context_.resource : focus_;
}

Item Evaluator::make(Kind kind, Type const& type, std::string_view kept_text)
{
    loose_.first = loose_.last = nullptr;
    auto& made = scratch_.append(loose_, {}, kind);
    made.type = &type;
    made.text = kept_text;
    spent_ += kept_text.size() * Weight::byte;
    return &made;
}

Item Evaluator::make_string(std::string_view text)
{
    return make(Kind::string, system::string(), scratch_.keep(text));
}

Item Evaluator::make_integer(std::int64_t value)
{
    char digits[24];
    auto const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    std::string_view const text{digits, static_cast<std::size_t>(end - digits)};
    return make(Kind::number, system::integer(), scratch_.keep(text));
}

Item Evaluator::make_decimal(Decimal const& value)
{
    return make(Kind::number, system::decimal(), scratch_.keep(to_text(value)));
}

Item Evaluator::make_number(Decimal const& value, bool integer)
{
    if (!integer) return make_decimal(value);
    return make_integer(static_cast<std::int64_t>(value.digits));
}

Item Evaluator::make_quantity(Decimal const& value, std::string_view unit)
{
    auto const* const number = make_decimal(value);
    loose_.first = loose_.last = nullptr;
    auto& made = scratch_.append(loose_, {}, Kind::complex);
    made.type = &system::quantity();
    auto& amount = scratch_.append(made, "value", Kind::number);
    amount.text = number->text;
    amount.type = number->type;
    auto& named = scratch_.append(made, "unit", Kind::string);
    named.text = scratch_.keep(unit);
    named.type = &system::string();
    return &made;
}

void append_children(Element const& parent, Node const& node, Evaluator& run, Items& out)
{
    if (parent.is_primitive() && node.text == "value") {
        if (parent.kind == Kind::none) return;
        auto const* const type = parent.type == nullptr ? nullptr : system_type(*parent.type);
        out.push_back(
            run.make(parent.kind, type == nullptr ? system::string() : *type, parent.text));
        return;
    }
    std::uint64_t siblings = 1;
    bool found_all = false;
    for (auto const* child = parent.first; child != nullptr; child = child->next, ++siblings) {
        if (is_called(*child, node)) {
            out.push_back(child);
            // What comes once stands together, so %resource.type does not pass ten thousand
            // entries.
            found_all = child->definition != nullptr && !child->definition->list();
        } else if (found_all) {
            break;
        }
    }
    run.weigh(node, siblings * Weight::sibling);
}

std::string_view value_in(Element const& parent, std::string_view name, Node const& node,
                          Evaluator& run)
{
    std::uint64_t siblings = 1;
    auto const* one = parent.first;
    for (; one != nullptr && one->name != name; one = one->next) ++siblings;
    bool const goes_on = run.weigh(node, siblings * Weight::sibling);
    return goes_on && one != nullptr && one->is_primitive() ? one->text : std::string_view{};
}

Item single(Items const& items, Node const& node, Evaluator& run)
{
    if (items.empty()) return nullptr;
    if (items.size() == 1) {
        // Whoever wants the one item reads it.
        return run.weigh(node, items.front()->text.size() * Weight::byte) ? items.front() : nullptr;
    }
    run.fail(node, "exception", "one item is expected here, and there are more");
    return nullptr;
}

void Evaluator::collect_element(Node const& node, Frame const& frame, Items& out)
{
    if (node.input == nullptr) {
        if (frame.self != nullptr) append_children(*frame.self, node, *this, out);
        return;
    }
    Items parents;
    collect(*node.input, frame, parents);
    for (auto const* parent : parents) {
        if (!step(node)) return;
        append_children(*parent, node, *this, out);
    }
}

void Evaluator::collect_call(Node const& node, Frame const& frame, Items& out)
{
    if (node.function->test != nullptr) {
        auto const result = test_call(node, frame);
        if (!failed_ && result != Truth::unknown) out.push_back(boolean(result == Truth::yes));
        return;
    }
    Items input;
    if (node.input != nullptr) collect(*node.input, frame, input);
    else if (frame.self != nullptr) input.push_back(frame.self);
    if (!failed_) node.function->collect({*this, node, frame, input}, out);
}

void Evaluator::collect_indexed(Node const& node, Frame const& frame, Items& out)
{
    Items input;
    Items index;
    collect(*node.input, frame, input);
    collect(*node.arguments[0], frame, index);
    auto const* const at = failed_ ? nullptr : single(index, *node.arguments[0], *this);
    if (at == nullptr) return;
    auto const number = number_of(*at);
    if (!number || !fits_integer(*number)) return fail(node, "exception", "an index is an integer");
    if (number->digits < 0 || number->digits >= static_cast<Wide>(input.size())) return;
    out.push_back(input[static_cast<std::size_t>(number->digits)]);
}

void Evaluator::collect_typed(Node const& node, Frame const& frame, Items& out)
{
    Items input;
    if (node.input != nullptr) collect(*node.input, frame, input);
    else if (frame.self != nullptr) input.push_back(frame.self);
    if (node.op == Op::as && single(input, node, *this) == nullptr) return;
    for (auto const* one : input) {
        if (is_of(*one, node)) out.push_back(one);
    }
}

void Evaluator::collect_union(Node const& node, Frame const& frame, Items& out)
{
    Items both;
    collect(*node.arguments[0], frame, both);
    collect(*node.arguments[1], frame, both);
    if (!failed_) append_distinct(both, out, node, *this);
}

void Evaluator::collect_constant(Node const& node, Items& out)
{
    Item item = nullptr;
    switch (node.constant) {
    case Constant::resource: item = context_.resource; break;
    case Constant::root_resource: item = context_.root_resource; break;
    case Constant::context: item = focus_; break;
    }
    if (item == nullptr) item = focus_;
    if (item != nullptr) out.push_back(item);
}

void Evaluator::collect_variable(Node const& node, Items& out)
{
    if (node.slot < context_.collections.size()) {
        auto const& items = context_.collections[node.slot];
        out.insert(out.end(), items.begin(), items.end());
    } else if (node.slot < context_.slots.size() && context_.slots[node.slot] != nullptr) {
        out.push_back(context_.slots[node.slot]);
    }
}

void Evaluator::collect(Node const& node, Frame const& frame, Items& out)
{
    if (!step(node)) return;
    if (++depth_ > evaluation_depth_max) {
        --depth_;
        return fail(node, "too-costly", "this expression nests too deeply");
    }
    auto const before = out.size();
    switch (node.op) {
    case Op::empty: break;
    case Op::literal: out.push_back(&node.literal); break;
    case Op::focus:
        if (frame.self != nullptr) out.push_back(frame.self);
        break;
    case Op::index: out.push_back(make_integer(static_cast<std::int64_t>(frame.index))); break;
    case Op::total:
        if (frame.total != nullptr) out.insert(out.end(), frame.total->begin(), frame.total->end());
        break;
    case Op::constant: collect_constant(node, out); break;
    case Op::variable: collect_variable(node, out); break;
    case Op::element: collect_element(node, frame, out); break;
    case Op::call: collect_call(node, frame, out); break;
    case Op::indexer: collect_indexed(node, frame, out); break;
    case Op::type_name:
    case Op::as: collect_typed(node, frame, out); break;
    case Op::unite: collect_union(node, frame, out); break;
    case Op::negate:
    case Op::plus_sign:
    case Op::multiply:
    case Op::divide:
    case Op::div:
    case Op::mod:
    case Op::add:
    case Op::subtract:
    case Op::concatenate: calculate(node, frame, *this, out); break;
    default: {
        auto const result = test(node, frame);
        if (!failed_ && result != Truth::unknown) out.push_back(boolean(result == Truth::yes));
    }
    }
    weigh(node, (out.size() - before) * Weight::item);
    --depth_;
}

} // namespace fhir::path
