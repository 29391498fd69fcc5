#include "gateway/base/json_text.h"
#include "gateway/commands/commands.h"
#include "gateway/commands/operator_client.h"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>

namespace foramen {

namespace {

constexpr std::string_view help =
    "usage: foramen queue list [--state S] [--partner P] [--kind K] [--booking B]\n"
    "                          [--error CLASS] [--older AGE] [--before SEQUENCE] [--limit N]\n"
    "       foramen queue show ID\n"
    "       foramen queue retry|hold|release|discard ID [--reason TEXT]\n"
    "       foramen queue pause|resume PARTNER [--reason TEXT]\n"
    "       foramen queue stats\n"
    "Asks a running gateway. hold, discard and pause need a reason.\n"
    "While a partner is paused nothing is sent to it: its messages wait, whatever is retried or\n"
    "released; what is being sent ends as ever.\n"
    "  --error CLASS       network, timeout, busy (429), server (5xx), access (401, 403),\n"
    "                      refused (other 4xx), conflict (409), content (OperationOutcome),\n"
    "                      answer, folder, setup, internal\n"
    "  --older AGE         made so long ago or longer: 30m, 2h, 3d\n"
    "  --before SEQUENCE   the next page: list says how\n"
    "  --gateway URL       http://127.0.0.1:8080 unless told\n"
    "  --credentials FILE  var/demo/credentials.json unless told; its \"operator\" token is used\n"
    "  --as NAME           one of its \"operators\", whom the audit then names\n"
    "  --json              the answer as JSON\n";

std::string_view text_of(rapidjson::Value const& object, char const* name)
{
    auto const found = object.FindMember(name);
    if (found == object.MemberEnd() || !found->value.IsString()) return "-";
    return {found->value.GetString(), found->value.GetStringLength()};
}

std::uint64_t number_of(rapidjson::Value const& object, char const* name)
{
    auto const found = object.FindMember(name);
    return found != object.MemberEnd() && found->value.IsUint64() ? found->value.GetUint64() : 0;
}

void cell(std::string_view text, int width)
{
    std::printf("%-*.*s ", width, static_cast<int>(text.size()), text.data());
}

void print_messages(rapidjson::Document const& answer)
{
    std::puts("ID                                   STATE     PARTNER         KIND             "
              "TRIES CREATED                  ERROR    LAST ERROR");
    for (auto const& message : answer["messages"].GetArray()) {
        cell(text_of(message, "id"), 36);
        cell(text_of(message, "state"), 9);
        cell(text_of(message, "partner"), 15);
        cell(text_of(message, "kind"), 16);
        cell(std::to_string(number_of(message, "attempts")), 5);
        cell(text_of(message, "created"), 24);
        cell(text_of(message, "errorClass"), 8);
        cell(text_of(message, "lastError"), 0);
        std::puts("");
    }
    if (answer["next"].IsUint64()) {
        std::printf("There are more: the same again with --before %" PRIu64 "\n",
                    answer["next"].GetUint64());
    }
}

void print_queues(rapidjson::Document const& answer)
{
    cell(text_of(answer, "sentence"), 0);
    std::puts("\n\nPARTNER            WAITING SENDING    HELD DELIVERED BREAKER  OLDEST");
    for (auto const& queue : answer["queues"].GetArray()) {
        cell(text_of(queue, "partner"), 18);
        std::printf("%7lu %7lu %7lu %9lu ", number_of(queue, "waiting"),
                    number_of(queue, "sending"), number_of(queue, "held"),
                    number_of(queue, "delivered"));
        cell(text_of(queue, "breaker"), 8);
        cell(text_of(queue, "oldest"), 0);
        std::puts("");
    }
}

/// Who paused which partner and why, so that a pause is not forgotten.
void print_pauses(rapidjson::Document const& answer)
{
    for (auto const& queue : answer["queues"].GetArray()) {
        auto const found = queue.FindMember("paused");
        if (found == queue.MemberEnd() || !found->value.IsObject()) continue;
        auto const& pause = found->value;
        std::printf(
            "\n%s is paused by %s since %s: %s\n", std::string{text_of(queue, "partner")}.c_str(),
            std::string{text_of(pause, "by")}.c_str(), std::string{text_of(pause, "since")}.c_str(),
            std::string{text_of(pause, "reason")}.c_str());
    }
}

void print_partner(rapidjson::Document const& answer)
{
    std::string const partner{text_of(answer, "partner")};
    if (answer["paused"].IsObject()) {
        std::printf("%s is paused. Nothing is sent to it until: foramen queue resume %s\n",
                    partner.c_str(), partner.c_str());
    } else std::printf("%s is not paused. What waits for it is sent now.\n", partner.c_str());
}

bool is_of_partner(std::string_view verb) { return verb == "pause" || verb == "resume"; }

std::string reason_body(Arguments const& arguments)
{
    JsonText body;
    body.object().member("reason", arguments.value("--reason")).end_object();
    return body.take();
}

/// The request of a verb; an empty target for misuse.
HttpRequest request_of(std::string const& verb, Arguments const& arguments)
{
    std::string const messages{"/ops/api/v1/messages"};
    static constexpr std::array actions{"retry", "hold", "release", "discard"};
    auto const& operands = arguments.operands();
    if (verb == "list" && operands.size() == 1) {
        auto target = target_with(
            messages, arguments,
            {"state", "partner", "kind", "booking", "error", "older", "before", "limit"});
        return {"GET", std::move(target), {}, ""};
    }
    if (verb == "stats" && operands.size() == 1) return {"GET", "/ops/api/v1/snapshot", {}, ""};
    if (operands.size() != 2) return {"GET", "", {}, ""};
    auto const message = messages + "/" + percent_encode(operands[1]);
    if (verb == "show") return {"GET", message, {}, ""};
    if (is_of_partner(verb)) {
        auto const partner = "/ops/api/v1/partners/" + percent_encode(operands[1]);
        return {"POST", partner + "/" + verb, {}, reason_body(arguments)};
    }
    if (std::find(actions.begin(), actions.end(), verb) == actions.end())
        return {"GET", "", {}, ""};
    return {"POST", message + "/" + verb, {}, reason_body(arguments)};
}

bool print_table(std::string_view verb, rapidjson::Document const& answer)
{
    auto const lists = verb == "list" && answer.HasMember("messages");
    auto const counts = verb == "stats" && answer.HasMember("queues");
    if (lists) print_messages(answer);
    if (counts) print_queues(answer);
    if (counts) print_pauses(answer);
    auto const pauses = is_of_partner(verb) && answer.HasMember("paused");
    if (pauses) print_partner(answer);
    return lists || counts || pauses;
}

int run(Arguments const& arguments)
{
    auto const& verb = arguments.operands()[0];
    return ask_and_print(
        "queue", arguments, request_of(verb, arguments),
        [&](rapidjson::Document const& answer) { return print_table(verb, answer); });
}

} // namespace

Command queue_command()
{
    return {"queue", "look at messages of a running gateway and act on them", help,
            operator_syntax({{"--state", "--partner", "--kind", "--booking", "--error", "--older",
                              "--before", "--limit", "--reason"},
                             {},
                             1,
                             2}),
            run};
}

} // namespace foramen
