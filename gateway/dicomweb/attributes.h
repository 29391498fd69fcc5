// Why this file exists: DICOM JSON is read in one way: {"00100020": {"vr": "LO", "Value": […]}}.
// Source: DICOM PS3.18 annex F.2.
#pragma once

#include "gateway/hl7v2/report.h"

#include <rapidjson/document.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foramen::dicomweb {

using Json = rapidjson::Value;

/// All texts of an attribute; numbers are written out, a name is its alphabetic form.
std::vector<std::string> texts(Json const& row, char const* tag);
/// The first one without spaces round it; empty when there is none.
std::string text(Json const& row, char const* tag);
unsigned count(Json const& row, char const* tag); ///< 0: not there or no number.

/// The items of a sequence.
std::vector<Json const*> items(Json const& row, char const* tag);

/// "FAMILY^GIVEN^MIDDLE^PREFIX"
hl7v2::PersonName person_name(std::string_view text);
std::optional<Date> day(std::string_view text);
/// StudyDate and StudyTime; local time of the scanner, which is Europe/London here.
std::optional<hl7v2::Moment> moment(std::string_view date, std::string_view time);

} // namespace foramen::dicomweb
