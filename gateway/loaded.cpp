#include "gateway/loaded.h"

#include "gateway/check_house.h"
#include "gateway/data_file.h"
#include "gateway/demo.h"
#include "gateway/load_rules.h"
#include "gateway/security/keys.h"

namespace foramen {

namespace {

namespace fs = std::filesystem;

enum class FirstStart {
    makes_what_is_missing,
    is_to_come, ///< What it will make is not missed.
};

/// All parts; one that is not there has its fault among `faults`.
struct Parts {
    SettingsFaults faults;
    std::optional<Callers> callers;
    std::unique_ptr<Sealer> sealer;
    std::optional<Mapper> mapper;
    std::optional<EventParser> parser;
    std::optional<RiskTable> rules;
    std::optional<ImagingLoaded> imaging;
    LoadedPackages packages;
};

Result<> make_demo_key(fs::path const& file, Random& random)
{
    if (fs::exists(file)) return {};
    std::error_code ignored; // make_master_key tells when the folder is missing.
    fs::create_directories(file.parent_path(), ignored);
    return make_master_key(file, random);
}

void read_callers(Settings const& settings, Parts& parts)
{
    auto callers = load_callers(settings);
    if (auto const* found = std::get_if<SettingsFaults>(&callers)) {
        parts.faults.insert(parts.faults.end(), found->begin(), found->end());
    } else {
        parts.callers = std::get<Callers>(std::move(callers));
    }
}

void read_keys(Settings const& settings, FirstStart first, Random& random, Parts& parts)
{
    auto const& file = settings.master_key_file;
    auto master = read_master_key(file);
    if (!master) return parts.faults.push_back({file, 0, master.error().text()});
    auto const& ring = settings.key_ring_file;
    if (first == FirstStart::is_to_come && !fs::exists(ring)) return;
    auto sealer = open_key_ring(*std::move(master), ring, random);
    if (sealer) parts.sealer = *std::move(sealer);
    else parts.faults.push_back({ring, 0, sealer.error().text()});
}

/// The demo makes its own credentials and keys.
void read_secrets(Settings const& settings, FirstStart first, Random& random, Parts& parts)
{
    auto const& credentials = settings.credentials_file;
    auto const& key = settings.master_key_file;
    if (settings.demo && first == FirstStart::makes_what_is_missing) {
        auto const made = make_demo_credentials(credentials, random);
        if (!made) parts.faults.push_back({credentials, 0, made.error().text()});
        auto const key_made = make_demo_key(key, random);
        if (!key_made) parts.faults.push_back({key, 0, key_made.error().text()});
    }
    auto const is_there = [&](fs::path const& file) {
        auto const is_made = settings.demo && first == FirstStart::is_to_come && !fs::exists(file);
        return !is_made && !file.empty(); // That it is not named was told.
    };
    if (is_there(credentials)) read_callers(settings, parts);
    if (is_there(key)) read_keys(settings, first, random, parts);
}

void read_mappings(fs::path const& folder, Parts& parts)
{
    auto mapper = Mapper::load(folder);
    if (mapper) parts.mapper = *std::move(mapper);
    else {
        for (auto const& issue : mapper.issues()) parts.faults.push_back(located(folder, issue));
    }
    auto parser = EventParser::load(folder / "models");
    if (parser) parts.parser = *std::move(parser);
    else {
        for (auto const& [file, fault] : parser.faults()) {
            parts.faults.push_back(located(file, fault));
        }
    }
    parts.rules = load_rules(folder, parts.faults);
}

Parts read_parts(Settings const& settings, FirstStart first, Random& random)
{
    Parts parts;
    read_secrets(settings, first, random, parts);
    if (!settings.mappings_folder.empty()) {
        read_mappings(settings.mappings_folder, parts);
        parts.imaging = load_imaging(settings, parts.faults);
    }
    parts.packages = load_packages(settings.packages);
    for (auto& fault : faults_of(parts.packages)) parts.faults.push_back(std::move(fault));
    return parts;
}

} // namespace

std::variant<Loaded, SettingsFaults> load(Settings settings, Random& random)
{
    auto parts = read_parts(settings, FirstStart::makes_what_is_missing, random);
    if (!parts.faults.empty()) return std::move(parts.faults);
    return Loaded{std::move(settings),
                  *std::move(parts.callers),
                  std::move(parts.sealer),
                  *std::move(parts.mapper),
                  *std::move(parts.parser),
                  *std::move(parts.rules),
                  *std::move(parts.imaging),
                  std::move(parts.packages.packages)};
}

HouseCheck check_house(fs::path const& config)
{
    HouseCheck check;
    auto const settings = Settings::read(config, check.faults);
    SystemRandom random; // Opening a ring that is there needs none of it.
    auto parts = read_parts(settings, FirstStart::is_to_come, random);
    check.faults.insert(check.faults.end(), parts.faults.begin(), parts.faults.end());
    for (auto& issue : parts.packages.issues) {
        if (issue.severity != fhir::Severity::fatal) check.warnings.push_back(std::move(issue));
    }
    return check;
}

} // namespace foramen
