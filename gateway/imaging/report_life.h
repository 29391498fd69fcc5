// Why this file exists: a report is told of many times, and its messages overtake each other. What
// holds follows from all of them and not from the last one that happened to arrive.
// Source: standards/imaging.md 1.2.
#pragma once

#include "gateway/imaging/telling.h"

#include <span>

namespace foramen::imaging {

/// The report as it stands.
struct Current {
    hl7v2::ImagingStatus status = hl7v2::ImagingStatus::unknown;
    bool is_announced_only = true; ///< Images are there; no report came yet.
    std::size_t told_by = 0;       ///< The telling that holds for patient, examination and dates.
    std::string text;
    std::vector<AttachmentNote> attachments;
    std::string study_uid;
    std::string accession;
    /// Of everything that a reader could rely on; another value must be looked at. Hex.
    std::string content;
};

/// `tellings` in the report's own order (comes_before); at least one.
Current current_of(std::span<Telling const> tellings);

/// SHA-256, hex: by what a text is known that is not kept.
std::string text_hash(std::string_view text);

/// Final, or something that came after it: what may clear a procedure.
bool is_complete(hl7v2::ImagingStatus status);

} // namespace foramen::imaging
