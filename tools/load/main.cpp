// Why this file exists: the command line of the load tool.
#include "tools/arguments.h"
#include "tools/load/closed_loop.h"

#include <unistd.h>

#include <cstdio>
#include <fstream>

namespace {

constexpr char usage[] = "usage: load --url http://HOST:PORT/PATH [--bodies booking | --constant]\n"
                         "            [--connections N] [--seconds N] [--bearer-file F] [--json]\n"
                         "  --bodies booking  POST a fresh booking each time\n"
                         "  --constant        GET the URL each time (the default)\n"
                         "Each connection sends its next request when the last one is answered.\n";

std::optional<foramen::LoadTarget> parse_url(std::string_view url)
{
    constexpr std::string_view scheme = "http://";
    if (!url.starts_with(scheme)) return {};
    url.remove_prefix(scheme.size());
    foramen::LoadTarget target;
    auto const slash = std::min(url.find('/'), url.size());
    auto const authority = url.substr(0, slash);
    auto const colon = std::min(authority.rfind(':'), authority.size());
    target.host = authority.substr(0, colon);
    target.port = colon < authority.size() ? authority.substr(colon + 1) : "80";
    target.path = slash < url.size() ? url.substr(slash) : "/";
    if (target.host.empty()) return {};
    return target;
}

std::string first_word(std::string const& file)
{
    std::ifstream stream{file};
    std::string word;
    stream >> word;
    return word;
}

/// Kept apart from run to run, so that the bookings of one are new to a store that saw another.
std::uint64_t run_number()
{
    auto const now = std::chrono::system_clock::now().time_since_epoch();
    auto const millis = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    return static_cast<std::uint64_t>(millis / 10) % 100'000'000;
}

} // namespace

int main(int count, char** values)
{
    foramen::Arguments const arguments{
        count,
        values,
        {"--url", "--connections", "--seconds", "--bearer-file", "--bodies"},
        {"--json", "--constant"}};
    if (arguments.asks_for_help()) return std::fputs(usage, stdout), 0;
    auto const target = parse_url(arguments.text("--url"));
    auto const bodies = arguments.text("--bodies");
    foramen::LoadPlan plan;
    plan.connections = arguments.number("--connections", 64, 10'000);
    plan.time = std::chrono::seconds{arguments.number("--seconds", 5, 86'400)};
    auto const known = bodies.empty() || (bodies == "booking" && !arguments.has("--constant"));
    if (!arguments.are_valid() || !target || !known || plan.connections == 0) {
        return std::fputs(usage, stderr), 2;
    }
    plan.target = *target;
    if (auto const file = arguments.text("--bearer-file"); !file.empty()) {
        plan.target.bearer = first_word(file);
        if (plan.target.bearer.empty()) {
            return std::fprintf(stderr, "load: no token in %s\n", file.c_str()), 2;
        }
    }
    auto requests = bodies.empty() ? foramen::RequestTemplate::get(plan.target)
                                   : foramen::RequestTemplate::booking(plan.target, run_number());
    auto measured = foramen::run_closed_loop(plan, requests);
    if (!measured) {
        std::fprintf(stderr, "load: %s\n", measured.error().text().c_str());
        return 1;
    }
    auto const text = arguments.has("--json") ? measured->to_json() : measured->to_text();
    std::printf("%s\n", text.c_str());
    return measured->micros.empty() ? 1 : 0;
}
