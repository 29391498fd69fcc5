#include "gateway/base/random.h"
#include "gateway/clinic/parse.h"
#include "gateway/commands/commands.h"
#include "gateway/commands/issues.h"
#include "gateway/journey/journey.h"
#include "gateway/load_packages.h"
#include "gateway/load_rules.h"
#include "gateway/mapping/mapper.h"
#include "gateway/security/keys.h"
#include "gateway/settings.h"
#include "gateway/settings_reader.h"

#include <cstdio>

namespace foramen {

namespace {

int make_key(std::string const& file)
{
    SystemRandom random;
    auto const made = make_master_key(file, random);
    if (!made) return complain(made.error().text());
    std::printf("%s was made; keep a copy apart from the database\n", file.c_str());
    return yes;
}

void add(Findings& findings, std::filesystem::path const& file, Error const& error)
{
    findings.push_back({"error", file.string(), error.text()});
}

/// A package that lacks something is used as far as it goes; the words say what it lacks.
void check_packages(Settings const& settings, Findings& findings)
{
    auto const loaded = load_packages(settings.packages);
    append(findings, faults_of(loaded));
    for (auto const& issue : loaded.issues) {
        if (issue.severity == fhir::Severity::fatal) continue;
        findings.push_back({"warning", "packages: " + issue.expression, issue.text});
    }
}

void check_parts(Settings const& settings, Findings& findings)
{
    auto const mapper = Mapper::load(settings.mappings_folder);
    if (!mapper) append(findings, mapper.issues());
    auto const models = settings.mappings_folder / "models";
    auto const parser = EventParser::load(models);
    if (!parser) add(findings, models, parser.error());
    auto const rules = load_rules(settings.mappings_folder);
    if (!rules) add(findings, settings.mappings_folder / "rules", rules.error());
    check_packages(settings, findings);
    if (settings.demo) return; // The demo makes its own keys when it starts.
    auto const key = read_master_key(settings.master_key_file);
    if (!key) add(findings, settings.master_key_file, key.error());
    auto const callers = load_callers(settings);
    if (auto const* faults = std::get_if<SettingsFaults>(&callers)) append(findings, *faults);
}

int run(Arguments const& arguments)
{
    if (auto const key = arguments.value("--make-key"); !key.empty()) return make_key(key);
    Findings findings;
    auto const settings = Settings::load(arguments.value("--config", "config/foramen.json"));
    if (auto const* faults = std::get_if<SettingsFaults>(&settings)) append(findings, *faults);
    else check_parts(std::get<Settings>(settings), findings);
    return print(findings, layout_of(arguments), "the configuration is in order");
}

} // namespace

Command check_command()
{
    return {
        "check",
        "check configuration, mappings, code tables and keys",
        "usage: foramen check [--config FILE] [--json]\n"
        "       foramen check --make-key FILE\n"
        "Names every fault with file, line and what to do. --make-key writes a new master key.\n",
        {{"--config", "--make-key"}, {"--json"}, 0, 0},
        run};
}

} // namespace foramen
