// Why this file exists: the FHIR Mapping Language, compiled once to a plan that is run for
// every message (https://hl7.org/fhir/R4/mapping-language.html; what the specification leaves
// open is settled in fhir/map/README.md).
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/element.h"
#include "fhir/issue.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fhir::path {
class Surroundings;
}

namespace fhir::map {

/// A file that issues can name: "booking.map:12:5".
struct SourceFile {
    std::string name;
    std::string text;
};

class Plan; ///< One map with all it imports, names resolved; known to map/ only.

/// All maps and concept maps of one folder, loaded whole or not at all.
class Library {
public:
    Library(Library&&) noexcept;
    Library& operator=(Library&&) noexcept;
    ~Library();

    /// `maps` are .map files or StructureMaps in JSON, `concept_maps` are FHIR ConceptMap resources
    /// in JSON. Everything is checked: unknown types, elements, groups, transforms, code tables and
    /// FHIRPath functions are issues with file, line and column. `types` must outlive the library.
    static Parsed<Library> load(std::span<SourceFile const> maps,
                                std::span<SourceFile const> concept_maps, TypeSource const& types);

    /// By canonical url or by the name in the map's header; null when there is none.
    Plan const* find(std::string_view url_or_name) const;

    struct State;

private:
    explicit Library(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// What the first group declares its sources to be, in their order; null where it does not say.
std::vector<Type const*> source_types(Plan const& plan);

/// One line of a trace: which rule made which element.
struct TraceLine {
    std::string where; ///< "booking.map:12:5"
    std::string rule;
    std::string target; ///< "Bundle.entry[0].resource.status"; "log" where a log was reached.
    std::string group;
};

struct Run {
    /// uuid() gives the UUIDv5 of this seed and a running number: the same input, the same output.
    std::string_view seed;
    std::string_view now;                    ///< An RFC 3339 instant for now() and today().
    std::vector<TraceLine>* trace = nullptr; ///< Filled when given.
    /// For resolve(), conformsTo(), memberOf() … in expressions.
    path::Surroundings* surroundings = nullptr;
};

/// Runs the first group of the map. `sources` are its source parameters in order; the result's
/// root is its target, bound to its types. Issues: a failed check, a cardinality that does not
/// hold, a code without translation; each with file, line and column. The first one ends the run.
/// Texts of the result are views into the sources, `settings` and the library, which must outlive
/// it. Sources should be bound to their types (fhir::bind), or choices are known by name only.
Parsed<Tree> run(Plan const& plan, std::span<Element const* const> sources, Run const& settings);

} // namespace fhir::map
