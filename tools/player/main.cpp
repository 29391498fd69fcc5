// Why this file exists: the command line of the player.
#include "tools/arguments.h"
#include "tools/player/player.h"
#include "tools/player/scans.h"

#include <rapidjson/document.h>

#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace {

using namespace foramen;

constexpr char usage[] =
    "usage: player --credentials F [--gateway URL] [--mllp PORT] [--seed N] [--patients N]\n"
    "              [--pace N | --at-once] [--day YYYY-MM-DD] [--await-delivery]\n"
    "Plays an invented morning at the clinic against a gateway.\n"
    "  --credentials F   JSON with the bearer token of \"clinic\"\n"
    "  --gateway URL     http://127.0.0.1:8080 when not given\n"
    "  --mllp PORT       2575 when not given: where reports of imaging providers go\n"
    "  --seed N          the same seed and day give the same events; 1 when not given\n"
    "  --patients N      24 when not given\n"
    "  --pace N          events a second; 20 when not given\n"
    "  --at-once         as fast as they are accepted\n"
    "  --day DATE        the day of the procedures; today when not given\n"
    "  --await-delivery  waits until no report is on its way, and prints a table\n"
    "Exit status 0: all was accepted (and no report waits); 1: not so; 2: misuse.\n";

constexpr std::chrono::seconds delivery_time{60};

std::string read_token(std::string const& file)
{
    std::ifstream stream{file};
    std::stringstream text;
    text << stream.rdbuf();
    auto const content = text.str();
    rapidjson::Document json;
    json.Parse<rapidjson::kParseIterativeFlag>(content.data(), content.size());
    if (json.HasParseError() || !json.IsObject()) return {};
    auto const found = json.FindMember("clinic");
    return found == json.MemberEnd() || !found->value.IsString() ? "" : found->value.GetString();
}

std::optional<std::chrono::sys_days> read_day(std::string const& text)
{
    using namespace std::chrono;
    if (text.empty()) return floor<days>(system_clock::now());
    int y = 0;
    unsigned m = 0;
    unsigned d = 0;
    if (std::sscanf(text.c_str(), "%4d-%2u-%2u", &y, &m, &d) != 3) return {};
    year_month_day const date{year{y}, month{m}, day{d}};
    if (!date.ok()) return {};
    return sys_days{date};
}

enum class Afterwards { end, await_delivery };

boost::asio::awaitable<int> play(Player& player, std::size_t events, Afterwards afterwards)
{
    auto const refused = co_await player.play();
    std::printf("%zu events, %zu accepted\n", events, events - refused);
    if (afterwards == Afterwards::end) co_return refused == 0 ? 0 : 1;
    auto const seen = co_await player.await_delivery(delivery_time);
    if (!seen) {
        std::fprintf(stderr, "player: %s\n", seen.error().text().c_str());
        co_return 1;
    }
    std::fputs(to_table(*seen).c_str(), stdout);
    if (seen->waiting() > 0) std::fputs("some reports still wait\n", stderr);
    co_return refused == 0 && seen->waiting() == 0 ? 0 : 1;
}

} // namespace

int main(int count, char** values)
{
    Arguments const arguments{
        count,
        values,
        {"--credentials", "--gateway", "--mllp", "--seed", "--patients", "--pace", "--day"},
        {"--at-once", "--await-delivery"}};
    if (arguments.asks_for_help()) return std::fputs(usage, stdout), 0;
    MorningPlan morning;
    morning.seed = arguments.number("--seed", 1, 4'000'000'000);
    morning.patients = arguments.number("--patients", 24, 999);
    PlayerPlan plan;
    plan.pace = arguments.number("--pace", 20, 100'000);
    if (arguments.has("--at-once")) plan.pace = 0;
    auto const mllp = arguments.number("--mllp", 2575, 65'535);
    auto const day = read_day(arguments.text("--day"));
    auto const credentials = arguments.text("--credentials");
    if (!arguments.are_valid() || !day || credentials.empty()) {
        return std::fputs(usage, stderr), 2;
    }
    morning.day = *day;
    auto token = read_token(credentials);
    if (token.empty()) {
        std::fprintf(stderr, "player: no token of \"clinic\" in %s\n", credentials.c_str());
        return 1;
    }
    plan.events = make_morning(morning);
    auto const scans = make_scans(morning);
    plan.events.insert(plan.events.end(), scans.begin(), scans.end());
    std::ranges::stable_sort(plan.events, {}, &MorningEvent::occurred);
    auto const events = plan.events.size();
    boost::asio::io_context context{1};
    GatewayClient gateway{context, arguments.text("--gateway", "http://127.0.0.1:8080"),
                          std::move(token), static_cast<std::uint16_t>(mllp)};
    Player player{gateway, std::move(plan)};
    int status = 1;
    auto const afterwards =
        arguments.has("--await-delivery") ? Afterwards::await_delivery : Afterwards::end;
    auto playing = play(player, events, afterwards);
    boost::asio::co_spawn(context, std::move(playing), [&](std::exception_ptr thrown, int result) {
        if (!thrown) status = result;
        context.stop();
    });
    context.run();
    return status;
}
