// Why this file exists: what an operator asks for and does: messages, their timelines, actions
// with a reason, the audit trail.
#include "gateway/monitor/fields.h"
#include "gateway/monitor/message_view.h"
#include "gateway/monitor/monitor.h"
#include "gateway/monitor/snapshot.h"
#include "gateway/net/problem.h"

#include <algorithm>
#include <array>
#include <limits>

namespace foramen {

namespace {

constexpr unsigned page_size = 50;
constexpr unsigned page_size_max = 200;
constexpr std::size_t filter_bytes_max = 128;
constexpr std::size_t reason_characters_max = 500;
constexpr auto number_max = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
constexpr std::array action_fields{std::string_view{"reason"}};
constexpr std::array actions{MessageAction::retry, MessageAction::hold, MessageAction::release,
                             MessageAction::discard};
constexpr std::array message_parameters{"state", "partner", "kind",   "booking", "event",
                                        "error", "older",   "before", "limit"};
constexpr std::array audit_parameters{"after", "before", "limit"};

/// A misspelt filter that is passed over would show everything as if it were filtered.
template <class Names> Result<> known_parameters(Target const& target, Names const& names)
{
    for (auto const& [name, value] : target.query) {
        if (std::find(names.begin(), names.end(), name) == names.end()) {
            return incorrect("there is a parameter that is not known here");
        }
        if (value.size() > filter_bytes_max) {
            return incorrect("a parameter is longer than 128 bytes");
        }
    }
    return Nothing{};
}

Result<std::uint64_t> number_of(Target const& target, std::string_view name,
                                std::uint64_t otherwise, std::uint64_t least, std::uint64_t most)
{
    auto const text = target.query_value(name);
    if (text.empty()) return otherwise;
    return read_count(name, text, least, most);
}

/// "network, timeout, …"
std::string class_names()
{
    std::string names;
    for (auto const one : error_classes) {
        if (!names.empty()) names += ", ";
        names += to_string(one);
    }
    return names;
}

Result<> add_trouble(MessageFilter& filter, Target const& target, TimePoint now)
{
    if (auto const name = target.query_value("error"); !name.empty()) {
        filter.error_class = error_class_of(name);
        if (!filter.error_class) return incorrect("error must be one of " + class_names());
    }
    if (auto const text = target.query_value("older"); !text.empty()) {
        TRY(age, read_age("older", text));
        filter.created_until = now - age;
    }
    return {};
}

Result<MessageFilter> filter_of(Target const& target, TimePoint now)
{
    auto const known = known_parameters(target, message_parameters);
    if (!known) return known.error();
    MessageFilter filter;
    if (auto const state = target.query_value("state"); !state.empty()) {
        auto const found = std::find_if(message_states.begin(), message_states.end(),
                                        [&](auto one) { return to_string(one) == state; });
        if (found == message_states.end()) {
            return incorrect("state must be waiting, sending, delivered, held or discarded");
        }
        filter.state = *found;
    }
    filter.partner = target.query_value("partner");
    filter.kind = target.query_value("kind");
    filter.booking_id = target.query_value("booking");
    filter.event_message_id = target.query_value("event");
    if (auto const added = add_trouble(filter, target, now); !added) return added.error();
    TRY(before, number_of(target, "before", 0, 1, number_max));
    TRY(limit, number_of(target, "limit", page_size, 1, page_size_max));
    filter.before = before;
    filter.limit = static_cast<unsigned>(limit);
    return filter;
}

std::size_t characters(std::string_view utf8)
{
    return static_cast<std::size_t>(
        std::count_if(utf8.begin(), utf8.end(), [](char one) { return (one & 0xC0) != 0x80; }));
}

enum class Reason { needed, if_any };

/// Holding, discarding and pausing are a person's decision, and a person must be able to say why.
Result<std::string> reason_of(std::string const& body, Reason wanted, std::string_view action)
{
    TRY(fields, read_fields(body, action_fields));
    auto const given = fields.find("reason");
    std::string reason = given == fields.end() ? std::string{} : given->second;
    auto const first = reason.find_first_not_of(" \t\r\n");
    if (wanted == Reason::needed && first == std::string::npos) {
        return incorrect("say why: a reason is needed to " + std::string{action});
    }
    if (characters(reason) > reason_characters_max) {
        return incorrect("the reason is longer than 500 characters");
    }
    bool const controls = std::any_of(reason.begin(), reason.end(), [](char one) {
        return (static_cast<unsigned char>(one) < 0x20 && one != '\n' && one != '\t') ||
               one == 0x7F;
    });
    if (controls) return incorrect("the reason holds control characters");
    return reason;
}

} // namespace

boost::asio::awaitable<Answer> Monitor::messages(Visit visit)
{
    auto filter = filter_of(visit.target, clock_.now());
    if (!filter) co_return problem(400, filter.error().text());
    auto const limit = filter->limit;
    // One more than asked for tells whether there is a next page.
    ++filter->limit;
    auto found = co_await store_.messages(*std::move(filter));
    if (!found) co_return problem(found.error());
    std::optional<std::uint64_t> next;
    if (found->size() > limit) {
        found->resize(limit);
        next = found->back().sequence;
    }
    co_return json_reply(200, messages_json(*found, next));
}

Task<std::string> Monitor::trace_of(std::string message_id)
{
    MessageTrace trace;
    CO_TRY(message, co_await store_.message(message_id));
    CO_TRY(attempts, co_await store_.attempts(message_id));
    trace.message = std::move(message);
    trace.attempts = std::move(attempts);
    if (!trace.message.event_message_id.empty()) {
        auto event = co_await store_.event(trace.message.event_message_id);
        if (event) trace.event = *std::move(event);
        else if (event.error().kind() != ErrorKind::not_found) co_return std::move(event).error();
    }
    co_return trace_json(trace);
}

boost::asio::awaitable<Answer> Monitor::message(Visit visit)
{
    if (visit.captures.empty()) co_return problem(404, "there is no such message");
    auto const text = co_await trace_of(visit.captures[0]);
    if (!text) co_return problem(text.error());
    co_return json_reply(200, *text);
}

boost::asio::awaitable<Answer> Monitor::act(Visit visit)
{
    if (!visit.identity) co_return problem(401, "sign in first");
    if (visit.captures.size() < 2) co_return problem(404, "there is no such action");
    auto const action = std::find_if(actions.begin(), actions.end(),
                                     [&](auto one) { return to_string(one) == visit.captures[1]; });
    if (action == actions.end()) {
        co_return problem(404, "the actions are retry, hold, release and discard");
    }
    bool const grave = *action == MessageAction::hold || *action == MessageAction::discard;
    auto reason = reason_of(visit.request.body, grave ? Reason::needed : Reason::if_any,
                            std::string{to_string(*action)} + " a message");
    if (!reason) co_return problem(422, reason.error().text());
    AuditEntry why{visit.identity->name, "message." + std::string{to_string(*action)},
                   visit.captures[0], *std::move(reason)};
    auto const outcome = co_await store_.act(visit.captures[0], *action, std::move(why));
    if (!outcome) co_return problem(outcome.error());
    auto const text = co_await trace_of(visit.captures[0]);
    if (!text) co_return problem(text.error());
    co_return json_reply(200, *text);
}

/// Error: not_found, for what has no line that could be paused.
Task<QueueLine> Monitor::line_of(std::string partner)
{
    CO_TRY(queues, co_await store_.queues());
    for (auto& line : queue_lines(std::move(queues), lines_(), {})) {
        if (line.queue.partner == partner && line.may_be_paused) co_return std::move(line);
    }
    co_return not_found("there is no partner of this name that messages are sent to");
}

boost::asio::awaitable<Answer> Monitor::act_on_partner(Visit visit)
{
    if (!visit.identity) co_return problem(401, "sign in first");
    if (visit.captures.size() < 2) co_return problem(404, "there is no such action");
    auto const& partner = visit.captures[0];
    bool const pausing = visit.captures[1] == to_string(PartnerAction::pause);
    if (!pausing && visit.captures[1] != to_string(PartnerAction::resume)) {
        co_return problem(404, "the actions are pause and resume");
    }
    auto reason =
        reason_of(visit.request.body, pausing ? Reason::needed : Reason::if_any, "pause a partner");
    if (!reason) co_return problem(422, reason.error().text());
    auto known = co_await line_of(partner);
    if (!known) co_return problem(known.error());
    AuditEntry why{visit.identity->name, "", "", *std::move(reason)};
    auto const action = pausing ? PartnerAction::pause : PartnerAction::resume;
    auto const outcome = co_await store_.act_on_partner(partner, action, std::move(why));
    if (!outcome) co_return problem(outcome.error());
    known = co_await line_of(partner);
    // A partner that is configured no more has no line once it is resumed.
    auto const pause = known ? known->queue.pause : std::nullopt;
    JsonText json;
    json.object().member("partner", partner);
    member_pause(json, pause);
    json.end_object();
    co_return json_reply(200, json.take());
}

/// The trail is read forwards by number; its end is searched from the last one that was seen,
/// in steps that double and then halve.
Task<std::uint64_t> Monitor::newest_audit()
{
    std::uint64_t low = newest_audit_;
    std::uint64_t step = 1;
    for (bool growing = true; step > 0;) {
        auto const further = co_await store_.audit(low + step - 1, 1);
        if (!further) co_return further.error();
        if (!further->empty()) low = std::max(low + step, further->front().number);
        else growing = false;
        step = growing ? step * 2 : step / 2;
    }
    newest_audit_ = low;
    co_return low;
}

boost::asio::awaitable<Answer> Monitor::audit(Visit visit)
{
    auto const& target = visit.target;
    auto const known = known_parameters(target, audit_parameters);
    if (!known) co_return problem(400, known.error().text());
    auto const limit = number_of(target, "limit", page_size, 1, page_size_max);
    auto const after = number_of(target, "after", 0, 0, number_max);
    auto const before = number_of(target, "before", 0, 1, number_max);
    for (auto const* number : {&limit, &after, &before}) {
        if (!*number) co_return problem(400, number->error().text());
    }
    auto from = *after;
    bool const newest_first = target.query_value("after").empty();
    if (newest_first) {
        auto end = *before;
        if (end == 0) {
            auto const newest = co_await newest_audit();
            if (!newest) co_return problem(newest.error());
            end = *newest + 1;
        }
        from = end > *limit + 1 ? end - *limit - 1 : 0;
    }
    auto found = co_await store_.audit(from, static_cast<unsigned>(*limit));
    if (!found) co_return problem(found.error());
    if (newest_first && *before != 0) {
        std::erase_if(*found, [&](auto const& one) { return one.number >= *before; });
    }
    if (newest_first) std::reverse(found->begin(), found->end());
    std::optional<std::uint64_t> older;
    if (newest_first && from > 0) older = from + 1;
    co_return json_reply(200, audit_json(*found, older));
}

} // namespace foramen
