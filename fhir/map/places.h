// Why this file exists: every issue of a map says where, and a large map has many places: lines are
// counted once. What came from a StructureMap has no lines; its places are elements.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fhir::map {

class Places {
public:
    /// Counts the lines of a .map file.
    void count(std::string_view text);
    /// From `begin` on the text belongs to an element, "StructureMap.group[0].rule[1]".
    void add(std::size_t begin, std::string element);
    /// "12:5", or the element. `text` is the counted one.
    std::string of(std::string_view text, std::size_t offset) const;

private:
    struct Mark {
        std::uint32_t line;
        std::uint32_t column;
    };
    struct Part {
        std::size_t begin;
        std::string element;
    };
    std::vector<Mark> marks_; ///< Of each `stride` bytes.
    std::vector<Part> parts_; ///< Sorted by `begin`.
};

/// The place of `inner` ("2:7" of an expression) where the expression itself is at `outer`
/// ("booking.map:12:5", or an element).
std::string place_inside(std::string_view outer, std::string_view inner);

} // namespace fhir::map
