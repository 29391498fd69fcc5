// Why this file exists: toDate(), toDateTime() and toTime() read dates in the order that a clinic
// or an old system writes them. Codes: yyyy MM dd HH hh mm ss S… a Z; other signs stand for
// themselves.
#pragma once

#include "fhir/path/temporal.h"

#include <optional>
#include <string>
#include <string_view>

namespace fhir::map {

bool is_date_format(std::string_view format);
/// The FHIR form of the wanted kind; nullopt when `text` is not of the format, or no such day.
std::optional<std::string> read_date(std::string_view text, std::string_view format,
                                     path::TemporalKind wanted);

} // namespace fhir::map
