#include "gateway/base/random.h"
#include "gateway/check_house.h"
#include "gateway/commands/commands.h"
#include "gateway/commands/issues.h"
#include "gateway/security/keys.h"

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

/// A package that lacks something is used as far as it goes; the words say what it lacks.
void check(std::filesystem::path const& config, Findings& findings)
{
    auto const checked = check_house(config);
    append(findings, checked.faults);
    for (auto const& issue : checked.warnings) {
        findings.push_back({"warning", "packages: " + issue.expression, issue.text});
    }
}

int run(Arguments const& arguments)
{
    if (auto const key = arguments.value("--make-key"); !key.empty()) return make_key(key);
    Findings findings;
    check(arguments.value("--config", "config/foramen.json"), findings);
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
