// Why this file exists: small maps in a test's own words, over a small logical model.
#pragma once

#include "fhir/definitions/type_builder.h"
#include "fhir/json/json.h"
#include "fhir/map/map.h"
#include "fhir/map/structure_map.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fhir::map::workbench {

/// A visit: text, a number, a yes, a list, a part, a list of parts.
inline TypeSource const& types()
{
    static auto const made = [] {
        auto layered = std::make_unique<LayeredTypes>(r4());
        auto const one = [](char const* name, char const* type) {
            return ElementOutline{name, 0, 1, type, {}};
        };
        auto const many = [](char const* name, char const* type) {
            return ElementOutline{name, 0, UINT32_MAX, type, {}};
        };
        layered->add("Visit", "urn:visit",
                     {one("id", "string"), one("start", "dateTime"), one("weight", "decimal"),
                      one("age", "integer"), one("urgent", "boolean"), many("note", "string"),
                      one("person", "Person"), many("answer", "Answer")});
        layered->add("Person", "urn:person",
                     {one("family", "string"), many("given", "string"), one("sex", "code")});
        layered->add("Answer", "urn:answer", {one("question", "code"), one("text", "string")});
        layered->settle();
        return layered;
    }();
    return *made;
}

inline std::string told(Issues const& issues)
{
    std::string text;
    for (auto const& one : issues) {
        text += (text.empty() ? "" : "\n") + one.expression + ": " + one.text;
    }
    return text;
}

inline constexpr std::string_view head = "map \"urn:m\" = \"m\"\n"
                                         "uses \"urn:visit\" alias Visit as source\n";

/// A map whose first group takes a visit `v` to a resource `t`; its rules begin at line 4.
inline std::string map_to(std::string_view type, std::string_view rules)
{
    return std::string{head} + "group Main(source v : Visit, target t : " + std::string{type} +
           ") {\n" + std::string{rules} + "\n}\n";
}

inline Parsed<Library> load(std::vector<std::string> const& maps,
                            std::vector<std::string> const& codes = {})
{
    std::vector<SourceFile> files;
    for (auto const& one : maps) {
        files.push_back(
            {files.empty() ? "m.map" : "m" + std::to_string(files.size()) + ".map", one});
    }
    std::vector<SourceFile> tables;
    for (auto const& one : codes) tables.push_back({"codes.json", one});
    return Library::load(files, tables, types());
}

inline Tree read(std::string_view json, Type const& type)
{
    auto tree = json::read(json);
    if (!tree) {
        ADD_FAILURE() << told(tree.issues());
        return {};
    }
    bind(tree->root(), type, types());
    return std::move(*tree);
}

/// The same maps as StructureMaps in JSON.
inline std::vector<std::string> as_structure_maps(std::vector<std::string> const& maps)
{
    std::vector<std::string> made;
    for (auto const& one : maps) {
        auto const resource = to_structure_map({"m.map", one});
        if (!resource) ADD_FAILURE() << told(resource.issues());
        else made.push_back(json::write(resource->root()));
    }
    return made;
}

inline std::string run_json(Library const& library, std::string_view visit,
                            std::vector<TraceLine>* trace = nullptr)
{
    auto const source = read(visit, *types().type("Visit"));
    Element const* const sources[] = {&source.root()};
    auto const made = run(*library.find("m"), sources, {"seed", "2024-05-06T10:00:00Z", trace});
    return made ? json::write(made->root()) : "! " + told(made.issues());
}

/// What the maps make of a visit, as JSON; or "! " and the issues of load or run. As StructureMaps
/// they must make the same; faults have other places there.
inline std::string from(std::vector<std::string> const& maps, std::string_view visit,
                        std::vector<std::string> const& codes = {})
{
    auto const library = load(maps, codes);
    if (!library) return "! " + told(library.issues());
    auto const result = run_json(*library, visit);
    auto const resources = as_structure_maps(maps);
    auto const again = load(resources, codes);
    auto const same = again ? run_json(*again, visit) : "! " + told(again.issues());
    if (result.starts_with("! ")) EXPECT_EQ(same.substr(0, 2), "! ") << resources[0];
    else EXPECT_EQ(same, result) << resources[0];
    return result;
}

inline std::string made(std::string_view type, std::string_view rules, std::string_view visit,
                        std::vector<std::string> const& codes = {})
{
    return from({map_to(type, rules)}, visit, codes);
}

/// What load() says about the rules.
inline std::string fault(std::string_view type, std::string_view rules)
{
    auto const library = load({map_to(type, rules)});
    return library ? "" : told(library.issues());
}

} // namespace fhir::map::workbench
