// Why this file exists: the examples in mappings/examples, and ways to ask a Bundle.
#pragma once

#include "fhir/json/json.h"
#include "fhir/path/path.h"
#include "gateway/mapping/mapper.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace foramen::example {

namespace fs = std::filesystem;

inline fs::path mappings_folder() { return fs::path{FORAMEN_ROOT} / "mappings"; }
inline fs::path folder(std::string const& name) { return mappings_folder() / "examples" / name; }

inline std::string read_text(fs::path const& file)
{
    std::ifstream stream{file, std::ios::binary};
    std::ostringstream text;
    text << stream.rdbuf();
    return std::move(text).str();
}

inline std::string told(fhir::Issues const& issues)
{
    std::string text;
    for (auto const& issue : issues) text += issue.expression + ": " + issue.text + "\n";
    return text;
}

/// The mapper of the tree's own mappings, loaded once.
inline Mapper const& mapper()
{
    static auto const loaded = Mapper::load(mappings_folder());
    if (!loaded) throw std::runtime_error(told(loaded.issues()));
    return *loaded;
}

inline std::string map_of(std::string const& name)
{
    for (auto const* const map :
         {"booking", "screening", "procedure-report", "approval", "imaging"}) {
        if (name.starts_with(map)) return map;
    }
    return name;
}

inline std::string event_of(std::string const& name)
{
    return read_text(folder(name) / "event.json");
}

inline Facts facts_of(std::string const& name)
{
    Facts facts;
    auto const tree = fhir::json::read(read_text(folder(name) / "facts.json"));
    if (!tree) throw std::runtime_error(told(tree.issues()));
    for (auto const* one = tree->root().first; one != nullptr; one = one->next) {
        facts.emplace_back(one->name, one->text);
    }
    return facts;
}

inline Mapped apply(std::string const& name)
{
    auto mapped = mapper().apply(map_of(name), event_of(name), facts_of(name));
    if (!mapped) throw std::runtime_error(name + ": " + mapped.error().text());
    return *std::move(mapped);
}

inline std::vector<std::string> names()
{
    std::vector<std::string> found;
    for (auto const& entry : fs::directory_iterator{mappings_folder() / "examples"}) {
        if (entry.is_directory()) found.push_back(entry.path().filename().string());
    }
    std::ranges::sort(found);
    return found;
}

/// The first of that type; an empty one when there is none.
inline MappedResource one_of(Mapped const& mapped, std::string_view type)
{
    for (auto const& one : mapped.resources) {
        if (one.type == type) return one;
    }
    return {};
}

/// The answers of a FHIRPath expression on a Bundle, as text.
inline std::vector<std::string> ask(std::string const& json, std::string_view expression)
{
    auto tree = fhir::json::read(json);
    if (!tree) throw std::runtime_error(told(tree.issues()));
    auto const* const type = fhir::r4().type(tree->root().text);
    fhir::bind(tree->root(), *type, fhir::r4());
    auto const compiled = fhir::path::Expression::compile(expression, fhir::r4(), type);
    if (!compiled) throw std::runtime_error(told(compiled.issues()));
    fhir::Tree scratch;
    fhir::path::Environment const environment{&tree->root(), &tree->root(), {}, {}};
    auto const found = fhir::path::evaluate(*compiled, tree->root(), environment, scratch);
    if (!found) throw std::runtime_error(told(found.issues()));
    std::vector<std::string> texts;
    for (auto const* item : *found) texts.emplace_back(item->text);
    return texts;
}

} // namespace foramen::example
