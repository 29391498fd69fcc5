// Why this file exists: the monitor page over synthetic messages that move, to look at it and to
// test it in a browser without the whole house. Holds no patient but the marker.
//   monitor_preview PORT OPERATOR-TOKEN
#include "gateway/net/server.h"
#include "tests/gateway/monitor/monitor_house.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdio>
#include <cstdlib>

namespace foramen {

namespace {

using namespace std::chrono_literals;

constexpr std::array partners{"Z10001", "Z10002", "webhook:clinic"};
constexpr std::array kinds{"booking", "screening", "procedure-report"};
constexpr unsigned history_count = 130; ///< More than two pages.

std::string booking_id(unsigned number) { return "BK-D" + std::to_string(76'000 + number); }

/// Questions to a practice, one of them overdue.
Batch open_approvals_batch(TimePoint now)
{
    Batch batch;
    batch.resources.push_back({"Organization",
                               "org-1",
                               R"({"resourceType":"Organization","id":"org-1",)"
                               R"("identifier":[{"value":"Z10001"}]})",
                               "",
                               "",
                               "",
                               {},
                               0,
                               {}});
    constexpr std::array hours{-3h, 20h, 130h};
    for (std::size_t i = 0; i < hours.size(); ++i) {
        auto const id = "4f0c2d1e-000" + std::to_string(i);
        auto body = R"({"resourceType":"Task","id":")" + id + R"(","businessStatus":{"coding":[)" +
                    R"({"code":"sent"}]},"owner":{"reference":"Organization/org-1"},)" +
                    R"("authoredOn":")" + to_rfc3339(now - 30h) +
                    R"(","restriction":{"period":{"end":")" + to_rfc3339(now + hours[i]) +
                    R"("}}})";
        batch.resources.push_back({"Task",
                                   id,
                                   std::move(body),
                                   "key",
                                   booking_id(800 + static_cast<unsigned>(i)),
                                   "requested",
                                   {},
                                   0,
                                   {}});
    }
    return batch;
}

Task<> fill(MonitorHouse& house, Clock const& clock)
{
    auto approvals = open_approvals_batch(clock.now());
    CO_CHECK(co_await house.store().commit(std::move(approvals)));
    for (unsigned i = 0; i < history_count; ++i) {
        auto const* const partner = partners[i % partners.size()];
        CO_TRY(id, co_await house.accept(partner, kinds[i % kinds.size()], booking_id(i), 3h));
        std::variant<Finish, Postpone, Hold> arrived = Finish{"200 OK, Bundle/" + id.substr(0, 8)};
        CO_CHECK(co_await house.attempt(partner, std::move(arrived)));
    }
    for (unsigned i = 0; i < 3; ++i) {
        CO_TRY(id, co_await house.accept("Z10002", "booking", booking_id(900 + i)));
        std::variant<Finish, Postpone, Hold> refused =
            Hold{"422 the practice refused it: required element missing at Bundle.entry[3]",
                 ErrorClass::content};
        CO_CHECK(co_await house.attempt("Z10002", std::move(refused)));
    }
    for (unsigned i = 0; i < 4; ++i) {
        CO_TRY(id, co_await house.accept("Z10003", "screening", booking_id(950 + i)));
        std::variant<Finish, Postpone, Hold> failed =
            Postpone{clock.now() + 40min, "connection refused", ErrorClass::network};
        CO_CHECK(co_await house.attempt("Z10003", std::move(failed)));
    }
    for (std::string const partner : partners) {
        LineState well;
        well.partner = partner;
        house.lines.push_back(std::move(well));
    }
    LineState broken;
    broken.partner = "Z10003";
    broken.breaker = BreakerState::open;
    broken.last_error = "connection refused";
    house.lines.push_back(std::move(broken));
    co_return Nothing{};
}

/// A message now and then, delivered the moment after.
boost::asio::awaitable<void> move_on(boost::asio::io_context& context, MonitorHouse& house)
{
    boost::asio::steady_timer timer{context};
    for (unsigned number = 200;; ++number) {
        std::string const partner{partners[number % partners.size()]};
        auto const id = co_await house.accept(partner, "booking", booking_id(number));
        timer.expires_after(300ms);
        co_await timer.async_wait(boost::asio::use_awaitable);
        std::variant<Finish, Postpone, Hold> arrived = Finish{"200 OK"};
        auto const settled = co_await house.attempt(partner, std::move(arrived));
        timer.expires_after(400ms);
        co_await timer.async_wait(boost::asio::use_awaitable);
        if (!id || !settled) continue; // Somebody held it: that is what the page is for.
    }
}

boost::asio::awaitable<void> begin(boost::asio::io_context& context, MonitorHouse& house,
                                   Clock const& clock)
{
    if (auto const filled = co_await fill(house, clock); !filled) {
        std::fprintf(stderr, "monitor_preview: %s\n", filled.error().text().c_str());
        std::exit(1);
    }
    co_await move_on(context, house);
}

int serve(std::uint16_t port, std::string const& token)
{
    boost::asio::io_context context;
    SystemClock const clock;
    SystemRandom random;
    MonitorSettings settings;
    settings.data_folder = "/";
    MonitorHouse house{context, clock, random, token, settings};
    ServerSettings line;
    line.port = port;
    HttpServer server{context, line, [&](HttpRequest request, Caller caller) {
                          return house.handle(std::move(request), std::move(caller));
                      }};
    if (auto const listening = server.listen(); !listening) {
        std::fprintf(stderr, "monitor_preview: %s\n", listening.error().text().c_str());
        return 1;
    }
    std::printf("http://127.0.0.1:%u/ops/\n", unsigned{server.port()});
    std::fflush(stdout);
    boost::asio::co_spawn(context, begin(context, house, clock), boost::asio::detached);
    house.monitor().start();
    boost::asio::signal_set signals{context, SIGINT, SIGTERM};
    signals.async_wait([&](auto, auto) { context.stop(); });
    context.run();
    return 0;
}

} // namespace

} // namespace foramen

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::fputs("usage: monitor_preview PORT OPERATOR-TOKEN\n", stderr);
        return 2;
    }
    return foramen::serve(static_cast<std::uint16_t>(std::atoi(argv[1])), argv[2]);
}
