// Why this file exists: whose answers are read, and how much of them at most.
#pragma once

#include "gateway/hl7v2/sender.h"

#include <cstddef>
#include <string>

namespace foramen::fhirimaging {

struct Provider {
    /// Its name, and how its examinations are called; the rest of it is about messages.
    hl7v2::Sender profile;
    std::string ods_code; ///< Of its organisation, where a report does not say it.
    /// Of its DICOMweb server: study links are built below it. Empty: there are none.
    std::string study_base;
};

inline constexpr std::size_t answer_bytes_max = 16 * 1024 * 1024;
inline constexpr std::size_t entries_max = 1'000; ///< Of one Bundle.
/// Longer text stays with the report as an attachment: it is never cut.
inline constexpr std::size_t text_bytes_max = 1024 * 1024;
inline constexpr std::size_t url_bytes_max = 4'096;
inline constexpr std::size_t uid_bytes_max = 64; ///< DICOM PS3.5 6.2, VR UI.

} // namespace foramen::fhirimaging
