#include "fhir/path/path.h"

#include "fhir/definitions/definitions.h"
#include "fhir/json/json.h"
#include "gateway/base/clock.h"
#include "gateway/base/json_text.h"
#include "gateway/commands/commands.h"
#include "gateway/commands/issues.h"
#include "gateway/commands/resource_input.h"

#include <cstdio>

namespace foramen {

namespace {

std::string_view type_name(fhir::Element const& item)
{
    return item.type == nullptr ? std::string_view{"unknown"} : item.type->name;
}

std::string value_json(fhir::Element const& item)
{
    if (!item.is_primitive()) return fhir::json::write(item);
    if (item.kind == fhir::Kind::string) return JsonText{}.text(item.text).take();
    return item.kind == fhir::Kind::none ? "null" : std::string{item.text};
}

void print_items(fhir::path::Collection const& items, Layout layout)
{
    JsonText json;
    json.array();
    for (auto const* item : items) {
        auto const value = value_json(*item);
        if (layout == Layout::table) {
            std::printf("%s %s\n", std::string{type_name(*item)}.c_str(), value.c_str());
        }
        json.object().member("type", type_name(*item)).key("value").raw(value).end_object();
    }
    json.end_array();
    if (layout == Layout::json) std::puts(json.take().c_str());
}

int run(Arguments const& arguments)
{
    auto const& operands = arguments.operands();
    auto const text = read_input(operands[1]);
    if (!text) return complain(text.error().text(), misuse);
    auto const tree = read_resource(*text, types_of(arguments));
    Findings findings;
    if (!tree) {
        append(findings, tree.issues(), operands[1]);
        return print(findings, layout_of(arguments), "");
    }
    auto const& root = tree->root();
    auto const expression =
        fhir::path::Expression::compile(operands[0], types_of(arguments), root.type);
    if (!expression) {
        append(findings, expression.issues(), "expression");
        print(findings, layout_of(arguments), "");
        return misuse;
    }
    auto const now = to_rfc3339(SystemClock{}.now());
    fhir::path::Environment environment;
    environment.resource = &root;
    environment.root_resource = &root;
    environment.now = now;
    fhir::Tree scratch;
    auto const items = fhir::path::evaluate(*expression, root, environment, scratch);
    if (!items) {
        append(findings, items.issues(), "expression");
        return print(findings, layout_of(arguments), "");
    }
    print_items(*items, layout_of(arguments));
    return yes;
}

} // namespace

Command path_command()
{
    return {
        "path",
        "ask a resource by FHIRPath",
        "usage: foramen path EXPRESSION FILE [--json] [--stu3]\n"
        "Evaluates FHIRPath on a resource of FHIR R4 in JSON or XML, or with --stu3 of STU3. FILE\n"
        "may be - for standard input. An invalid expression is exit status 2.\n",
        {{}, {"--json", "--stu3"}, 2, 2},
        run};
}

} // namespace foramen
