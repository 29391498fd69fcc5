// Why this file exists: the official FHIRPath suite asks its questions of a few FHIR resources,
// some of them in XML only.
#pragma once

#include "fhir/json/json.h"
#include "tests/fhir/path/suite_xml.h"

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

inline Kind kind_of(Type const& type)
{
    if (type.kind != TypeKind::primitive) return Kind::complex;
    if (type.name == "boolean") return Kind::boolean;
    bool const number = type.is_a("integer") || type.is_a("decimal");
    return number ? Kind::number : Kind::string;
}

/// What `from` says, as FHIR has it in JSON; `type` is of `to`.
inline void fill(Element& to, Type const& type, Markup const& from, Tree& tree)
{
    for (auto const& one : from.children) {
        auto const* const child = type.child(one.name);
        if (child == nullptr || child->reference == nullptr) continue;
        auto const* below = child->reference->type;
        auto const* source = &one;
        // A resource stands inside an element of its own name.
        if (below->kind == TypeKind::resource && !one.children.empty()) {
            source = &one.children.front();
            below = r4().type(source->name);
        }
        auto& made = tree.append(to, tree.keep(one.name), kind_of(*below));
        if (below->kind == TypeKind::resource) made.text = tree.keep(source->name);
        auto const& values = source->attributes;
        if (values.contains("id"))
            tree.append(made, "id", Kind::string).text = tree.keep(values.at("id"));
        if (values.contains("url"))
            tree.append(made, "url", Kind::string).text = tree.keep(values.at("url"));
        if (values.contains("value")) made.text = tree.keep(values.at("value"));
        else if (made.kind != Kind::complex && one.name != "div") made.kind = Kind::none;
        if (one.name == "div") made.text = tree.keep("<div>" + one.text + "</div>");
        else fill(made, *below, *source, tree);
    }
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
    if (name.ends_with(".json")) {
        auto tree = json::read(mended(*text));
        if (!tree) return {};
        bind(tree->root(), *r4().type(tree->root().text), r4());
        return std::move(*tree);
    }
    auto const markup = Reader{*text}.run();
    if (!markup || r4().type(markup->name) == nullptr) return {};
    auto const& type = *r4().type(markup->name);
    Tree tree;
    tree.root().text = tree.keep(markup->name);
    fill(tree.root(), type, *markup, tree);
    bind(tree.root(), type, r4());
    return tree;
}

} // namespace fhir::path::suite
