// Why this file exists: how a report of an imaging provider is shown to the people who match it.
#pragma once

#include "gateway/clinic_list.h"
#include "gateway/imaging/imaging_case.h"

#include <optional>
#include <string>
#include <vector>

namespace foramen {

/// {"reports": [{"id", "sender", "standing", "status", "work", …}], "next": id or null}
std::string imaging_list_json(std::vector<imaging::Case> const& reports,
                              matching::RegionTable const& regions,
                              std::optional<std::string> const& next);

/// Whether what is known of people is shown, or only that it is known.
enum class People { shown, masked };

/// One report with what it says of its patient, and the candidates beside it: how like each is,
/// what the clinic knows of it and its open bookings. The text is left out: who matches compares
/// people, not findings.
std::string imaging_json(imaging::Case const& report, matching::RegionTable const& regions,
                         ClinicList const& patients, People people);

} // namespace foramen
