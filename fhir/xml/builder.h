// Why this file exists: makes a tree of tags. Types say what each tag is.
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/element.h"
#include "fhir/xml/namespaces.h"
#include "fhir/xml/scanner.h"
#include "fhir/xml/xml.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace fhir::xml {

/// Builds until something is wrong. `text` must live as long as the tree.
class Builder {
public:
    Builder(Tree& tree, std::string_view text, TypeSource const& types, Limits const& limits,
            Unknown unknown);

    bool build();

    /// After build() gave false: what is wrong, at which offset of the text.
    char const* refusal() const { return refusal_; }
    std::size_t refused_at() const { return refused_at_; }

private:
    /// An open tag.
    struct Frame {
        Element* element = nullptr;
        Type const* type = nullptr;   ///< Null when not known.
        bool resource = false;        ///< The tag of a resource: it has an id element.
        bool awaits_resource = false; ///< Holds one resource and nothing else.
        bool holds_resource = false;
        bool strays = false; ///< Has children that are not known or out of order.
        std::uint32_t last_order = 0;
    };

    bool refuse(char const* what);
    bool refuse_at_end(char const* what);
    bool start();
    bool root(std::string_view name);
    bool resource_inside(std::string_view name);
    bool element(std::string_view name);
    bool narrative(std::string_view name);
    bool end();
    Child const* child_of(Frame& frame, std::string_view name);
    bool in_order(Frame& frame, Child const& child, std::string_view name);
    Element* made(std::string_view name, Kind kind);
    bool no_attributes();
    bool attributes(Frame& frame);
    bool attribute(Frame& frame, QualifiedName const& name, Attribute const& attribute);
    bool value(Frame& frame, Attribute const& attribute);
    std::string_view text_of(Attribute const& attribute);
    bool runs_are_whole(Element const& element);

    Tree& tree_;
    TypeSource const& types_;
    Limits const& limits_;
    Unknown unknown_;
    Scanner scanner_;
    Namespaces namespaces_;
    std::vector<Frame> frames_;
    std::vector<std::string_view> names_; ///< Scratch of runs_are_whole().
    std::size_t count_ = 0;
    char const* refusal_ = nullptr;
    std::size_t refused_at_ = 0;
};

} // namespace fhir::xml
