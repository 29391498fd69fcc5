#include "gateway/mapping/event_tree.h"

#include "fhir/json/json.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace foramen {

namespace {

constexpr std::string_view blanks = " \t\r\n";

/// "2030-01-31T09:15" is as long as this; the clinic may leave the seconds out, FHIR may not.
constexpr std::size_t minutes_length = 16;

bool is_blank(fhir::Element const& element)
{
    return element.kind == fhir::Kind::string &&
           element.text.find_first_not_of(blanks) == std::string_view::npos;
}

void complete_instant(fhir::Tree& tree, fhir::Element& element)
{
    auto const& text = element.text;
    if (text.size() <= minutes_length || text[10] != 'T' || text[minutes_length] == ':') return;
    auto whole = std::string{text.substr(0, minutes_length)};
    whole.append(":00").append(text.substr(minutes_length));
    element.text = tree.keep(whole);
}

void number(fhir::Tree& tree, fhir::Element& element, unsigned place)
{
    std::array<char, 12> digits{};
    auto const end = std::to_chars(digits.begin(), digits.end(), place).ptr;
    auto& made = append_typed(tree, element, ordinal_name, fhir::Kind::number);
    made.text = tree.keep({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void drop_blanks(fhir::Element& parent)
{
    fhir::Element* kept = nullptr;
    for (auto* one = parent.first; one != nullptr; one = one->next) {
        if (is_blank(*one)) continue;
        if (kept == nullptr) parent.first = one;
        else kept->next = one;
        kept = one;
    }
    parent.last = kept;
    if (kept == nullptr) parent.first = nullptr;
    else kept->next = nullptr;
}

void settle(fhir::Tree& tree, fhir::Element& parent)
{
    drop_blanks(parent);
    std::string_view list;
    unsigned place = 0;
    for (auto* one = parent.first; one != nullptr; one = one->next) {
        if (one->is_primitive()) {
            if (one->type != nullptr && one->type->name == "dateTime") complete_instant(tree, *one);
            continue;
        }
        settle(tree, *one);
        if (!one->listed) continue;
        place = one->name == list ? place + 1 : 1;
        list = one->name;
        number(tree, *one, place);
    }
}

} // namespace

fhir::Element& append_typed(fhir::Tree& tree, fhir::Element& parent, std::string_view name,
                            fhir::Kind kind)
{
    auto& made = tree.append(parent, name, kind);
    auto const* const child = parent.type == nullptr ? nullptr : parent.type->child(name);
    if (child == nullptr) return made;
    made.definition = child->definition;
    if (child->reference != nullptr) made.type = child->reference->type;
    return made;
}

fhir::Parsed<fhir::Tree> read_event(std::string_view json, Model const& model,
                                    fhir::TypeSource const& types)
{
    auto tree = fhir::json::read(json);
    if (!tree) return tree;
    fhir::bind(tree->root(), *model.type, types);
    settle(*tree, tree->root());
    return tree;
}

Result<fhir::Tree> make_facts(Facts const& facts, Model const& model, fhir::TypeSource const& types)
{
    fhir::Tree tree;
    auto& root = tree.root();
    fhir::bind(root, *model.type, types);
    for (auto const& [name, value] : facts) {
        auto const* const child = model.type->child(name);
        if (child == nullptr) return fault("the facts of a mapping have no field \"" + name + '"');
        append_typed(tree, root, child->name).text = value;
    }
    for (auto const& [name, value] : model.defaults) {
        if (root.child(name) == nullptr) append_typed(tree, root, name).text = value;
    }
    for (auto const& name : model.required) {
        if (root.child(name) == nullptr) {
            return fault("a mapping needs the fact \"" + std::string{name} + '"');
        }
    }
    settle(tree, root);
    return tree;
}

} // namespace foramen
