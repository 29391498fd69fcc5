// Why this file exists: what ORU and MDM have in common: an order, an examination, a place for each
// number that the sender's profile names.
#pragma once

#include "gateway/hl7v2/extract.h"
#include "gateway/hl7v2/observations.h"

#include <string>
#include <vector>

namespace foramen::hl7v2 {

/// The segments that one report is made of; null where there is none.
struct Group {
    Group(Message const& message, Sender const& sender) : observations{message, sender} {}

    Segment const* pid = nullptr;
    Segment const* orc = nullptr;
    Segment const* txa = nullptr;
    std::vector<Segment const*> exams; ///< OBR
    std::string report_id;
    Observations observations;
};

/// The first of the paths that is filled.
std::string value_at(Message const& message, Group const& group,
                     std::vector<FieldPath> const& paths);

/// Patient, numbers, examinations and times of the group.
ImagingReport begin_report(Message const& message, Header const& header, Sender const& sender,
                           Group const& group);

/// Of an EI and its like.
std::string filled(Message const& message, Segment const& segment, FieldPath const& path);

/// Adds a flaw for each thing that a report should say and this one does not.
void note_gaps(ImagingReport& report);

/// A time of the segment; a flaw when it is none.
std::optional<Moment> moment_of(Message const& message, Segment const& segment, unsigned field,
                                std::vector<Flaw>& flaws);

} // namespace foramen::hl7v2
