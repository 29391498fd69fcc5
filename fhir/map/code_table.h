// Why this file exists: ConceptMaps as tables that answer one code at a time.
// https://hl7.org/fhir/R4/conceptmap.html
#pragma once

#include "fhir/issue.h"
#include "fhir/map/map.h"
#include "fhir/map/syntax.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fhir::map {

/// What a code becomes. Without a code there is only a text: nobody has proven a code yet.
struct Translation {
    std::string system;
    std::string code;
    std::string display;

    bool nothing() const { return code.empty() && display.empty(); }
};

enum class Unmapped : std::uint8_t { refused, provided, fixed, other_map };

class CodeTable {
public:
    explicit CodeTable(std::string url) : url_{std::move(url)} {}

    /// A FHIR ConceptMap in JSON.
    static Parsed<CodeTable> read(SourceFile const& file);
    static Parsed<CodeTable> make(MapSyntax const& map, CodeTableSyntax const& written);

    /// The same, already read; it may stand inside a StructureMap.
    static Parsed<CodeTable> read(Element const& root, std::string url, std::string_view file);

    std::string const& url() const { return url_; }
    /// Where codes without a row go on, by url; false when there is no such table.
    template <class Find> bool link(Find const& find)
    {
        bool all = true;
        for (auto& one : groups_) {
            if (one.unmapped != Unmapped::other_map) continue;
            one.next = find(one.other.system);
            all = all && one.next != nullptr;
        }
        return all;
    }

    /// Nullopt: the table does not know the code. Empty `system`: of any system.
    /// For `provided` codes the answer's `code` is left empty and `as_it_is` is set.
    struct Answer {
        Translation const* translation;
        bool as_it_is;
    };
    std::optional<Answer> find(std::string_view system, std::string_view code,
                               unsigned depth = 0) const;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>{}(text);
        }
    };
    struct Group {
        std::string source;
        std::unordered_map<std::string, Translation, Hash, std::equal_to<>> rows;
        Unmapped unmapped = Unmapped::refused;
        Translation other; ///< provided: its system; fixed: all of it; other_map: the url.
        CodeTable const* next = nullptr;
    };

    Group& group(std::string_view source);
    void read_group(Element const& from, std::string_view file, Issues& issues);

    std::string url_;
    std::vector<Group> groups_;
};

} // namespace fhir::map
