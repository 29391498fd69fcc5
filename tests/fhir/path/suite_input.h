// Why this file exists: the official FHIRPath suite asks its questions of a few FHIR resources,
// some of them in XML only.
#pragma once

#include "fhir/json/json.h"
#include "fhir/xml/xml.h"

#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace fhir::path::suite {

inline std::optional<std::string> file(std::string const& name)
{
    std::ifstream in{name, std::ios::binary};
    if (!in) return {};
    return std::string{std::istreambuf_iterator<char>{in}, {}};
}

/// One file of the suite has a "_given" that is shorter than its "given": null is missing, which
/// FHIR asks for (https://hl7.org/fhir/R4/json.html#primitive) and our reader insists on.
inline std::string mended(std::string text)
{
    constexpr std::string_view short_list = "]\n        }\n      ],\n      \"period\"";
    auto const at = text.find(short_list);
    if (at != text.npos) text.insert(text.find('}', at) + 1, ", null");
    return text;
}

/// A bound tree of the resource in that file.
inline std::optional<Tree> read_input(std::string const& name)
{
    auto const text = file(name);
    if (!text) return {};
    if (!name.ends_with(".json")) {
        // One has an element out of its order, which is kept and bound afterwards.
        auto tree = xml::read(*text, r4(), {}, xml::Unknown::keep);
        if (!tree) return {};
        bind(tree->root(), *r4().type(tree->root().text), r4());
        return std::move(*tree);
    }
    auto tree = json::read(mended(*text));
    if (!tree) return {};
    bind(tree->root(), *r4().type(tree->root().text), r4());
    return std::move(*tree);
}

} // namespace fhir::path::suite
