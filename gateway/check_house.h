// Why this file exists: `foramen check` reads all that `foramen serve` reads, by the same function,
// so that it never passes what serve refuses.
#pragma once

#include "fhir/issue.h"
#include "gateway/settings.h"

namespace foramen {

/// All for which Settings::load() and load() of loaded.h refuse, at once, and what is odd with the
/// packages. What a first start makes is not missed.
struct HouseCheck {
    SettingsFaults faults;
    fhir::Issues warnings;
};
HouseCheck check_house(std::filesystem::path const& config);

} // namespace foramen
