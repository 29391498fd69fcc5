#include "fhir/map/parser.h"

#include "fhir/map/metadata.h"
#include "fhir/map/rule_parser.h"
#include "fhir/text.h"

#include <array>
#include <map>

namespace fhir::map {

namespace {

constexpr std::size_t file_bytes_max = 1024 * 1024;
constexpr std::size_t groups_max = 2'000;
constexpr std::size_t lets_max = 1'000;

constexpr std::array<std::pair<std::string_view, ModelMode>, 4> model_modes{
    {{"source", ModelMode::source},
     {"target", ModelMode::target},
     {"queried", ModelMode::queried},
     {"produced", ModelMode::produced}}};

class MapParser {
public:
    MapParser(Reader& reader, MapSyntax& map) : reader_{reader}, map_{map} {}

    void run()
    {
        constexpr std::string_view header = "map \"url\" = \"name\", or lines /// url = '…' above,";
        bool const may_follow = !map_.url.empty() || reader_.at_word("conceptmap");
        if (!may_follow && !reader_.at_word("map")) reader_.expected(header);
        while (!reader_.failed() && !reader_.at_end()) part();
        if (!reader_.failed() && map_.url.empty()) reader_.expected(header);
        if (!reader_.failed() && map_.groups.empty()) reader_.expected("at least one group");
    }

private:
    void part()
    {
        if (reader_.take_word("uses")) uses();
        else if (reader_.take_word("imports")) imports();
        else if (reader_.take_word("let")) let();
        else if (reader_.take_word("conceptmap")) code_table();
        else if (reader_.take_word("group")) group();
        else if (map_.groups.empty() && reader_.take_word("map")) header();
        else reader_.expected("uses, imports, let, conceptmap or group");
    }

    void header()
    {
        map_.url = reader_.need_text("the map's url in quotes");
        reader_.need_sign("=");
        map_.name = reader_.at_name() ? reader_.need_name("a name")
                                      : reader_.need_text("the map's name in quotes");
        reader_.take_sign(";");
    }

    void uses()
    {
        UsesSyntax made;
        made.url = reader_.need_text("a url in quotes");
        if (reader_.take_word("alias")) made.alias = reader_.need_name("an alias");
        if (!reader_.take_word("as")) reader_.expected("as source or as target");
        bool known = false;
        for (auto const& [word, mode] : model_modes) {
            if (known || !reader_.take_word(word)) continue;
            known = true;
            made.mode = mode;
        }
        if (!known) reader_.expected("source, target, queried or produced");
        reader_.take_sign(";");
        map_.uses.push_back(std::move(made));
    }

    void imports()
    {
        map_.imports.push_back(reader_.need_text("a url in quotes"));
        reader_.take_sign(";");
    }

    void let()
    {
        if (map_.lets.size() == lets_max) reader_.fail(reader_.at(), "too many lets");
        LetSyntax made;
        made.name = reader_.need_name("a name");
        reader_.need_sign("=");
        made.expression = reader_.at_quote() ? reader_.take_quoted() : reader_.need_expression();
        reader_.need_sign(";");
        map_.lets.push_back(std::move(made));
    }

    using Prefixes = std::map<std::string, std::string>;

    std::string system(Prefixes const& prefixes)
    {
        auto const at = reader_.at();
        auto const prefix = reader_.need_name("a prefix").text;
        auto const found = prefixes.find(prefix);
        if (found == prefixes.end()) reader_.fail(at, "there is no prefix '" + prefix + "'");
        return found == prefixes.end() ? std::string{} : found->second;
    }

    std::string relation()
    {
        for (std::string_view const one :
             {"--", "-", "==", "=", "!=", "<=", "<-", ">=", ">-", "~"}) {
            if (reader_.take_letters(one)) return std::string{one};
        }
        reader_.expected("-, ==, =, <=, >=, <-, >-, ~, != or --");
        return {};
    }

    void code_row(CodeTableSyntax& table, Prefixes const& prefixes)
    {
        CodeRowSyntax row;
        row.source_system = system(prefixes);
        reader_.need_sign(":");
        row.source_code = reader_.need_code();
        row.relation = relation();
        if (row.relation == "--") { // No match, and nothing behind it.
            reader_.take_sign(";");
            table.rows.push_back(std::move(row));
            return;
        }
        row.target_system = system(prefixes);
        reader_.need_sign(":");
        row.target_code = reader_.need_code();
        reader_.take_sign(";");
        table.rows.push_back(std::move(row));
    }

    void code_table()
    {
        CodeTableSyntax table;
        table.id = reader_.need_text("an id in quotes");
        if (!table.id.text.starts_with('#')) table.id.text.insert(0, "#");
        Prefixes prefixes;
        reader_.need_sign("{");
        while (!reader_.failed() && !reader_.take_sign("}")) {
            if (reader_.take_word("prefix")) {
                auto const name = reader_.need_name("a prefix").text;
                reader_.need_sign("=");
                prefixes[name] = reader_.need_text("a url in quotes").text;
            } else if (reader_.take_word("unmapped")) {
                if (!reader_.take_word("for")) reader_.expected("for");
                table.provided.push_back(system(prefixes));
                reader_.need_sign("=");
                if (!reader_.take_word("provided")) reader_.expected("provided");
            } else {
                code_row(table, prefixes);
            }
        }
        map_.code_tables.push_back(std::move(table));
    }

    ParameterSyntax parameter()
    {
        ParameterSyntax made;
        if (reader_.take_word("target")) made.role = Role::target;
        else if (!reader_.take_word("source")) reader_.expected("source or target");
        made.name = reader_.need_name("a variable");
        if (reader_.take_sign(":")) made.type = reader_.need_name("a type");
        return made;
    }

    void stereotype(GroupSyntax& made)
    {
        if (!reader_.take_sign("<")) return;
        reader_.need_sign("<");
        if (reader_.take_word("types")) {
            made.stereotype = Stereotype::types;
        } else if (reader_.take_word("type")) {
            reader_.need_sign("+");
            made.stereotype = Stereotype::type_and_types;
        } else {
            reader_.expected("types or type+");
        }
        reader_.need_sign(">");
        reader_.need_sign(">");
    }

    void group()
    {
        GroupSyntax made;
        if (map_.groups.size() == groups_max) reader_.fail(reader_.at(), "too many groups");
        made.name = reader_.need_name("a group's name");
        reader_.need_sign("(");
        do {
            made.parameters.push_back(parameter());
        } while (reader_.take_sign(","));
        reader_.need_sign(")");
        if (reader_.take_word("extends")) made.extends = reader_.need_name("a group");
        stereotype(made);
        made.rules = parse_rules(reader_, 0);
        map_.groups.push_back(std::move(made));
    }

    Reader& reader_;
    MapSyntax& map_;
};

} // namespace

Parsed<MapSyntax> parse_map(SourceFile const& file)
{
    if (file.text.size() > file_bytes_max) {
        return Issue{Severity::error, "too-long", file.name, "this map is larger than 1 MiB"};
    }
    if (auto const wrong = first_invalid_utf8(file.text)) {
        return Issue{Severity::error, "invalid", place(file.name, file.text, *wrong),
                     "this is no UTF-8"};
    }
    MapSyntax map;
    map.file = file.name;
    map.text = file.text;
    if (auto issue = read_metadata(map)) return *std::move(issue);
    Reader reader{map.file, map.text};
    MapParser{reader, map}.run();
    if (reader.failed()) return reader.issue();
    map.places.count(map.text);
    return map;
}

} // namespace fhir::map
