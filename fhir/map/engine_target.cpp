// Why this file exists: the right side of a rule while it runs: elements come into being, in the
// order of the specification, with their types.
#include "fhir/map/engine.h"
#include "fhir/path/decimal.h"

#include <algorithm>

namespace fhir::map {

namespace {

constexpr std::size_t elements_max = 200'000;

Type const* type_of(Child const& child)
{
    return child.reference == nullptr ? nullptr : child.reference->type;
}

Kind kind_of(Shape shape)
{
    switch (shape) {
    case Shape::complex: return Kind::complex;
    case Shape::boolean: return Kind::boolean;
    case Shape::integer:
    case Shape::decimal: return Kind::number;
    case Shape::text: return Kind::string;
    }
    return Kind::string;
}

bool is_integer_text(std::string_view text)
{
    if (text.starts_with('-')) text.remove_prefix(1);
    return !text.empty() && text.size() <= 10 && (text.size() == 1 || text.front() != '0') &&
           std::ranges::all_of(text, [](char one) { return one >= '0' && one <= '9'; });
}

/// As JSON writes numbers: no plus sign, no zeros in front.
bool is_decimal_text(std::string_view text)
{
    if (text.empty() || text.front() == '+' || text.back() == '.') return false;
    auto const digits = text.substr(text.front() == '-' ? 1 : 0);
    bool const padded =
        digits.size() > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9';
    return !padded && path::parse_decimal(text).has_value();
}

/// The place of an element in its type; elements of a type lie in one row.
bool stands_before(Element const& other, ElementDefinition const* definition)
{
    return other.definition == nullptr || other.definition <= definition;
}

Element* find(Element& parent, ElementDefinition const* definition)
{
    for (auto* one = parent.first; one != nullptr; one = one->next) {
        if (one->definition == definition) return one;
    }
    return nullptr;
}

} // namespace

Element* Engine::insert_after(Element& parent, Element* before, Child const& child)
{
    if (++elements_ > elements_max) {
        fail(rule_->place, "too-costly", "this run makes too many elements");
        return nullptr;
    }
    Element* made = nullptr;
    if (before == parent.last) {
        made = &tree_.append(parent, child.name);
    } else {
        Element loose;
        made = &tree_.append(loose, child.name);
        auto*& link = before == nullptr ? parent.first : before->next;
        made->next = link;
        link = made;
    }
    made->definition = child.definition;
    made->listed = child.definition->list();
    return made;
}

Element* Engine::place(Target const& target, Element& parent, Child const& child)
{
    auto const* const definition = child.definition;
    Element* before = nullptr;
    // Nearly always rules come in the order of elements, and this is the end.
    auto const* const last = parent.last == nullptr ? nullptr : parent.last->definition;
    bool const next_of_list = last == definition && target.list && target.mode != ListMode::first &&
                              target.mode != ListMode::single;
    if (parent.first == nullptr || next_of_list || (last != nullptr && last < definition)) {
        return insert_after(parent, parent.last, child);
    }
    bool exists = false;
    for (auto* one = parent.first; one != nullptr; one = one->next) {
        if (one->definition == definition) {
            exists = true;
            if (target.mode == ListMode::first) break;
        }
        if (!stands_before(*one, definition)) break;
        before = one;
    }
    if (exists && !target.list) {
        fail(target.place, "multiple-matches",
             "this element can stand only once, and it is set already");
        return nullptr;
    }
    if (exists && target.mode == ListMode::single) {
        fail(target.place, "multiple-matches", "the map wants a single item in this list");
        return nullptr;
    }
    return insert_after(parent, before, child);
}

/// The element that gets the new one; on the way missing ones are made.
Element* Engine::parent_of(Target const& target)
{
    // Targets are made by this run, so they may be changed.
    auto* parent = const_cast<Element*>(slot(target.context));
    for (auto const* one : target.way) {
        if (parent == nullptr) return nullptr;
        auto* next = find(*parent, one->definition);
        if (next == nullptr) {
            next = place(target, *parent, *one);
            if (next != nullptr) next->type = type_of(*one);
        }
        parent = next;
    }
    return parent;
}

Element* Engine::create(Target const& target, Child const& child, Type const* type, Shape shape)
{
    auto* const parent = parent_of(target);
    if (parent == nullptr || failed()) return nullptr;
    bool const shares = target.mode == ListMode::share;
    ShareKey const key{parent, &child, target.share};
    if (shares) {
        auto const found = shared_.find(key);
        if (found != shared_.end()) return found->second;
    }
    // What is made without a value can be made again: it is the same one.
    if ((target.transform == Transform::make && !target.list) || target.mode == ListMode::collate) {
        if (auto* const there = find(*parent, child.definition)) return there;
    }
    auto* const made = place(target, *parent, child);
    if (made == nullptr) return nullptr;
    made->kind = shape == Shape::complex ? Kind::complex : Kind::none;
    made->type = type;
    if (type != nullptr && type->kind == TypeKind::resource) made->text = type->name;
    if (shares) shared_.emplace(key, made);
    note(target, *made);
    return made;
}

bool Engine::assign(Target const& target, Element& to, Shape shape, std::string_view text)
{
    bool fits = true;
    if (shape == Shape::boolean) fits = text == "true" || text == "false";
    else if (shape == Shape::integer) fits = is_integer_text(text);
    else if (shape == Shape::decimal) fits = is_decimal_text(text);
    if (!fits) {
        fail(target.place, "value", "this value is not of the type that the element has");
        return false;
    }
    to.kind = kind_of(shape);
    to.text = text;
    return true;
}

Child const* Engine::option_for(Target const& target, Element const& value)
{
    std::string_view wanted;
    if (value.type != nullptr) wanted = path::fhir_name(*value.type);
    else if (value.kind == Kind::boolean) wanted = "boolean";
    else if (value.kind == Kind::string) wanted = "string";
    else if (value.kind == Kind::number)
        wanted = value.text.find_first_of(".eE") == std::string_view::npos ? "integer" : "decimal";
    for (; !wanted.empty(); wanted = wider(wanted)) {
        for (auto const* one : target.options) {
            auto const* const type = type_of(*one);
            if (type != nullptr && type->name == wanted) return one;
        }
    }
    fail(target.place, "value", "the element has no form for a value of this type");
    return nullptr;
}

void Engine::set_value(Target const& target, Element const& value)
{
    if (target.whole) return set_whole(target, value);
    if (target.context == no_slot) {
        slot(target.slot) = &value;
        return;
    }
    if (value.kind == Kind::string && value.text.empty()) return;
    auto const* const child = target.child != nullptr ? target.child : option_for(target, value);
    if (child == nullptr) return;
    auto const* const type = type_of(*child);
    auto const shape = target.child != nullptr ? target.shape
                       : type == nullptr       ? Shape::text
                                               : shape_of(*type);
    bool const is_complex = value.kind == Kind::complex;
    if (is_complex != (shape == Shape::complex)) {
        return fail(target.place, "value", "this value is not of the type that the element has");
    }
    if (is_complex && type != nullptr && !type->abstract && value.type != nullptr &&
        path::fhir_name(*value.type) != type->name && !value.type->is_a(type->name)) {
        return fail(target.place, "value", "this value is not of the type that the element has");
    }
    auto* const made = create(target, *child, type, shape);
    if (made == nullptr) return;
    slot(target.slot) = made;
    if (!is_complex && value.kind != Kind::none && !assign(target, *made, shape, value.text))
        return;
    if (is_complex || value.first != nullptr) copy(value, *made);
}

void Engine::set_text(Target const& target, std::string_view text, Kind kind, Type const* type)
{
    Element value;
    value.kind = kind;
    value.text = text;
    value.type = type;
    if (target.context != no_slot) return set_value(target, value);
    Element loose;
    auto& kept = tree_.append(loose, {}, kind);
    kept.text = text;
    kept.type = type;
    slot(target.slot) = &kept;
}

/// `tgt = value` where tgt itself is a primitive.
void Engine::set_whole(Target const& target, Element const& value)
{
    auto* const made = const_cast<Element*>(slot(target.context));
    if (made == nullptr || (value.kind == Kind::string && value.text.empty())) return;
    if (value.kind == Kind::complex || made->kind == Kind::complex) {
        return fail(target.place, "value", "this value is not of the type that the element has");
    }
    auto const shape = made->type == nullptr ? Shape::text : shape_of(*made->type);
    if (!assign(target, *made, shape, value.text)) return;
    slot(target.slot) = made;
    note(target, *made);
}

/// All below `from`; texts are shared, elements are not.
void Engine::copy(Element const& from, Element& to)
{
    if (to.type != nullptr && to.type->abstract) to.type = from.type;
    if (from.kind == Kind::complex) to.text = from.text;
    for (auto const* one = from.first; one != nullptr; one = one->next) {
        if (++elements_ > elements_max) {
            return fail(rule_->place, "too-costly", "this run makes too many elements");
        }
        auto& made = tree_.append(to, one->name, one->kind);
        made.text = one->text;
        made.definition = one->definition;
        made.type = one->type;
        made.listed = one->listed;
        if (to.type != nullptr && made.definition == nullptr) {
            if (auto const* const child = to.type->child(one->name)) {
                made.definition = child->definition;
                made.type = type_of(*child);
            }
        }
        copy(*one, made);
    }
}

Element& Engine::append_text(Element& parent, Child const* child, std::string_view text)
{
    auto& made = tree_.append(parent, child->name, Kind::string);
    made.definition = child->definition;
    made.type = type_of(*child);
    made.listed = child->definition->list();
    made.text = text;
    ++elements_;
    return made;
}

void Engine::make(Rule const& rule, Target const& target)
{
    rule_ = &rule;
    slot(target.slot) = nullptr;
    if (target.context != no_slot && slot(target.context) == nullptr) return;
    if (target.transform != Transform::make && target.transform != Transform::create) {
        return transform(target);
    }
    if (target.whole) {
        slot(target.slot) = slot(target.context);
    } else if (target.child != nullptr) {
        slot(target.slot) = create(target, *target.child, target.created, target.shape);
    }
}

} // namespace fhir::map
