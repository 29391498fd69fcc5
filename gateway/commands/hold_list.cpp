#include "gateway/commands/commands.h"
#include "gateway/commands/operator_client.h"

#include <cstdio>

namespace foramen {

namespace {

constexpr std::string_view help =
    "usage: foramen hold-list [--day 2030-02-03] [--csv]\n"
    "Asks a running gateway for a day's bookings with what holds each: today unless told. Print "
    "it\n"
    "while the gateway can be asked; when it cannot, what is not on paper is on hold. Bookings "
    "are\n"
    "known by number here; the clinic's token gets the patients as well (GET /api/v1/hold-list).\n"
    "  --csv               for a spreadsheet; else JSON\n"
    "  --gateway URL       http://127.0.0.1:8080 unless told\n"
    "  --credentials FILE  var/demo/credentials.json unless told; its \"operator\" token is used\n";

int run(Arguments const& arguments)
{
    auto const client = OperatorClient::open(arguments);
    if (!client) return complain(client.error().text(), misuse);
    std::string target{"/api/v1/hold-list?format="};
    target += arguments.has("--csv") ? "csv" : "json";
    if (auto const day = arguments.value("--day"); !day.empty()) {
        target += "&day=" + percent_encode(day);
    }
    auto const answer = client->ask({"GET", std::move(target), {}, ""});
    if (!answer) return complain(answer.error().text());
    std::puts(answer->c_str());
    return yes;
}

} // namespace

Command hold_list_command()
{
    return {"hold-list", "a day's bookings with what holds each, to be printed", help,
            operator_syntax({{"--day"}, {"--csv"}, 0, 0}), run};
}

} // namespace foramen
