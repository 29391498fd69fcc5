#include "fhir/validate/validator.h"
#include "gateway/base/clock.h"
#include "gateway/commands/commands.h"
#include "gateway/commands/issues.h"
#include "gateway/commands/resource_input.h"
#include "gateway/load_packages.h"

namespace foramen {

namespace {

fhir::Issues issues_of(std::string const& text, fhir::validate::Validator const& validator,
                       std::vector<std::string> const& asked)
{
    auto const read = read_leniently(text, fhir::r4());
    if (!read) return read.issues();
    auto issues = read->refusal;
    auto const now = to_rfc3339(SystemClock{}.now());
    fhir::validate::Options options;
    if (format_of(text) == Format::json) options.shape = fhir::validate::Shape::json;
    options.now = now;
    std::vector<std::string_view> const profiles{asked.begin(), asked.end()};
    auto found = validator.check(read->tree.root(), options, profiles);
    issues.insert(issues.end(), found.begin(), found.end());
    return issues;
}

int run(Arguments const& arguments)
{
    auto const places = arguments.values("--package");
    std::vector<std::filesystem::path> const paths{places.begin(), places.end()};
    auto const loaded = load_packages(paths);
    for (auto const& issue : loaded.issues) {
        auto const text = issue.expression + ": " + issue.text;
        if (issue.severity == fhir::Severity::fatal) return complain(text, misuse);
        // A profile that has no snapshot is told where it is asked for, too.
        if (issue.severity == fhir::Severity::error) complain(text);
    }
    fhir::validate::Validator const validator{*loaded.packages};
    auto const profiles = arguments.values("--profile");
    Findings findings;
    for (auto const& file : arguments.operands()) {
        auto const text = read_input(file);
        if (!text) return complain(text.error().text(), misuse);
        append(findings, issues_of(*text, validator, profiles), file);
    }
    return print(findings, layout_of(arguments), "valid");
}

} // namespace

Command validate_command()
{
    constexpr std::size_t files_max = 100'000;
    return {
        "validate",
        "check FHIR R4 resources",
        "usage: foramen validate FILE… [--profile URL]… [--package DIR-OR-TGZ]… [--json]\n"
        "Checks resources in JSON or XML against FHIR R4 (structure, formats, bindings,\n"
        "references, rules, extensions) and against profiles: those that they name in\n"
        "meta.profile, and those of --profile. --package adds a FHIR package that has them. FILE\n"
        "may be - for standard input.\n",
        {{"--profile", "--package"}, {"--json"}, 1, files_max},
        run};
}

} // namespace foramen
