// Why this file exists: what one message said of a report, as it is kept with the report. Bytes of
// attachments stay in the message; here stands by what they can be known again.
#pragma once

#include "gateway/base/json_text.h"
#include "gateway/hl7v2/report.h"
#include "gateway/matching/evidence.h"
#include "gateway/matching/exam_region.h"

#include <string>
#include <vector>

namespace foramen {
class JsonFields;
}

namespace foramen::imaging {

/// The message that said it.
struct Source {
    std::string message_id; ///< Of the StoredEvent that holds it whole.
    unsigned place = 0;     ///< Of the report in the message, from 0.
    std::string hash;       ///< SHA-256 of its bytes, hex.
    TimePoint received;
};

struct AttachmentNote {
    std::string content_type;
    std::string hash; ///< SHA-256 of its bytes, hex; empty for a link.
    unsigned bytes = 0;
    std::string url;
};

struct Telling {
    Source source;
    hl7v2::ImagingReport said; ///< Its `attachments` are empty.
    std::vector<AttachmentNote> attachments;
};

Telling telling_of(hl7v2::ImagingReport report, Source source);

/// A report's own order, whatever way its messages took: by when it was reported, then sent; at the
/// same moment by how far its status is, then by what it says.
bool comes_before(Telling const& one, Telling const& other);

matching::Evidence evidence_of(hl7v2::ImagingReport const& said);
/// Of what matching looks at; another value may be another person. Hex.
std::string identity_hash(hl7v2::ImagingReport const& said);
matching::ExamEvidence exam_of(hl7v2::ImagingReport const& said);

void put(JsonText& json, Telling const& telling);
Telling read_telling(JsonFields const& fields);

} // namespace foramen::imaging
