#include "fhir/map/structure_reader.h"

#include "fhir/json/json.h"
#include "fhir/map/reader.h"
#include "fhir/map/structure_extensions.h"
#include "fhir/map/structure_rules.h"

#include <algorithm>
#include <array>

namespace fhir::map {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t groups_max = 2'000;
constexpr std::size_t lets_max = 1'000;

std::string_view without_mark(std::string_view text)
{
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return text;
}

constexpr std::array<std::string_view, 10> metadata_names{
    "id",   "version",   "title",       "status",  "experimental",
    "date", "publisher", "description", "purpose", "copyright"};

class StructureReader {
public:
    StructureReader(Element const& root, std::string_view file) : root_{root}
    {
        parts_.map.file = file;
    }

    Parsed<StructureMapParts> run()
    {
        auto& map = parts_.map;
        if (root_.text != "StructureMap" || root_.value("url").empty()) {
            return Issue{Severity::error, "invalid", map.file,
                         "this is no StructureMap with a url"};
        }
        map.url = writing_.name(root_.value("url"), "StructureMap.url");
        map.name = writing_.name(root_.value("name"), "StructureMap.name");
        each(root_, "", [&](Element const& one, std::string const& at) { part(one, at); });
        if (map.groups.empty()) writing_.refuse("StructureMap", "there is no group");
        if (!writing_.issues().empty()) return writing_.issues();
        return std::move(parts_);
    }

private:
    void part(Element const& one, std::string const& at)
    {
        auto& map = parts_.map;
        if (std::ranges::find(metadata_names, one.name) != metadata_names.end()) {
            map.metadata.emplace_back(one.name, one.text);
        } else if (one.name == "contained" && one.text == "ConceptMap") {
            code_table(one);
        } else if (one.name == "extension" && one.value("url") == constant_url) {
            constant(one, at);
        } else if (one.name == "const") {
            add_constant(one.value("name"), one.value("value"), at);
        } else if (one.name == "structure") {
            structure(one, at);
        } else if (one.name == "import") {
            map.imports.push_back(writing_.name(one.text, at));
        } else if (one.name == "group") {
            if (map.groups.size() == groups_max) return writing_.refuse(at, "too many groups");
            map.groups.push_back(writing_.group(one, at));
        }
    }

    void code_table(Element const& contained)
    {
        auto const& map = parts_.map;
        auto table = CodeTable::read(
            contained, map.url.text + "#" + std::string{contained.value("id")}, map.file);
        if (table) parts_.tables.push_back(*std::move(table));
        else writing_.add(table.issues());
    }

    void constant(Element const& extension, std::string const& at)
    {
        std::string_view name;
        std::string_view value;
        for (auto const* one = extension.first; one != nullptr; one = one->next) {
            if (one->name != "extension") continue;
            auto const text = one->value("valueString").empty() ? one->value("valueId")
                                                                : one->value("valueString");
            if (one->value("url") == "name") name = text;
            if (one->value("url") == "value") value = text;
        }
        add_constant(name, value, at);
    }

    void add_constant(std::string_view name, std::string_view value, std::string const& at)
    {
        if (parts_.map.lets.size() == lets_max) return writing_.refuse(at, "too many constants");
        parts_.map.lets.push_back(
            {writing_.name(name, at), writing_.expression(value, at + ".value")});
    }

    void structure(Element const& one, std::string const& at)
    {
        UsesSyntax made;
        made.url = writing_.name(one.value("url"), at + ".url");
        if (!one.value("alias").empty()) {
            made.alias = writing_.name(one.value("alias"), at + ".alias");
        }
        auto const mode = one.value("mode");
        made.mode = mode == "target"     ? ModelMode::target
                    : mode == "queried"  ? ModelMode::queried
                    : mode == "produced" ? ModelMode::produced
                                         : ModelMode::source;
        parts_.map.uses.push_back(std::move(made));
    }

    Element const& root_;
    StructureMapParts parts_;
    StructureWriting writing_{parts_.map};
};

} // namespace

bool is_json(SourceFile const& file)
{
    auto const text = without_mark(file.text);
    auto const begin = text.find_first_not_of(" \t\r\n");
    return begin != std::string_view::npos && text[begin] == '{';
}

Parsed<StructureMapParts> read_structure_map(SourceFile const& file)
{
    auto const tree = json::read(without_mark(file.text));
    if (tree) return StructureReader{tree->root(), file.name}.run();
    auto issues = tree.issues();
    for (auto& one : issues) one.expression = file.name + ":" + one.expression;
    return issues;
}

} // namespace fhir::map
