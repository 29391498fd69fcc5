#include "gateway/loaded.h"

#include "gateway/demo.h"
#include "gateway/load_rules.h"
#include "gateway/security/keys.h"

namespace foramen {

namespace {

SettingsFault to_fault(std::filesystem::path const& file, Error const& error)
{
    return {file, 0, error.text()};
}

Result<std::unique_ptr<Sealer>> load_sealer(Settings const& settings, Random& random)
{
    if (settings.demo && !std::filesystem::exists(settings.master_key_file)) {
        std::error_code ignored; // make_master_key tells when the folder is missing.
        std::filesystem::create_directories(settings.master_key_file.parent_path(), ignored);
        auto const made = make_master_key(settings.master_key_file, random);
        if (!made) return made.error();
    }
    TRY(master, read_master_key(settings.master_key_file));
    return open_key_ring(std::move(master), settings.key_ring_file, random);
}

} // namespace

std::variant<Loaded, SettingsFaults> load(Settings settings, Random& random)
{
    SettingsFaults faults;
    if (settings.demo) {
        auto const made = make_demo_credentials(settings.credentials_file, random);
        if (!made) faults.push_back(to_fault(settings.credentials_file, made.error()));
    }
    auto callers = load_callers(settings);
    if (auto const* found = std::get_if<SettingsFaults>(&callers)) {
        faults.insert(faults.end(), found->begin(), found->end());
    }
    auto sealer = load_sealer(settings, random);
    if (!sealer) faults.push_back(to_fault(settings.master_key_file, sealer.error()));
    auto mapper = Mapper::load(settings.mappings_folder);
    if (!mapper) {
        for (auto const& issue : mapper.issues()) {
            faults.push_back({settings.mappings_folder, 0, issue.expression + ": " + issue.text});
        }
    }
    auto parser = EventParser::load(settings.mappings_folder / "models");
    if (!parser) faults.push_back(to_fault(settings.mappings_folder / "models", parser.error()));
    auto rules = load_rules(settings.mappings_folder);
    if (!rules) faults.push_back(to_fault(settings.mappings_folder / "rules", rules.error()));
    auto imaging = load_imaging(settings);
    if (auto const* found = std::get_if<SettingsFaults>(&imaging)) {
        faults.insert(faults.end(), found->begin(), found->end());
    }
    auto packages = load_packages(settings.packages);
    for (auto& fault : faults_of(packages)) faults.push_back(std::move(fault));
    if (!faults.empty()) return faults;
    return Loaded{std::move(settings),
                  std::get<Callers>(std::move(callers)),
                  *std::move(sealer),
                  *std::move(mapper),
                  *std::move(parser),
                  *std::move(rules),
                  std::get<ImagingLoaded>(std::move(imaging)),
                  std::move(packages.packages)};
}

} // namespace foramen
