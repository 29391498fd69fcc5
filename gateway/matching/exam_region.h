// Why this file exists: a scan of another region of the spine must never clear a procedure, so the
// region is taken from what can mean nothing else, and otherwise a person says it.
// Source: standards/imaging.md section 4 (region table).
#pragma once

#include "gateway/clinic/checked.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foramen::matching {

enum class SpineRegion { cervical, thoracic, lumbar, sacral };
std::string_view to_string(SpineRegion region);
std::optional<SpineRegion> spine_region(std::string_view word); ///< The other way round.

/// What came with a report or a study, most trusted first.
struct ExamEvidence {
    std::vector<SpineRegion> mapped;     ///< By the sender's own map of examination codes.
    std::vector<std::string> body_parts; ///< BodyPartExamined, one a series; empty ones too.
    std::vector<std::string> names;      ///< Of the examination, never the report's text.
};

enum class RegionSource { nothing, exam_map, body_part, words };

/// No regions: a person has to say.
struct RegionAnswer {
    std::vector<SpineRegion> regions; ///< In the order of the enumeration.
    RegionSource source = RegionSource::nothing;
    /// Two sources name regions that have nothing in common; then none is believed.
    bool is_contradicted = false;
};

/// mappings/rules/exam-regions.json, read and checked.
class RegionTable {
public:
    static Checked<RegionTable> read(std::string_view json);
    RegionAnswer region_of(ExamEvidence const& evidence) const;
    std::string const& version() const { return version_; } ///< "1 (2026-11-23)"

private:
    friend class RegionTableReader;
    struct Row {
        std::u32string words; ///< Folded, a space round each.
        bool beside_spine;    ///< Only in a name that has "spine" or "spinal", too.
        std::vector<SpineRegion> regions;
    };
    std::vector<SpineRegion> by_body_part(std::vector<std::string> const& parts) const;
    std::vector<SpineRegion> by_words(std::vector<std::string> const& names) const;

    std::string version_;
    std::vector<Row> body_parts_;
    std::vector<Row> words_;
};

} // namespace foramen::matching
