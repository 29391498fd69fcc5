#include "fhir/definitions/definitions.h"
#include "fhir/json/json.h"
#include "fhir/package/packages.h"
#include "fhir/validate/validator.h"
#include "gateway/base/clock.h"
#include "gateway/commands/commands.h"
#include "gateway/commands/issues.h"

namespace foramen {

namespace {

bool is_error(fhir::Issue const& issue) { return issue.severity <= fhir::Severity::error; }

/// The packages of --package; a text where one cannot be read.
std::optional<std::string> add_packages(fhir::package::Packages& packages,
                                        std::vector<std::string> const& places)
{
    std::vector<fhir::package::Package> all;
    for (auto const& place : places) {
        auto package = fhir::package::read(place);
        if (!package) return place + ": " + package.issues()[0].text;
        all.push_back(*std::move(package));
    }
    // A profile that has no snapshot is told where it is asked for.
    for (auto const& issue : packages.add(std::move(all))) {
        if (is_error(issue)) complain(issue.expression + ": " + issue.text);
    }
    return {};
}

fhir::Issues issues_of(std::string const& text, fhir::validate::Validator const& validator,
                       std::vector<std::string> const& asked)
{
    auto tree = fhir::json::read(text);
    if (!tree) return tree.issues();
    auto& root = tree->root();
    auto const* const type = fhir::r4().type(root.text);
    if (type == nullptr || type->kind != fhir::TypeKind::resource) {
        return {{fhir::Severity::error, "structure", "",
                 "resourceType is missing or is no R4 resource"}};
    }
    fhir::bind(root, *type, fhir::r4());
    auto const now = to_rfc3339(SystemClock{}.now());
    fhir::validate::Options options;
    options.shape = fhir::validate::Shape::json;
    options.now = now;
    std::vector<std::string_view> const profiles{asked.begin(), asked.end()};
    return validator.check(root, options, profiles);
}

int run(Arguments const& arguments)
{
    fhir::package::Packages packages;
    auto const refused = add_packages(packages, arguments.values("--package"));
    if (refused) return complain(*refused, misuse);
    fhir::validate::Validator const validator{packages};
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
        "Checks resources in JSON against FHIR R4 (structure, formats, bindings, references,\n"
        "rules, extensions) and against profiles: those that they name in meta.profile, and those\n"
        "of --profile. --package adds a FHIR package that has them. FILE may be - for standard\n"
        "input.\n",
        {{"--profile", "--package"}, {"--json"}, 1, files_max},
        run};
}

} // namespace foramen
