#include "gateway/base/json_text.h"
#include "gateway/commands/commands.h"
#include "gateway/commands/operator_client.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace foramen {

namespace {

constexpr std::string_view help =
    "usage: foramen imaging list [--standing work-list|matched|not-ours] [--limit N]\n"
    "       foramen imaging show ID\n"
    "       foramen imaging match ID --booking B --reason TEXT [--regions lumbar,sacral]\n"
    "       foramen imaging unmatch|not-ours|look ID --reason TEXT\n"
    "       foramen imaging set-region ID --regions R,… --reason TEXT\n"
    "Asks a running gateway about reports of imaging providers. show tells what a report says of "
    "its\n"
    "patient, and is audited. look says that somebody saw a report that changed: it counts again.\n"
    "  --gateway URL       http://127.0.0.1:8080 unless told\n"
    "  --credentials FILE  var/demo/credentials.json unless told; its \"operator\" token is used\n"
    "  --as NAME           one of its \"operators\": a match against the evidence needs two\n"
    "  --json              the answer as JSON\n";

std::string text_of(rapidjson::Value const& object, char const* name)
{
    auto const found = object.FindMember(name);
    if (found == object.MemberEnd()) return "-";
    if (found->value.IsString()) return {found->value.GetString(), found->value.GetStringLength()};
    if (!found->value.IsArray()) return "-";
    std::string all;
    for (auto const& one : found->value.GetArray()) {
        if (!one.IsString()) continue;
        all.append(all.empty() ? "" : ",").append(one.GetString(), one.GetStringLength());
    }
    return all.empty() ? "-" : all;
}

void print_reports(rapidjson::Document const& answer)
{
    std::puts("ID                                   SENDER       STATUS            SCANNED    "
              "REGIONS          WORK");
    for (auto const& report : answer["reports"].GetArray()) {
        std::printf("%-36s %-12s %-17s %-10s %-16s %s\n", text_of(report, "id").c_str(),
                    text_of(report, "sender").c_str(), text_of(report, "status").c_str(),
                    text_of(report, "scanned").c_str(), text_of(report, "regions").c_str(),
                    text_of(report, "work").c_str());
    }
}

/// The request of a verb; an empty target for misuse.
HttpRequest request_of(std::string const& verb, Arguments const& arguments)
{
    std::string const reports{"/ops/api/v1/imaging"};
    static constexpr std::array actions{"match", "unmatch", "not-ours", "look", "set-region"};
    auto const& operands = arguments.operands();
    if (verb == "list" && operands.size() == 1) {
        return {"GET", target_with(reports, arguments, {"standing", "limit"}), {}, ""};
    }
    if (operands.size() != 2) return {"GET", "", {}, ""};
    auto const report = reports + "/" + percent_encode(operands[1]);
    if (verb == "show") return {"GET", report, {}, ""};
    if (std::ranges::find(actions, verb) == actions.end()) return {"GET", "", {}, ""};
    JsonText body;
    body.object();
    for (std::string const name : {"reason", "booking", "regions"}) {
        if (auto const value = arguments.value("--" + name); !value.empty()) {
            body.member(name, value);
        }
    }
    body.end_object();
    return {"POST", report + "/" + verb, {}, body.take()};
}

int run(Arguments const& arguments)
{
    auto const& verb = arguments.operands()[0];
    return ask_and_print("imaging", arguments, request_of(verb, arguments),
                         [&](rapidjson::Document const& answer) {
                             if (verb != "list" || !answer.HasMember("reports")) return false;
                             print_reports(answer);
                             return true;
                         });
}

} // namespace

Command imaging_command()
{
    return {"imaging", "match reports of imaging providers to patients", help,
            operator_syntax(
                {{"--standing", "--limit", "--reason", "--booking", "--regions"}, {}, 1, 2}),
            run};
}

} // namespace foramen
