#include "tools/simulators/run_simulator.h"

#include "tools/arguments.h"

#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <optional>

namespace foramen {

namespace {

constexpr std::size_t body_bytes_max = 32 * 1024 * 1024;
constexpr std::chrono::milliseconds grace{500};

void print_usage(SimulatorProgram const& program, std::FILE* to)
{
    std::fprintf(
        to,
        "usage: %s [--port N] [--token-file F] [--data-folder F]\n"
        "          [--webhook-secret-file F] [--forget-bodies]\n"
        "%s\n"
        "  --port N         of loopback; %u when not given, 0 is any free one\n"
        "  --token-file F   callers must show this bearer token\n"
        "  --data-folder F  what was stored survives a restart\n"
        "  --forget-bodies  keeps keys and counts only (for load)\n"
        "GET /sim/received?practice=&limit=   all that it was sent\n"
        "GET /sim/summary?detail=identifiers  counts and effects\n"
        "POST /sim/faults {\"practice\":\"Z10002\" or \"*\",\"mode\":\"slow|down|429|500|503|"
        "422|401|\n     "
        "drop-after-store|cut|garbage|foreign-rows|foreign-next|none\",\"delayMs\":0,"
        "\"retryAfter\":0,\"count\":0}\n"
        "DELETE /sim/faults, POST /sim/reset\n",
        program.name, program.what, program.port);
}

/// The first word of the file; no value when there is none. No file: an empty secret.
std::optional<Secret> read_secret(std::string const& file)
{
    if (file.empty()) return Secret{};
    std::ifstream stream{file};
    std::string word;
    if (!(stream >> word)) return {};
    return Secret{std::move(word)};
}

int complain(SimulatorProgram const& program, std::string const& text)
{
    std::fprintf(stderr, "%s: %s\n", program.name, text.c_str());
    return 1;
}

int serve(SimulatorProgram const& program, Simulator& simulator, unsigned port)
{
    boost::asio::io_context context{1};
    ServerSettings settings;
    settings.port = static_cast<std::uint16_t>(port);
    settings.body_bytes_max = body_bytes_max;
    HttpServer server{context, settings, [&simulator](HttpRequest request, Caller caller) {
                          return simulator.handle(std::move(request), std::move(caller));
                      }};
    if (auto const listening = server.listen(); !listening) {
        return complain(program, listening.error().text());
    }
    boost::asio::signal_set signals{context, SIGINT, SIGTERM};
    signals.async_wait([&server](auto const&, int) { server.stop(grace); });
    std::printf("{\"event\":\"listening\",\"port\":%u}\n", unsigned{server.port()});
    std::fflush(stdout);
    context.run();
    return 0;
}

} // namespace

int run_simulator(SimulatorProgram const& program, int count, char** values)
{
    Arguments const arguments{count,
                              values,
                              {"--port", "--token-file", "--data-folder", "--webhook-secret-file"},
                              {"--forget-bodies"}};
    if (arguments.asks_for_help()) return print_usage(program, stdout), 0;
    auto const port = arguments.number("--port", program.port, 65'535);
    if (!arguments.are_valid()) return print_usage(program, stderr), 2;
    auto token = read_secret(arguments.text("--token-file"));
    auto webhook_secret = read_secret(arguments.text("--webhook-secret-file"));
    if (!token || !webhook_secret) return complain(program, "a secret file is missing or empty");
    SimulatorSettings settings;
    settings.bodies = arguments.has("--forget-bodies") ? Bodies::forget : Bodies::keep;
    settings.token = *std::move(token);
    settings.data_folder = arguments.text("--data-folder");
    auto system = program.make(settings.bodies, *std::move(webhook_secret));
    Simulator simulator{std::move(settings), std::move(system)};
    if (auto const opened = simulator.open(); !opened) {
        return complain(program, opened.error().text());
    }
    return serve(program, simulator, port);
}

} // namespace foramen
