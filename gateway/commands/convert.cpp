#include "gateway/base/clock.h"
#include "gateway/commands/commands.h"
#include "gateway/commands/issues.h"
#include "gateway/mapping/mapper.h"

#include "fhir/json/json.h"

#include <cstdio>

namespace foramen {

namespace {

int run(Arguments const& arguments)
{
    auto const name = arguments.value("--map");
    if (name.empty()) return complain("--map is missing; see foramen convert --help", misuse);
    auto const text = read_input(arguments.operands()[0]);
    if (!text) return complain(text.error().text(), misuse);

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
    auto const mapped = mapper->apply(name, *text, facts);
    if (!mapped) return complain(mapped.error().text());
    auto const tree = fhir::json::read(mapped->bundle);
    auto const layout =
        arguments.has("--json") ? fhir::json::Layout::compact : fhir::json::Layout::pretty;
    std::puts(fhir::json::write(tree->root(), layout).c_str());
    return yes;
}

} // namespace

Command convert_command()
{
    return {
        "convert",
        "run a mapping on an event; nothing is sent",
        "usage: foramen convert --map NAME FILE [--mappings FOLDER] [--json]\n"
        "Prints the FHIR Bundle that the map (booking, screening, procedure-report) makes of an\n"
        "event. FILE may be - for standard input; --json prints it on one line.\n",
        {{"--map", "--mappings"}, {"--json"}, 1, 1},
        run};
}

} // namespace foramen
