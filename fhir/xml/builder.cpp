#include "fhir/xml/builder.h"

#include "fhir/xml/characters.h"
#include "fhir/xml/kinds.h"
#include "fhir/xml/narrative.h"

#include <algorithm>

namespace fhir::xml {

namespace {

constexpr char const* not_fhir =
    "this element is not in the namespace of FHIR: declare xmlns=\"http://hl7.org/fhir\"";
constexpr char const* unknown_element =
    "there is no element of this name here: mind its spelling, its place and the FHIR version";

bool is_upper(std::string_view name) { return name[0] >= 'A' && name[0] <= 'Z'; }

/// What JSON could say too: no name with an underscore, and none that means something else there.
bool can_be_element(std::string_view name)
{
    if (is_upper(name) || name == "resourceType") return false;
    return name.find_first_of("_-.") == std::string_view::npos;
}

/// In FHIR only resources have names that begin with a capital.
Type const* resource_type(std::string_view name, TypeSource const& types)
{
    auto const* const found = types.type(name);
    auto const fits = found != nullptr && found->kind == TypeKind::resource && !found->abstract;
    return fits && found->name == name ? found : nullptr;
}

bool is_extension(Type const* type, Element const& element)
{
    if (type != nullptr) return type->kind == TypeKind::complex && type->name == "Extension";
    return element.name == "extension" || element.name == "modifierExtension";
}

} // namespace

Builder::Builder(Tree& tree, std::string_view text, TypeSource const& types, Limits const& limits,
                 Unknown unknown)
    : tree_{tree}, types_{types}, limits_{limits}, unknown_{unknown}, scanner_{text,
                                                                               limits.depth_max}
{}

bool Builder::refuse(char const* what)
{
    refusal_ = what;
    refused_at_ = scanner_.begin();
    return false;
}

bool Builder::refuse_at_end(char const* what)
{
    refusal_ = what;
    refused_at_ = scanner_.end();
    return false;
}

bool Builder::build()
{
    for (;;) {
        switch (scanner_.next()) {
        case Event::start:
            if (!start()) return false;
            break;
        case Event::end:
            if (!end()) return false;
            break;
        case Event::blank:
        case Event::comment:
        case Event::instruction: break;
        case Event::text:
        case Event::cdata:
            return refuse("text is not allowed between elements: FHIR has values in attributes");
        case Event::finish: return true;
        case Event::refused: return refuse_at_end(scanner_.refusal());
        }
    }
}

bool Builder::start()
{
    if (auto const* const wrong = namespaces_.open(scanner_.attributes())) return refuse(wrong);
    auto const tag = split(scanner_.name());
    if (tag.local.empty())
        return refuse("a name has one colon at most, with a name on either side");
    auto const space = namespaces_.of(tag.prefix);
    if (space == Namespace::unbound) return refuse("nobody declared this prefix: add xmlns:…");
    if (!frames_.empty() && space == Namespace::xhtml) return narrative(tag.local);
    if (space != Namespace::fhir) return refuse(not_fhir);
    if (frames_.empty()) return root(tag.local);
    auto const& frame = frames_.back();
    if (frame.holds_resource) return refuse("only one resource may stand here");
    if (frame.awaits_resource) return resource_inside(tag.local);
    if (frame.type == nullptr && frame.element->first == nullptr && is_upper(tag.local)) {
        return resource_inside(tag.local);
    }
    return element(tag.local);
}

bool Builder::root(std::string_view name)
{
    auto& element = tree_.root();
    auto const* const type = resource_type(name, types_);
    if (unknown_ == Unknown::refuse ? type == nullptr : !is_upper(name)) {
        return refuse("a resource is needed at the top: this name is none");
    }
    element.text = name;
    element.type = type;
    frames_.push_back({&element, type, true});
    return no_attributes();
}

bool Builder::resource_inside(std::string_view name)
{
    auto& outer = frames_.back();
    auto const* const type = resource_type(name, types_);
    if (unknown_ == Unknown::refuse ? type == nullptr : !is_upper(name)) {
        return refuse("a resource is needed here: this name is none");
    }
    if (!outer.element->text.empty() || outer.element->kind != Kind::complex) {
        return refuse("a resource cannot stand here");
    }
    outer.holds_resource = true;
    auto& element = *outer.element;
    element.text = name;
    element.type = type;
    frames_.push_back({&element, type, true});
    return no_attributes();
}

Element* Builder::made(std::string_view name, Kind kind)
{
    if (++count_ > limits_.elements_max) {
        refuse("it has too many elements");
        return nullptr;
    }
    return &tree_.append(*frames_.back().element, name, kind);
}

Child const* Builder::child_of(Frame& frame, std::string_view name)
{
    auto const* const child = frame.type == nullptr ? nullptr : frame.type->child(name);
    if (child == nullptr && unknown_ == Unknown::keep) {
        frame.strays = true;
        // A primitive of another version may be no primitive here.
        if (frame.element->kind == Kind::none) frame.element->kind = Kind::complex;
    }
    return child;
}

bool Builder::in_order(Frame& frame, Child const& child, std::string_view name)
{
    auto const before = frame.last_order;
    frame.last_order = child.order;
    auto const* const last = frame.element->last;
    if (last == nullptr || last->definition == nullptr || child.order > before) return true;
    if (child.order == before && last->name == name) return true;
    frame.strays = true;
    if (unknown_ == Unknown::keep) return true;
    if (child.order == before) return refuse("an element of a choice stands here already");
    return refuse("this element stands too late: its definition puts it before the last one");
}

bool Builder::element(std::string_view name)
{
    auto& frame = frames_.back();
    auto const* const child = child_of(frame, name);
    if (child == nullptr && (unknown_ == Unknown::refuse || !can_be_element(name))) {
        return refuse(unknown_element);
    }
    if (name == "id" && !frame.resource) return refuse("the id of an element is an attribute");
    if (name == "url" && is_extension(frame.type, *frame.element)) {
        return refuse("the url of an extension is an attribute");
    }
    if (child != nullptr && !in_order(frame, *child, name)) return false;
    auto const* const reference = child == nullptr ? nullptr : child->reference;
    auto const* const type = reference == nullptr ? nullptr : reference->type;
    // No version of FHIR has another element of that name.
    if (name == "div" && (type == nullptr || type->name == "xhtml")) {
        return refuse("a narrative is a div with xmlns=\"http://www.w3.org/1999/xhtml\"");
    }
    auto const kind = type == nullptr ? Kind::complex : kind_of(*type);
    auto* const element = made(name, kind == Kind::complex ? kind : Kind::none);
    if (element == nullptr) return false;
    element->type = type;
    if (child != nullptr) {
        element->definition = child->definition;
        element->listed = child->definition->list();
    }
    Frame inner{element, type};
    inner.awaits_resource = type != nullptr && type->kind == TypeKind::resource;
    frames_.push_back(inner);
    return inner.awaits_resource ? no_attributes() : attributes(frames_.back());
}

bool Builder::narrative(std::string_view name)
{
    auto& frame = frames_.back();
    auto const* const child = frame.awaits_resource ? nullptr : child_of(frame, name);
    auto const* const reference = child == nullptr ? nullptr : child->reference;
    auto const* const type = reference == nullptr ? nullptr : reference->type;
    auto const fits = type != nullptr ? type->name == "xhtml"
                                      : unknown_ == Unknown::keep && frame.type == nullptr;
    if (!fits || name != "div" || frame.holds_resource) {
        return refuse("XHTML is not allowed here: only the div of a narrative is");
    }
    if (child != nullptr && !in_order(frame, *child, name)) return false;
    auto* const element = made(name, Kind::string);
    if (element == nullptr) return false;
    element->type = type;
    if (child != nullptr) element->definition = child->definition;
    auto const found = read_narrative(scanner_, namespaces_);
    if (found.wrong != nullptr) return refuse_at_end(found.wrong);
    element->text = found.made.empty() ? found.written : tree_.keep(found.made);
    return true;
}

bool Builder::no_attributes()
{
    for (auto const& one : scanner_.attributes()) {
        if (is_declaration(one.name)) continue;
        auto const name = split(one.name);
        if (!name.prefix.empty() && namespaces_.of(name.prefix) == Namespace::schema_instance) {
            continue;
        }
        return refuse("no attributes are allowed here: the id of a resource is an element");
    }
    return true;
}

bool Builder::attributes(Frame& frame)
{
    for (auto const& one : scanner_.attributes()) {
        if (is_declaration(one.name)) continue;
        auto const name = split(one.name);
        if (!name.prefix.empty() && namespaces_.of(name.prefix) == Namespace::schema_instance) {
            continue;
        }
        if (!attribute(frame, name, one)) return false;
    }
    return true;
}

bool Builder::attribute(Frame& frame, QualifiedName const& name, Attribute const& attribute)
{
    if (!name.prefix.empty()) return refuse("attributes of other namespaces are not allowed here");
    if (name.local == "value") return value(frame, attribute);
    auto const url = name.local == "url" && is_extension(frame.type, *frame.element);
    if (!url && name.local != "id") {
        return refuse("only the attributes value, id and (of an extension) url are known");
    }
    if (++count_ > limits_.elements_max) return refuse("it has too many elements");
    auto& made = tree_.append(*frame.element, name.local, Kind::string);
    made.text = text_of(attribute);
    auto const* const child = frame.type == nullptr ? nullptr : frame.type->child(name.local);
    if (child == nullptr) return true;
    made.definition = child->definition;
    if (child->reference != nullptr) made.type = child->reference->type;
    return true;
}

bool Builder::value(Frame& frame, Attribute const& attribute)
{
    auto& element = *frame.element;
    auto kind = frame.type == nullptr ? Kind::string : kind_of(*frame.type);
    element.text = text_of(attribute);
    if (kind == Kind::number && element.text.starts_with('+') && frame.type->is_a("integer")) {
        element.text.remove_prefix(1);
    }
    auto const* wrong = kind == Kind::complex ? "an element with a value is not allowed here"
                                              : misfit(kind, element.text);
    if (wrong != nullptr && unknown_ == Unknown::refuse) return refuse(wrong);
    if (kind == Kind::complex) frame.type = element.type = nullptr; // Of another version.
    element.kind = wrong == nullptr ? kind : Kind::string;
    return true;
}

std::string_view Builder::text_of(Attribute const& attribute)
{
    if (attribute.plain) return attribute.raw;
    auto* const first = tree_.bytes(attribute.raw.size());
    auto const* const last = normalise(attribute.raw, first);
    return {first, static_cast<std::size_t>(last - first)};
}

/// A repeating element is one run of siblings: apart, its values would belong to nothing.
bool Builder::runs_are_whole(Element const& element)
{
    names_.clear();
    for (auto const* one = element.first; one != nullptr; one = one->next) {
        if (names_.empty() || names_.back() != one->name) names_.push_back(one->name);
    }
    std::ranges::sort(names_);
    if (std::ranges::adjacent_find(names_) == names_.end()) return true;
    return refuse("elements of one name stand apart in this element: put them together");
}

bool Builder::end()
{
    auto const frame = frames_.back();
    frames_.pop_back();
    namespaces_.close();
    if (frame.strays && !runs_are_whole(*frame.element)) return false;
    if (frame.awaits_resource && !frame.holds_resource) return refuse("a resource is missing here");
    if (frame.resource || frame.holds_resource) return true;
    auto const& element = *frame.element;
    auto const empty = element.kind == Kind::none || element.kind == Kind::complex;
    if (!empty || element.first != nullptr) return true;
    return refuse("an element must have a value, an extension or children: leave it out");
}

} // namespace fhir::xml
