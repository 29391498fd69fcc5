// Why this file exists: FHIR packages (UK Core, …) are read in one way for the gateway, its
// configuration check and the command line.
#pragma once

#include "fhir/issue.h"
#include "fhir/package/packages.h"
#include "gateway/settings.h"

#include <filesystem>
#include <memory>
#include <span>

namespace foramen {

struct LoadedPackages {
    std::unique_ptr<fhir::package::Packages> packages;
    /// Fatal: a place that cannot be read. Error: a profile without a snapshot. What is left is
    /// there all the same.
    fhir::Issues issues;
};

/// FHIR R4 with the packages that stand at `places`: folders or .tgz files.
LoadedPackages load_packages(std::span<std::filesystem::path const> places);
/// What of it keeps the gateway from starting.
SettingsFaults faults_of(LoadedPackages const& loaded);

} // namespace foramen
