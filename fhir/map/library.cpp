// Why this file exists: the door of the room: files in, plans out, or all that is wrong with them.
#include "fhir/map/catalogue.h"
#include "fhir/map/group_compiler.h"
#include "fhir/map/plan.h"

#include <algorithm>

namespace fhir::map {

CodeShapes::CodeShapes(TypeSource const& types)
{
    auto const child = [](Type const* type, std::string_view name) {
        return type == nullptr ? nullptr : type->child(name);
    };
    codeable_concept = types.type("CodeableConcept");
    coding = types.type("Coding");
    quantity = types.type("Quantity");
    identifier = types.type("Identifier");
    contact_point = types.type("ContactPoint");
    concept_coding = child(codeable_concept, "coding");
    concept_text = child(codeable_concept, "text");
    coding_system = child(coding, "system");
    coding_code = child(coding, "code");
    coding_display = child(coding, "display");
    quantity_value = child(quantity, "value");
    quantity_comparator = child(quantity, "comparator");
    quantity_unit = child(quantity, "unit");
    quantity_system = child(quantity, "system");
    quantity_code = child(quantity, "code");
    identifier_system = child(identifier, "system");
    identifier_value = child(identifier, "value");
    identifier_type = child(identifier, "type");
    contact_system = child(contact_point, "system");
    contact_value = child(contact_point, "value");
}

struct Library::State {
    explicit State(TypeSource const& types) : shapes{types} {}

    CodeShapes shapes;
    std::vector<std::unique_ptr<MapScope>> maps; ///< Plans have views of their texts.
    std::vector<std::unique_ptr<CodeTable>> tables;
    std::vector<std::unique_ptr<Group>> groups;
    std::vector<Plan> plans;
};

Library::Library(std::unique_ptr<State> state) : state_{std::move(state)} {}
Library::Library(Library&&) noexcept = default;
Library& Library::operator=(Library&&) noexcept = default;
Library::~Library() = default;

namespace {

/// The first group, and every group that no other calls, so that all are checked.
Group const* compile_entry(Catalogue& catalogue, Workshop& workshop, MapScope const& map)
{
    auto const entry = VisibleGroup{&map.syntax.groups.front(), &map};
    auto const* const made = workshop.instance(entry, declared_types(catalogue, entry));
    workshop.finish();
    return made;
}

void compile_the_rest(Catalogue& catalogue, Workshop& workshop, MapScope const& map)
{
    for (auto const& one : map.syntax.groups) {
        if (workshop.has_instance(one)) continue;
        auto const group = VisibleGroup{&one, &map};
        workshop.instance(group, declared_types(catalogue, group));
        workshop.finish();
    }
}

void forget_repeated(Issues& issues)
{
    // A group compiled for several types says the same thing several times.
    Issues unique;
    for (auto& one : issues) {
        bool const known = std::ranges::any_of(unique, [&](Issue const& other) {
            return other.expression == one.expression && other.text == one.text;
        });
        if (!known) unique.push_back(std::move(one));
    }
    issues = std::move(unique);
}

} // namespace

Parsed<Library> Library::load(std::span<SourceFile const> maps,
                              std::span<SourceFile const> concept_maps, TypeSource const& types)
{
    Issues issues;
    Catalogue catalogue{types, issues};
    for (auto const& one : maps) catalogue.add_map(one);
    for (auto const& one : concept_maps) catalogue.add_code_table(one);
    if (!issues.empty()) return issues;
    catalogue.settle();

    auto state = std::make_unique<State>(types);
    Workshop workshop{catalogue, state->shapes};
    for (auto const& map : catalogue.maps()) {
        Plan plan;
        plan.entry = compile_entry(catalogue, workshop, *map);
        plan.url = map->syntax.url.text;
        plan.name = map->syntax.name.text;
        plan.shapes = &state->shapes;
        plan.types = &types;
        state->plans.push_back(std::move(plan));
    }
    for (auto const& map : catalogue.maps()) compile_the_rest(catalogue, workshop, *map);
    forget_repeated(issues);
    if (!issues.empty()) return issues;
    state->maps = catalogue.take_maps();
    state->tables = catalogue.take_tables();
    state->groups = workshop.take();
    return Library{std::move(state)};
}

Plan const* Library::find(std::string_view url_or_name) const
{
    for (auto const& one : state_->plans) {
        if (one.url == url_or_name || one.name == url_or_name) return &one;
    }
    return nullptr;
}

std::vector<Type const*> source_types(Plan const& plan)
{
    std::vector<Type const*> types;
    for (auto const& one : plan.entry->parameters) {
        if (one.role == Role::source) types.push_back(one.type);
    }
    return types;
}

} // namespace fhir::map
