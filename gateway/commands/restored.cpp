#include "gateway/base/json_text.h"
#include "gateway/commands/commands.h"
#include "gateway/commands/operator_client.h"

#include <cstdio>

namespace foramen {

namespace {

constexpr std::string_view help =
    "usage: foramen restored list\n"
    "       foramen restored confirm BOOKING --name NAME --reason TEXT\n"
    "       foramen restored confirm --all --name NAME --reason TEXT\n"
    "Asks a running gateway whose database was restored from a backup which bookings it holds for\n"
    "that, and says who has compared one of them, or all, with the clinic's own records. Exit\n"
    "status of list: 0 when nothing waits, 1 when something does.\n"
    "  --gateway URL       http://127.0.0.1:8080 unless told\n"
    "  --credentials FILE  var/demo/credentials.json unless told; its \"operator\" token is used\n"
    "  --json              the answer as JSON\n";

Result<rapidjson::Document> waiting(OperatorClient const& client)
{
    TRY(answer, client.ask({"GET", "/api/v1/restored", {}, ""}));
    rapidjson::Document document;
    document.Parse(answer.data(), answer.size());
    auto const usable =
        document.IsObject() && document.HasMember("bookings") && document["bookings"].IsArray();
    if (!usable) return fault("the gateway's answer is not understood");
    return document;
}

int list(OperatorClient const& client, Arguments const& arguments)
{
    auto const answer = client.ask({"GET", "/api/v1/restored", {}, ""});
    if (!answer) return complain(answer.error().text());
    auto const found = waiting(client);
    if (!found) return complain(found.error().text());
    if (arguments.has("--json")) {
        std::puts(answer->c_str());
    } else {
        std::puts("BOOKING              START                          HELD SINCE");
        for (auto const& one : (*found)["bookings"].GetArray()) {
            std::printf("%-20s %-30s %s\n", one["id"].GetString(),
                        one.HasMember("start") ? one["start"].GetString() : "-",
                        one["held"].GetString());
        }
    }
    return (*found)["bookings"].Empty() ? yes : no;
}

int confirm(OperatorClient const& client, Arguments const& arguments)
{
    std::vector<std::string> bookings;
    if (arguments.has("--all")) {
        auto const found = waiting(client);
        if (!found) return complain(found.error().text());
        for (auto const& one : (*found)["bookings"].GetArray()) {
            bookings.emplace_back(one["id"].GetString());
        }
    } else {
        bookings.push_back(arguments.operands()[1]);
    }
    JsonText body;
    body.object().member("name", arguments.value("--name"));
    body.member("reason", arguments.value("--reason")).end_object();
    auto const text = body.take();
    for (auto const& id : bookings) {
        auto const answer =
            client.ask({"POST", "/api/v1/bookings/" + percent_encode(id) + "/restored", {}, text});
        if (!answer) return complain(id + ": " + answer.error().text());
        std::puts(arguments.has("--json") ? answer->c_str() : (id + " confirmed").c_str());
    }
    return yes;
}

int run(Arguments const& arguments)
{
    auto const& operands = arguments.operands();
    auto const& verb = operands[0];
    auto const confirms = verb == "confirm" && (operands.size() == 2) != arguments.has("--all") &&
                          !arguments.value("--name").empty() &&
                          !arguments.value("--reason").empty();
    auto const lists = verb == "list" && operands.size() == 1;
    if (!confirms && !lists) {
        return complain("not understood: restored " + verb + "; see foramen restored --help",
                        misuse);
    }
    auto const client = OperatorClient::open(arguments);
    if (!client) return complain(client.error().text(), misuse);
    return lists ? list(*client, arguments) : confirm(*client, arguments);
}

} // namespace

Command restored_command()
{
    return {"restored", "confirm bookings after the database was restored", help,
            operator_syntax({{"--name", "--reason"}, {"--all"}, 1, 2}), run};
}

} // namespace foramen
