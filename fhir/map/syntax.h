// Why this file exists: a map as it is written, names not looked up yet. All places are byte
// offsets of the file, so that every issue can name line and column.
// https://hl7.org/fhir/R4/mapping-language.html#grammar
#pragma once

#include "fhir/map/places.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace fhir::map {

struct Name {
    std::string text;
    std::size_t at = 0;

    bool empty() const { return text.empty(); }
};

/// FHIRPath in [at, end) of the file; or a text in double quotes, which is no FHIRPath.
struct Snippet {
    std::size_t at = 0;
    std::size_t end = 0;
    std::optional<std::string> quoted;
};

enum class ListMode : std::uint8_t {
    all,
    first,
    last,
    not_first,
    not_last,
    only_one,
    single,
    share,
    collate
};

struct Cardinality {
    std::uint32_t min = 0;
    std::uint32_t max = UINT32_MAX;
};

struct SourceSyntax {
    Name context;
    std::vector<Name> path;
    Name type;
    std::optional<Cardinality> cardinality;
    std::optional<Snippet> fallback; ///< default(…)
    ListMode mode = ListMode::all;
    Name alias;
    std::optional<Snippet> where;
    std::optional<Snippet> check;
    std::optional<Snippet> log;
};

struct TransformSyntax {
    Name name; ///< "create"; empty: the one argument is the value.
    std::vector<Snippet> arguments;
};

struct TargetSyntax {
    std::size_t at = 0;
    Name context; ///< Empty: only a transform, for its alias.
    std::vector<Name> path;
    std::optional<TransformSyntax> transform;
    Name alias;
    ListMode mode = ListMode::all;
    std::string share;
};

struct CallSyntax {
    Name group;
    std::vector<Snippet> arguments;
};

struct RuleSyntax {
    std::size_t at = 0;
    std::string name;
    std::vector<SourceSyntax> sources;
    std::vector<TargetSyntax> targets;
    std::vector<RuleSyntax> rules;
    std::vector<CallSyntax> calls;
};

enum class Role : std::uint8_t { source, target };

struct ParameterSyntax {
    Role role = Role::source;
    Name name;
    Name type;
};

enum class Stereotype : std::uint8_t { none, types, type_and_types };

struct GroupSyntax {
    Name name;
    std::vector<ParameterSyntax> parameters;
    Name extends;
    Stereotype stereotype = Stereotype::none;
    std::vector<RuleSyntax> rules;
};

enum class ModelMode : std::uint8_t { source, target, queried, produced };

struct UsesSyntax {
    Name url;
    ModelMode mode = ModelMode::source;
    Name alias;
};

struct LetSyntax {
    Name name;
    Snippet expression;
};

/// A row of an embedded conceptmap: source system and code, target system and code.
struct CodeRowSyntax {
    std::string source_system;
    std::string source_code;
    std::string relation;
    std::string target_system;
    std::string target_code;
};

struct CodeTableSyntax {
    Name id; ///< "#status"
    std::vector<CodeRowSyntax> rows;
    std::vector<std::string> provided; ///< Source systems whose other codes pass as they are.
};

struct MapSyntax {
    std::string file;
    std::string text; ///< Of a StructureMap: all expressions in it, one behind the other.
    Places places;
    Name url;
    Name name;
    std::vector<std::pair<std::string, std::string>> metadata; ///< All lines "/// name = value".
    std::vector<UsesSyntax> uses;
    std::vector<Name> imports;
    std::vector<LetSyntax> lets;
    std::vector<CodeTableSyntax> code_tables;
    std::vector<GroupSyntax> groups;
};

} // namespace fhir::map
