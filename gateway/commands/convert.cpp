#include "gateway/base/clock.h"
#include "gateway/commands/commands.h"
#include "gateway/commands/issues.h"
#include "gateway/commands/resource_input.h"
#include "gateway/mapping/mapper.h"

#include "fhir/json/json.h"
#include "fhir/xml/xml.h"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace foramen {

namespace {

/// "Bundle.type  booking.map:27:5  Booking  type": element, place, group, name of the rule.
void print_table(std::vector<fhir::map::TraceLine> const& lines)
{
    std::size_t target_width = 0;
    std::size_t where_width = 0;
    std::size_t group_width = 0;
    for (auto const& one : lines) {
        target_width = std::max(target_width, one.target.size());
        where_width = std::max(where_width, one.where.size());
        group_width = std::max(group_width, one.group.size());
    }
    std::string out;
    auto const cell = [&](std::string const& text, std::size_t width) {
        out.append(text).append(width + 2 - text.size(), ' ');
    };
    for (auto const& one : lines) {
        cell(one.target, target_width);
        cell(one.where, where_width);
        cell(one.group, group_width);
        out.append(one.rule.empty() ? "-" : one.rule).append("\n");
    }
    std::fputs(out.c_str(), stdout);
}

int print_trace(std::vector<fhir::map::TraceLine> const& lines, Layout layout)
{
    if (layout == Layout::table) {
        print_table(lines);
        return yes;
    }
    fhir::Tree tree;
    for (auto const& one : lines) {
        auto& made = tree.append(tree.root(), "trace");
        made.listed = true;
        tree.append(made, "element", fhir::Kind::string).text = one.target;
        tree.append(made, "place", fhir::Kind::string).text = one.where;
        tree.append(made, "group", fhir::Kind::string).text = one.group;
        if (!one.rule.empty()) tree.append(made, "rule", fhir::Kind::string).text = one.rule;
    }
    std::puts(fhir::json::write(tree.root()).c_str());
    return yes;
}

int print_resource(fhir::Element const& resource, Arguments const& arguments)
{
    if (arguments.has("--xml")) {
        auto const written = fhir::xml::write(resource, fhir::xml::Layout::pretty);
        if (written) return std::fputs(written->c_str(), stdout), yes;
        Findings findings;
        append(findings, written.issues());
        return print(findings, Layout::table, "");
    }
    auto const layout =
        arguments.has("--json") ? fhir::json::Layout::compact : fhir::json::Layout::pretty;
    std::puts(fhir::json::write(resource, layout).c_str());
    return yes;
}

int rewrite(std::string const& text, Arguments const& arguments)
{
    auto const tree = read_resource(text, types_of(arguments));
    if (tree && tree->root().type != nullptr) return print_resource(tree->root(), arguments);
    Findings findings;
    auto const no_resource =
        fhir::Issue{fhir::Severity::error, "structure", "",
                    "is no resource of this version of FHIR; an event needs --map"};
    append(findings, tree ? fhir::Issues{no_resource} : tree.issues(), arguments.operands()[0]);
    return print(findings, layout_of(arguments), "");
}

int run_map(std::string const& name, std::string const& text, Arguments const& arguments)
{
    Findings findings;
    auto const mapper = Mapper::load(arguments.value("--mappings", "mappings"));
    if (!mapper) {
        append(findings, mapper.issues());
        return print(findings, layout_of(arguments), "");
    }
    Facts const facts{{"messageId", "00000000-0000-4000-8000-000000000000"},
                      {"recorded", to_rfc3339(SystemClock{}.now())},
                      {"appointmentStatus", "booked"},
                      {"requestStatus", "active"}};
    if (arguments.has("--trace")) {
        auto const lines = mapper->trace(name, text, facts);
        return lines ? print_trace(*lines, layout_of(arguments)) : complain(lines.error().text());
    }
    auto const mapped = mapper->apply(name, text, facts);
    if (!mapped) return complain(mapped.error().text());
    auto const tree = read_resource(mapped->bundle, fhir::r4());
    return tree ? print_resource(tree->root(), arguments) : complain("the Bundle cannot be read");
}

int run(Arguments const& arguments)
{
    auto const name = arguments.value("--map");
    if (name.empty() && (arguments.has("--trace") || !arguments.value("--mappings").empty())) {
        return complain("--map is missing; see foramen convert --help", misuse);
    }
    if (arguments.has("--xml") && arguments.has("--json")) {
        return complain("--xml or --json, not both; see foramen convert --help", misuse);
    }
    auto const text = read_input(arguments.operands()[0]);
    if (!text) return complain(text.error().text(), misuse);
    return name.empty() ? rewrite(*text, arguments) : run_map(name, *text, arguments);
}

} // namespace

Command convert_command()
{
    return {
        "convert",
        "run a mapping on an event, or write a resource anew; nothing is sent",
        "usage: foramen convert --map NAME FILE [--mappings FOLDER] [--trace] [--json|--xml]\n"
        "       foramen convert FILE [--json|--xml] [--stu3]\n"
        "Prints the FHIR Bundle that the map (booking, screening, procedure-report) makes of an\n"
        "event; a map of your own may take an HL7 v2 message, or a resource in JSON or XML, too.\n"
        "FILE may be - for standard input; --json prints it on one line, --xml as XML.\n"
        "--trace prints instead which rule made each element: element, file:line:column, group,\n"
        "name of the rule; what has no line the gateway added. It shows no values.\n"
        "Without --map, FILE is a resource of FHIR R4 in JSON or XML, or with --stu3 of STU3.\n",
        {{"--map", "--mappings"}, {"--json", "--trace", "--xml", "--stu3"}, 1, 1},
        run};
}

} // namespace foramen
