// Why this file exists: the operators' room: what they see, what they may do, what Prometheus
// reads. Each public coroutine is a handler for the routes table; README.md lists the routes.
#pragma once

#include "gateway/base/random.h"
#include "gateway/delivery/courier.h"
#include "gateway/monitor/feed.h"
#include "gateway/monitor/metrics.h"
#include "gateway/monitor/sessions.h"
#include "gateway/monitor/standing.h"
#include "gateway/security/visit.h"
#include "gateway/store/store.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foramen {

struct MonitorSettings {
    std::string version = "0.1.0";
    std::filesystem::path data_folder; ///< Whose disk is watched; empty = none.
    /// Over TLS the cookie is marked Secure; plain HTTP is for loopback only.
    enum class Line { plain, tls } line = Line::plain;
    FeedSettings feed;
    std::vector<WatchedCertificate> certificates;
    /// How often the audit trail is verified and the certificates are read.
    std::chrono::minutes verify_audit_every{60};
    /// Open approvals are looked up no more often than this.
    std::chrono::seconds approvals_every{5};
};

/// Must live as long as the io_context runs handlers. Handlers are safe from any thread.
class Monitor {
public:
    Monitor(boost::asio::io_context& context, Store& store,
            std::function<std::vector<LineState>()> lines, Clock const& clock, Random& random,
            Metrics& metrics, Callers const& callers, MonitorSettings settings);

    /// Begins to verify the audit trail now and every hour.
    void start();
    /// Ends the feeds and the watch.
    void stop();

    /// Whose session the cookie names. A request that changes something must also carry the
    /// session's token in X-Foramen-CSRF and come from our own page; otherwise: nobody.
    std::optional<Identity> identity_of(HttpRequest const& request);

    // For anybody:
    boost::asio::awaitable<Answer> page(Visit visit);    ///< GET /ops, /ops/, /ops/assets/{name}
    boost::asio::awaitable<Answer> session(Visit visit); ///< GET /ops/api/v1/session
    boost::asio::awaitable<Answer> sign_in(Visit visit); ///< POST /ops/api/v1/session
    boost::asio::awaitable<Answer> livez(Visit visit);   ///< GET /livez
    boost::asio::awaitable<Answer> readyz(Visit visit);  ///< GET /readyz
    boost::asio::awaitable<Answer> metrics(Visit visit); ///< GET /metrics

    // For operations:
    boost::asio::awaitable<Answer> sign_out(Visit visit); ///< DELETE /ops/api/v1/session
    boost::asio::awaitable<Answer> snapshot(Visit visit); ///< GET /ops/api/v1/snapshot
    boost::asio::awaitable<Answer> feed(Visit visit);     ///< GET /ops/api/v1/feed
    boost::asio::awaitable<Answer> messages(Visit visit); ///< GET /ops/api/v1/messages
    boost::asio::awaitable<Answer> message(Visit visit);  ///< GET /ops/api/v1/messages/{id}
    boost::asio::awaitable<Answer> act(Visit visit);      ///< POST …/messages/{id}/{action}
    /// POST /ops/api/v1/partners/{partner}/{pause or resume}
    boost::asio::awaitable<Answer> act_on_partner(Visit visit);
    boost::asio::awaitable<Answer> audit(Visit visit);     ///< GET /ops/api/v1/audit
    boost::asio::awaitable<Answer> approvals(Visit visit); ///< GET /ops/api/v1/approvals

private:
    Task<Standing> standing();
    Task<OpenApprovals> approvals_now();
    Task<std::string> snapshot_text();
    Task<std::string> trace_of(std::string message_id);
    Task<QueueLine> line_of(std::string partner);
    Task<std::uint64_t> newest_audit();
    Task<> audited(AuditEntry entry);
    boost::asio::awaitable<void> watch_audit();
    std::string cookie_header(std::string_view id, std::chrono::seconds age) const;

    boost::asio::io_context& context_;
    Store& store_;
    std::function<std::vector<LineState>()> lines_;
    Clock const& clock_;
    Metrics& metrics_;
    Callers const& callers_;
    MonitorSettings settings_;
    Sessions sessions_;
    SignInLimit sign_in_limit_;
    Feed feed_;
    boost::asio::steady_timer audit_timer_;
    std::atomic<AuditChain> audit_chain_ = AuditChain::unknown;
    std::atomic<std::uint64_t> newest_audit_ = 0; ///< The newest number that was seen.
    std::atomic<bool> stopping_ = false;
    std::mutex watches_mutex_; ///< Guards what follows.
    std::vector<CertificateState> certificates_;
    OpenApprovals approvals_;
    std::optional<std::chrono::steady_clock::time_point> approvals_made_;
};

} // namespace foramen
