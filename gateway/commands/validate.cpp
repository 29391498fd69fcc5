#include "fhir/validate/validate.h"
#include "fhir/definitions/definitions.h"
#include "fhir/json/json.h"
#include "gateway/commands/commands.h"
#include "gateway/commands/issues.h"

namespace foramen {

namespace {

fhir::Issues issues_of(std::string const& text)
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
    fhir::validate::Options options;
    options.shape = fhir::validate::Shape::json;
    return fhir::validate::check(root, fhir::r4(), options);
}

int run(Arguments const& arguments)
{
    Findings findings;
    for (auto const& file : arguments.operands()) {
        auto const text = read_input(file);
        if (!text) return complain(text.error().text(), misuse);
        append(findings, issues_of(*text), file);
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
        "usage: foramen validate FILE… [--json]\n"
        "Checks resources in JSON against FHIR R4: names, cardinality, types, formats, required\n"
        "bindings, references. FILE may be - for standard input.\n",
        {{}, {"--json"}, 1, files_max},
        run};
}

} // namespace foramen
