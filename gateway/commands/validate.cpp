#include "fhir/definitions/stu3.h"
#include "fhir/validate/validator.h"
#include "gateway/base/clock.h"
#include "gateway/commands/commands.h"
#include "gateway/commands/issues.h"
#include "gateway/commands/resource_input.h"
#include "gateway/load_packages.h"

#include <functional>

namespace foramen {

namespace {

using Check = std::function<fhir::Issues(fhir::Element const&, fhir::validate::Options const&)>;

fhir::Issues issues_of(std::string const& text, fhir::TypeSource const& types, Check const& check)
{
    auto const read = read_leniently(text, types);
    if (!read) return read.issues();
    auto issues = read->refusal;
    auto const now = to_rfc3339(SystemClock{}.now());
    fhir::validate::Options options;
    if (format_of(text) == Format::json) options.shape = fhir::validate::Shape::json;
    options.now = now;
    auto found = check(read->tree.root(), options);
    issues.insert(issues.end(), found.begin(), found.end());
    return issues;
}

int check_all(Arguments const& arguments, Check const& check)
{
    Findings findings;
    for (auto const& file : arguments.operands()) {
        auto const text = read_input(file);
        if (!text) return complain(text.error().text(), misuse);
        append(findings, issues_of(*text, types_of(arguments), check), file);
    }
    return print(findings, layout_of(arguments), "valid");
}

int run(Arguments const& arguments)
{
    auto const asked = arguments.values("--profile");
    auto const places = arguments.values("--package");
    if (arguments.has("--stu3")) {
        if (!asked.empty() || !places.empty()) {
            return complain("--stu3 goes not with --profile and --package: of STU3 only the "
                            "structure is known",
                            misuse);
        }
        return check_all(arguments, [](auto const& resource, auto const& options) {
            return fhir::validate::check(resource, fhir::stu3(), options);
        });
    }
    std::vector<std::filesystem::path> const paths{places.begin(), places.end()};
    auto const loaded = load_packages(paths);
    for (auto const& issue : loaded.issues) {
        auto const text = issue.expression + ": " + issue.text;
        if (issue.severity == fhir::Severity::fatal) return complain(text, misuse);
        // A profile that has no snapshot is told where it is asked for, too.
        if (issue.severity == fhir::Severity::error) complain(text);
    }
    fhir::validate::Validator const validator{*loaded.packages};
    std::vector<std::string_view> const profiles{asked.begin(), asked.end()};
    return check_all(arguments, [&](auto const& resource, auto const& options) {
        return validator.check(resource, options, profiles);
    });
}

} // namespace

Command validate_command()
{
    constexpr std::size_t files_max = 100'000;
    return {
        "validate",
        "check FHIR resources",
        "usage: foramen validate FILE… [--profile URL]… [--package DIR-OR-TGZ]… [--json]\n"
        "       foramen validate FILE… --stu3 [--json]\n"
        "Checks resources in JSON or XML against FHIR R4 (structure, formats, bindings,\n"
        "references, rules, extensions) and against profiles: those that they name in\n"
        "meta.profile, and those of --profile. --package adds a FHIR package that has them. FILE\n"
        "may be - for standard input. With --stu3 they are resources of FHIR STU3, of which the\n"
        "structure, formats, required codes and references are checked, not rules and profiles.\n",
        {{"--profile", "--package"}, {"--json", "--stu3"}, 1, files_max},
        run};
}

} // namespace foramen
