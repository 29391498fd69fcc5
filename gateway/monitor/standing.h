// Why this file exists: how the house stands at one moment, and what of it needs a person. Pure.
#pragma once

#include "gateway/delivery/courier.h"
#include "gateway/monitor/approval_watch.h"
#include "gateway/monitor/metrics.h"
#include "gateway/security/certificate_watch.h"
#include "gateway/store/store.h"

#include <optional>
#include <string>
#include <vector>

namespace foramen {

/// One partner's queue: what the store, the courier and the counters know of it.
struct QueueLine {
    QueueState queue;
    LineState line;
    std::uint64_t per_minute = 0;
    Tries tries;                ///< In the last hour.
    bool may_be_paused = false; ///< Intake and work lists have no line.

    std::uint64_t count(MessageState state) const;
    /// Creation of the oldest message that is not finished: waiting, sending or held.
    std::optional<TimePoint> oldest() const;
};

enum class AuditChain { unknown, whole, broken };

struct Standing {
    TimePoint at;
    std::vector<QueueLine> queues; ///< Oldest first; partners without open messages last.
    Rates rates;
    StoreFigures store;
    std::uint64_t disk_free_bytes = 0;
    std::uint64_t disk_bytes = 0; ///< 0 = not known
    AuditChain audit = AuditChain::unknown;
    std::size_t feed_clients = 0;
    OpenApprovals approvals;
    std::vector<CertificateState> certificates;
    std::string version; ///< Of the gateway that runs.

    std::uint64_t total(MessageState state) const;
    std::optional<TimePoint> last_delivered() const;
};

/// Joins what is known by partner and sorts it by age, not by depth: three messages that wait two
/// days matter more than three hundred that wait five seconds.
std::vector<QueueLine> queue_lines(std::vector<QueueState> queues, std::vector<LineState> lines,
                                   Rates const& rates);

/// Something that a person must look at.
struct Need {
    std::string code; ///< "held", "partner-paused", "breaker-open", "waiting-long", "disk-low",
                      ///< "audit-broken", "approval-due", "certificate-ending",
                      ///< "certificate-unreadable"
    std::string partner;
    std::uint64_t count = 0;
    std::optional<TimePoint> since;
    std::string text; ///< What happened and what to do. No times: the page shows `since`.
};

/// A message that waits longer than this needs a person.
inline constexpr std::chrono::minutes waiting_long{30};
/// Below this share of the disk a person must make room.
inline constexpr double disk_free_share_min = 0.10;

/// An approval without an answer needs a person so long before its deadline.
inline constexpr std::chrono::hours approval_near{24};
/// A certificate needs a person so long before its last day.
inline constexpr std::chrono::days certificate_near{30};

std::vector<Need> needs(Standing const& standing);

/// "Nothing needs you." "1 thing needs you." "2 things need you."
std::string sentence(std::vector<Need> const& needs);

} // namespace foramen
