// Why this file exists: the rules of a map as elements of a StructureMap. Where R4 wants a variable
// and the map has an expression, a target in front of it gives the expression a name.
#pragma once

#include "fhir/element.h"
#include "fhir/map/syntax.h"

#include <string>
#include <string_view>
#include <vector>

namespace fhir::map {

class StructureWriter {
public:
    StructureWriter(MapSyntax const& map, Tree& tree) : map_{map}, tree_{tree} {}

    void group(GroupSyntax const& group);
    /// FHIRPath, also of what is a text in double quotes.
    std::string expression(Snippet const& snippet) const;
    Element& text(Element& parent, std::string_view name, std::string_view value);

private:
    std::string_view written(Snippet const& snippet) const;
    /// What can stand in a parameter; `name` is empty for an expression.
    struct Value {
        std::string_view name;
        std::string_view text;
        Kind kind = Kind::string;
    };
    Value value_of(Snippet const& snippet);

    void rule(Element& parent, RuleSyntax const& rule);
    void source(Element& rule, SourceSyntax const& source, bool copies);
    void target(Element& rule, TargetSyntax const& target, bool copies);
    void list_mode(Element& target, TargetSyntax const& written);
    void transform(Element& rule, Element& target, TransformSyntax const& transform);
    void evaluation(Element& target, TransformSyntax const& transform);
    void parameter(Element& target, Value const& value);
    /// The variable that an expression has got.
    std::string_view named(Element& rule, Value const& value, Snippet const& snippet);
    std::string_view path(std::vector<Name> const& names);

    MapSyntax const& map_;
    Tree& tree_;
    unsigned rules_ = 0;
    unsigned named_ = 0;
};

} // namespace fhir::map
