#include "gateway/load_packages.h"

namespace foramen {

LoadedPackages load_packages(std::span<std::filesystem::path const> places)
{
    LoadedPackages loaded{std::make_unique<fhir::package::Packages>(), {}};
    std::vector<fhir::package::Package> all;
    for (auto const& place : places) {
        auto package = fhir::package::read(place);
        if (package) {
            all.push_back(*std::move(package));
            continue;
        }
        auto const& why = package.issues().front();
        loaded.issues.push_back({fhir::Severity::fatal, why.code, place.string(), why.text});
    }
    auto odd = loaded.packages->add(std::move(all));
    loaded.issues.insert(loaded.issues.end(), odd.begin(), odd.end());
    return loaded;
}

SettingsFaults faults_of(LoadedPackages const& loaded)
{
    SettingsFaults faults;
    for (auto const& issue : loaded.issues) {
        if (issue.severity != fhir::Severity::fatal) continue;
        faults.push_back({issue.expression, 0, "packages: " + issue.text});
    }
    return faults;
}

} // namespace foramen
