#include "fhir/map/structure_map.h"

#include "fhir/map/parser.h"
#include "fhir/map/structure_extensions.h"
#include "fhir/map/structure_writer.h"

#include <algorithm>
#include <array>

namespace fhir::map {

namespace {

struct Relation {
    std::string_view written;
    std::string_view equivalence;
};
/// https://hl7.org/fhir/R4/valueset-concept-map-equivalence.html
constexpr std::array relations{Relation{"-", "relatedto"},    Relation{"==", "equivalent"},
                               Relation{"=", "equal"},        Relation{"!=", "disjoint"},
                               Relation{"--", "unmatched"},   Relation{"<=", "wider"},
                               Relation{"<-", "subsumes"},    Relation{">=", "narrower"},
                               Relation{">-", "specializes"}, Relation{"~", "inexact"}};

std::string_view equivalence(std::string_view relation)
{
    auto const found = std::ranges::find(relations, relation, &Relation::written);
    return found == relations.end() ? "relatedto" : found->equivalence;
}

std::string_view word_of(ModelMode mode)
{
    switch (mode) {
    case ModelMode::source: return "source";
    case ModelMode::target: return "target";
    case ModelMode::queried: return "queried";
    case ModelMode::produced: return "produced";
    }
    return "source";
}

/// In the order of the resource; what is not there is left out.
constexpr std::array<std::string_view, 9> before_structure{"version",   "name",         "title",
                                                           "status",    "experimental", "date",
                                                           "publisher", "description",  "purpose"};

class ResourceWriter {
public:
    explicit ResourceWriter(MapSyntax const& map) : map_{map}, rules_{map, tree_} {}

    Tree run()
    {
        auto& root = tree_.root();
        root.text = "StructureMap";
        if (auto const id = metadata("id"); !id.empty()) rules_.text(root, "id", id);
        for (auto const& one : map_.code_tables) code_table(one);
        for (auto const& one : map_.lets) constant(one);
        rules_.text(root, "url", map_.url.text);
        for (auto const name : before_structure) {
            auto value = name == "name" ? map_.name.text : metadata(name);
            if (name == "status" && value.empty()) value = "draft";
            if (value.empty()) continue;
            auto& made = rules_.text(root, name, value);
            if (name == "experimental") made.kind = Kind::boolean;
        }
        if (auto const text = metadata("copyright"); !text.empty()) {
            rules_.text(root, "copyright", text);
        }
        for (auto const& one : map_.uses) {
            auto& made = tree_.append(root, "structure");
            rules_.text(made, "url", one.url.text);
            rules_.text(made, "mode", word_of(one.mode));
            if (!one.alias.empty()) rules_.text(made, "alias", one.alias.text);
        }
        for (auto const& one : map_.imports) rules_.text(root, "import", one.text);
        for (auto const& one : map_.groups) rules_.group(one);
        bind(root, *r4().type("StructureMap"), r4());
        return std::move(tree_);
    }

private:
    std::string metadata(std::string_view name) const
    {
        for (auto const& [known, value] : map_.metadata) {
            if (known == name) return value;
        }
        return {};
    }

    void constant(LetSyntax const& let)
    {
        auto& outer = tree_.append(tree_.root(), "extension");
        auto const part = [&](std::string_view name, std::string_view value) {
            auto& made = tree_.append(outer, "extension");
            rules_.text(made, "url", name);
            rules_.text(made, "valueString", value);
        };
        part("name", let.name.text);
        part("value", rules_.expression(let.expression));
        rules_.text(outer, "url", constant_url);
    }

    void code_table(CodeTableSyntax const& table)
    {
        auto& made = tree_.append(tree_.root(), "contained");
        made.text = "ConceptMap";
        rules_.text(made, "id", std::string_view{table.id.text}.substr(1));
        rules_.text(made, "status", "draft");
        // One group for each pair of systems, rows in their order.
        std::vector<bool> done(table.rows.size());
        for (std::size_t i = 0; i < table.rows.size(); ++i) {
            if (!done[i]) code_group(made, table, i, done);
        }
        for (auto const& system : table.provided) {
            auto const has_rows = [&](auto const& row) { return row.source_system == system; };
            if (std::ranges::any_of(table.rows, has_rows)) continue;
            auto& group = tree_.append(made, "group");
            rules_.text(group, "source", system);
            rules_.text(tree_.append(group, "unmapped"), "mode", "provided");
        }
    }

    void code_group(Element& table_made, CodeTableSyntax const& table, std::size_t first,
                    std::vector<bool>& done)
    {
        auto& made = tree_.append(table_made, "group");
        auto const& source = table.rows[first].source_system;
        auto const& target = table.rows[first].target_system;
        rules_.text(made, "source", source);
        if (!target.empty()) rules_.text(made, "target", target);
        for (auto i = first; i < table.rows.size(); ++i) {
            auto const& row = table.rows[i];
            if (done[i] || row.source_system != source || row.target_system != target) continue;
            done[i] = true;
            auto& element = tree_.append(made, "element");
            rules_.text(element, "code", row.source_code);
            auto& to = tree_.append(element, "target");
            if (!row.target_code.empty()) rules_.text(to, "code", row.target_code);
            rules_.text(to, "equivalence", equivalence(row.relation));
        }
        if (std::ranges::find(table.provided, source) == table.provided.end()) return;
        rules_.text(tree_.append(made, "unmapped"), "mode", "provided");
    }

    MapSyntax const& map_;
    Tree tree_;
    StructureWriter rules_;
};

} // namespace

Parsed<Tree> to_structure_map(SourceFile const& map)
{
    auto const parsed = parse_map(map);
    if (!parsed) return parsed.issues();
    return ResourceWriter{*parsed}.run();
}

} // namespace fhir::map
