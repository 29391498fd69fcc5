// Why this file exists: groups and rules of a StructureMap as the syntax that a .map file has. Its
// expressions are gathered into one text, and each place in it is an element of the resource.
#pragma once

#include "fhir/element.h"
#include "fhir/issue.h"
#include "fhir/map/syntax.h"

#include <string>
#include <string_view>

namespace fhir::map {

/// Calls `visit(child, "StructureMap.group[0]")` for all children.
template <class Visit> void each(Element const& parent, std::string const& at, Visit const& visit)
{
    std::string_view name;
    std::size_t index = 0;
    auto const& outer = at.empty() ? std::string{parent.text} : at;
    for (auto const* one = parent.first; one != nullptr; one = one->next) {
        index = one->name == name ? index + 1 : 0;
        name = one->name;
        auto place = outer + "." + std::string{name};
        if (one->listed) place += "[" + std::to_string(index) + "]";
        visit(*one, place);
    }
}

class StructureWriting {
public:
    explicit StructureWriting(MapSyntax& map) : map_{map} {}

    Issues const& issues() const { return issues_; }
    void add(Issues const& issues) { issues_.insert(issues_.end(), issues.begin(), issues.end()); }
    void refuse(std::string const& at, std::string why);

    Name name(std::string_view text, std::string const& at);
    /// FHIRPath to its end.
    Snippet expression(std::string_view text, std::string const& at);
    GroupSyntax group(Element const& from, std::string const& at);

private:
    std::size_t mark(std::string_view text, std::string const& at);
    std::vector<Name> path(std::string_view element, std::string const& at);
    Snippet variable(std::string_view text, std::string const& at);
    Snippet quoted(std::string_view text, std::string const& at);
    RuleSyntax rule(Element const& from, std::string const& at, unsigned depth);
    SourceSyntax source(Element const& from, std::string const& at);
    void source_part(Element const& one, std::string const& at, SourceSyntax& made);
    Snippet fallback(Element const& value, std::string const& at);
    Cardinality cardinality(Element const& from, std::string const& at);
    TargetSyntax target(Element const& from, std::string const& at);
    void target_mode(Element const& from, std::string const& at, TargetSyntax& made);
    std::optional<TransformSyntax> transform(Element const& from, std::string const& at);
    Snippet parameter(Element const& from, std::string const& at);
    CallSyntax call(Element const& from, std::string const& at);

    MapSyntax& map_;
    Issues issues_;
};

} // namespace fhir::map
