#include "gateway/monitor/monitor.h"

#include "gateway/base/digest.h"
#include "gateway/base/log.h"
#include "gateway/monitor/gauges.h"
#include "gateway/monitor/page.h"
#include "gateway/monitor/snapshot.h"
#include "gateway/net/problem.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace foramen {

namespace {

constexpr std::string_view assets_path = "/ops/assets/";
constexpr std::size_t boot_bytes = 4;

} // namespace

Monitor::Monitor(boost::asio::io_context& context, Store& store,
                 std::function<std::vector<LineState>()> lines, Clock const& clock, Random& random,
                 Metrics& metrics, Callers const& callers, MonitorSettings settings)
    : context_{context}, store_{store}, lines_{std::move(lines)}, clock_{clock}, metrics_{metrics},
      callers_{callers}, settings_{std::move(settings)}, sessions_{clock, random},
      sign_in_limit_{clock}, feed_{settings_.feed, clock, to_hex(random.bytes(boot_bytes)),
                                   [this] { return snapshot_text(); }},
      audit_timer_{context}, certificates_{read_certificates(settings_.certificates)}
{}

void Monitor::start() { boost::asio::co_spawn(context_, watch_audit(), boost::asio::detached); }

void Monitor::stop()
{
    stopping_ = true;
    feed_.stop();
    boost::asio::post(context_, [this] { audit_timer_.cancel(); });
}

boost::asio::awaitable<void> Monitor::watch_audit()
{
    while (!stopping_) {
        auto const verified = co_await store_.verify_audit();
        if (verified) {
            audit_chain_ = AuditChain::whole;
        } else if (verified.error().kind() == ErrorKind::fault) {
            audit_chain_ = AuditChain::broken;
            log(Level::error, "audit-chain-broken", {{Field::error, verified.error().text()}});
        }
        {
            auto certificates = read_certificates(settings_.certificates);
            std::lock_guard const lock{watches_mutex_};
            certificates_ = std::move(certificates);
        }
        boost::system::error_code error;
        auto until = boost::asio::redirect_error(boost::asio::use_awaitable, error);
        audit_timer_.expires_after(settings_.verify_audit_every);
        co_await audit_timer_.async_wait(until);
    }
}

Task<OpenApprovals> Monitor::approvals_now()
{
    auto const now = std::chrono::steady_clock::now();
    {
        std::lock_guard const lock{watches_mutex_};
        if (approvals_made_ && now - *approvals_made_ < settings_.approvals_every) {
            co_return approvals_;
        }
    }
    CO_TRY(open, co_await open_approvals(store_));
    std::lock_guard const lock{watches_mutex_};
    approvals_made_ = now;
    approvals_ = open;
    co_return open;
}

Task<Standing> Monitor::standing()
{
    CO_TRY(queues, co_await store_.queues());
    CO_TRY(open, co_await approvals_now());
    Standing now;
    now.approvals = std::move(open);
    now.version = settings_.version;
    {
        std::lock_guard const lock{watches_mutex_};
        now.certificates = certificates_;
    }
    now.at = clock_.now();
    now.rates = metrics_.rates();
    now.queues = queue_lines(std::move(queues), lines_(), now.rates);
    now.store = store_.figures();
    now.audit = audit_chain_;
    now.feed_clients = feed_.clients();
    if (!settings_.data_folder.empty()) {
        std::error_code error;
        auto const space = std::filesystem::space(settings_.data_folder, error);
        if (!error) {
            now.disk_free_bytes = space.available;
            now.disk_bytes = space.capacity;
        }
    }
    co_return now;
}

Task<std::string> Monitor::snapshot_text()
{
    CO_TRY(now, co_await standing());
    co_return snapshot_content(now);
}

boost::asio::awaitable<Answer> Monitor::page(Visit visit)
{
    auto const& path = visit.target.path;
    if (path.starts_with(assets_path)) {
        auto const encodings = header(visit.request.headers, "Accept-Encoding");
        co_return asset_reply(std::string_view{path}.substr(assets_path.size()), encodings);
    }
    if (path == "/ops") {
        // Relative links of the page count from "/ops/".
        co_return HttpReply{308, {{"Location", "/ops/"}, {"Cache-Control", "no-store"}}, {}};
    }
    bool const signed_in = identity_of(visit.request).has_value();
    co_return page_reply(signed_in ? PageView::loading : PageView::sign_in);
}

boost::asio::awaitable<Answer> Monitor::livez(Visit)
{
    // Once round the loop: an answer proves that it turns.
    co_await boost::asio::post(context_, boost::asio::use_awaitable);
    co_return HttpReply{200, {{"Content-Type", "text/plain; charset=utf-8"}}, "ok\n"};
}

boost::asio::awaitable<Answer> Monitor::readyz(Visit)
{
    auto const writable = co_await store_.probe();
    if (!writable) {
        auto reply = problem(503, "the store cannot be written: " + writable.error().text());
        reply.headers.emplace_back("Retry-After", "5");
        co_return reply;
    }
    co_return HttpReply{200, {{"Content-Type", "text/plain; charset=utf-8"}}, "ready\n"};
}

boost::asio::awaitable<Answer> Monitor::metrics(Visit)
{
    Exposition out;
    metrics_.write(out);
    // What the process counted itself is told even while the store does not answer.
    auto const now = co_await standing();
    out.family("foramen_store_up", "gauge", "1 when the store answered this scrape.");
    out.sample({}, now ? 1 : 0);
    if (now) write_gauges(out, *now, settings_.version);
    co_return HttpReply{
        200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, out.take()};
}

boost::asio::awaitable<Answer> Monitor::snapshot(Visit)
{
    auto const now = co_await feed_.renewed();
    if (!now) co_return problem(now.error());
    co_return json_reply(200, snapshot_json(now->id, now->at, now->content));
}

boost::asio::awaitable<Answer> Monitor::approvals(Visit)
{
    auto const open = co_await open_approvals(store_);
    if (!open) co_return problem(open.error());
    co_return json_reply(200, to_json(*open));
}

boost::asio::awaitable<Answer> Monitor::feed(Visit visit)
{
    if (!visit.identity) co_return problem(401, "sign in first");
    // By bearer token the caller proves itself once; a session is asked again and again.
    std::string const id{cookie(header(visit.request.headers, "Cookie"), "foramen_session")};
    bool const by_session = header(visit.request.headers, "Authorization").empty();
    auto still_allowed = [this, id, by_session] {
        return !by_session || sessions_.find(id, Sessions::Look::peek).has_value();
    };
    auto seat = feed_.sit_down(visit.identity->name,
                               std::string{header(visit.request.headers, "Last-Event-ID")},
                               std::move(still_allowed));
    if (!seat) {
        auto reply = problem(503, "too many monitor pages listen already; close one");
        reply.headers.emplace_back("Retry-After", "30");
        co_return reply;
    }
    Answer answer{HttpReply{200,
                            {{"Content-Type", "text/event-stream"},
                             {"Cache-Control", "no-store"},
                             {"X-Accel-Buffering", "no"}},
                            {}}};
    answer.stream = [this, seat = std::move(seat)](EventStream& stream) {
        return feed_.serve(seat, stream);
    };
    co_return answer;
}

} // namespace foramen
