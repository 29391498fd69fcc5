// Why this file exists: a preliminary report taken for a final one, or a withdrawn one that is
// kept, is the worst that can happen here: the codes are judged in one place. Source: HL7 tables
// 0123 and 0085; standards/imaging.md 1.2.
#pragma once

#include "gateway/hl7v2/report.h"
#include "gateway/hl7v2/sender.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foramen::hl7v2 {

/// The codes of one report, as sent.
struct StatusCodes {
    std::vector<std::string> report;       ///< OBR-25, one an OBR.
    std::vector<std::string> observations; ///< OBX-11 of text and attachments.
    std::string order_control;             ///< ORC-1
};

/// Where both speak and differ, the more careful one counts: D or W over all, then what is not
/// final. `differ` says that a person should look. `unknown` when nothing can be made of them.
struct JudgedStatus {
    ImagingStatus status = ImagingStatus::unknown;
    std::string flaw; ///< Empty: none.
};
JudgedStatus judge_status(StatusCodes const& codes, Sender const& sender);

/// TXA-17, TXA-19 and the event of an MDM.
JudgedStatus judge_document(std::string_view event, std::string_view completion,
                            std::string_view availability, Sender const& sender);

} // namespace foramen::hl7v2
