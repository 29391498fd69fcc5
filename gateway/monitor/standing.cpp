#include "gateway/monitor/standing.h"

#include "gateway/monitor/mask.h"

#include <algorithm>
#include <map>

namespace foramen {

namespace {

std::string messages_of(std::uint64_t count)
{
    return count == 1 ? "1 message" : std::to_string(count) + " messages";
}

std::optional<TimePoint> earlier(std::optional<TimePoint> left, std::optional<TimePoint> right)
{
    if (!left) return right;
    return right ? std::min(*left, *right) : left;
}

Need held_need(QueueLine const& line)
{
    auto const count = line.count(MessageState::held);
    auto const are = std::string{count == 1 ? " is held" : " are held"};
    // "intake" is not a far side: its messages stand for events that our own rules failed on.
    auto text = line.queue.partner == "intake"
                    ? messages_of(count) + are + " at intake: an event could not be turned into " +
                          "messages. Mend the mapping or the rules, then release."
                    : messages_of(count) + " for " + line.queue.partner + are +
                          ". Read why, then release, retry or discard.";
    return {"held", line.queue.partner, count, line.queue.oldest_held, std::move(text)};
}

/// "operator:alice" is alice.
std::string_view person(std::string_view actor)
{
    constexpr std::string_view role{"operator:"};
    return actor.starts_with(role) ? actor.substr(role.size()) : actor;
}

/// A pause that is forgotten keeps reports from a practice, so it stays in sight.
Need paused_need(QueueLine const& line, Pause const& pause, std::uint64_t open)
{
    auto const waits = open == 0 ? std::string{"Nothing waits yet."}
                                 : messages_of(open) + (open == 1 ? " waits." : " wait.");
    return {"partner-paused", line.queue.partner, open, pause.since,
            "Sending to " + line.queue.partner + " is paused by " +
                std::string{person(pause.actor)} + " (" + careful_text(pause.reason) + "). " +
                waits + " Resume it under Partners."};
}

void add_line_needs(std::vector<Need>& found, QueueLine const& line, TimePoint now)
{
    auto const& partner = line.queue.partner;
    auto const open = line.count(MessageState::waiting) + line.count(MessageState::sending);
    if (line.count(MessageState::held) > 0) found.push_back(held_need(line));
    if (line.queue.pause) {
        found.push_back(paused_need(line, *line.queue.pause, open));
    } else if (line.line.breaker != BreakerState::closed && open > 0) {
        found.push_back({"breaker-open", partner, open, line.queue.oldest_waiting,
                         partner + " does not answer: it is left alone for a while and asked " +
                             "again by itself. Ask the partner if it lasts."});
    } else if (line.queue.oldest_waiting && now - *line.queue.oldest_waiting > waiting_long) {
        found.push_back({"waiting-long", partner, open, line.queue.oldest_waiting,
                         messages_of(open) + " for " + partner +
                             " wait longer than 30 minutes. See the attempts of the oldest one."});
    }
}

void add_approval_need(std::vector<Need>& found, Standing const& standing)
{
    auto const due = standing.approvals.due(standing.at + approval_near);
    if (due == 0) return;
    auto const what =
        due == 1 ? std::string{"1 approval is"} : std::to_string(due) + " approvals are";
    found.push_back({"approval-due",
                     "",
                     due,
                     {},
                     what + " due within a day, or overdue, without an answer. Telephone the "
                            "practice: no answer is never a yes."});
}

void add_certificate_needs(std::vector<Need>& found, Standing const& standing)
{
    for (auto const& certificate : standing.certificates) {
        if (!certificate.expires) {
            found.push_back({"certificate-unreadable",
                             certificate.name,
                             0,
                             {},
                             "The certificate of " + certificate.name +
                                 " cannot be read. Put a PEM file where the configuration says."});
            continue;
        }
        auto const left = *certificate.expires - standing.at;
        if (left > certificate_near) continue;
        auto const days = std::chrono::floor<std::chrono::days>(left).count();
        auto const when = days < 0    ? std::string{" has expired"}
                          : days == 0 ? std::string{" expires today"}
                          : days == 1 ? std::string{" expires in 1 day"}
                                      : " expires in " + std::to_string(days) + " days";
        found.push_back({"certificate-ending",
                         certificate.name,
                         0,
                         {},
                         "The certificate of " + certificate.name + when +
                             ". Replace the file and restart the gateway."});
    }
}

} // namespace

std::uint64_t QueueLine::count(MessageState state) const
{
    auto const found = queue.counts.find(state);
    return found == queue.counts.end() ? 0 : found->second;
}

std::optional<TimePoint> QueueLine::oldest() const
{
    return earlier(queue.oldest_waiting, queue.oldest_held);
}

std::uint64_t Standing::total(MessageState state) const
{
    std::uint64_t sum = 0;
    for (auto const& line : queues) sum += line.count(state);
    return sum;
}

std::optional<TimePoint> Standing::last_delivered() const
{
    std::optional<TimePoint> last;
    for (auto const& line : queues) {
        if (line.queue.last_delivered && (!last || *line.queue.last_delivered > *last)) {
            last = line.queue.last_delivered;
        }
    }
    return last;
}

std::vector<QueueLine> queue_lines(std::vector<QueueState> queues, std::vector<LineState> lines,
                                   Rates const& rates)
{
    std::map<std::string, QueueLine> by_partner;
    for (auto& line : lines) {
        auto& joined = by_partner[line.partner];
        joined.queue.partner = line.partner;
        joined.line = std::move(line);
        joined.may_be_paused = true;
    }
    for (auto& queue : queues) {
        auto& joined = by_partner[queue.partner];
        joined.queue = std::move(queue);
        joined.line.partner = joined.queue.partner;
        joined.may_be_paused = joined.may_be_paused || joined.queue.pause;
    }
    std::vector<QueueLine> joined;
    for (auto& [partner, line] : by_partner) {
        auto const rate = rates.delivered_by_partner.find(partner);
        if (rate != rates.delivered_by_partner.end()) line.per_minute = rate->second;
        auto const tries = rates.tries_by_partner.find(partner);
        if (tries != rates.tries_by_partner.end()) line.tries = tries->second;
        joined.push_back(std::move(line));
    }
    std::stable_sort(joined.begin(), joined.end(),
                     [](QueueLine const& left, QueueLine const& right) {
                         auto const left_oldest = left.oldest();
                         auto const right_oldest = right.oldest();
                         if (left_oldest.has_value() != right_oldest.has_value())
                             return left_oldest.has_value();
                         return left_oldest && *left_oldest < *right_oldest;
                     });
    return joined;
}

std::vector<Need> needs(Standing const& standing)
{
    std::vector<Need> found;
    if (standing.audit == AuditChain::broken) {
        found.push_back({"audit-broken",
                         "",
                         0,
                         {},
                         "The audit trail was changed from outside. Keep the store as it is, run "
                         "foramen audit verify and tell the security officer now."});
    }
    if (standing.disk_bytes > 0 &&
        static_cast<double>(standing.disk_free_bytes) <
            disk_free_share_min * static_cast<double>(standing.disk_bytes)) {
        found.push_back({"disk-low",
                         "",
                         0,
                         {},
                         "Less than a tenth of the disk is free. Make room: without it nothing "
                         "can be accepted."});
    }
    add_approval_need(found, standing);
    for (auto const& line : standing.queues) add_line_needs(found, line, standing.at);
    add_certificate_needs(found, standing);
    return found;
}

std::string sentence(std::vector<Need> const& needs)
{
    if (needs.empty()) return "Nothing needs you.";
    if (needs.size() == 1) return "1 thing needs you.";
    return std::to_string(needs.size()) + " things need you.";
}

} // namespace foramen
