#include "gateway/announce.h"

#include "gateway/base/json_text.h"
#include "gateway/follow_up.h"

namespace foramen {

namespace {

std::string delivery_json(Message const& message, MessageState state)
{
    JsonText json;
    json.object().member("bookingId", message.booking_id).member("kind", message.kind);
    json.member("messageId", message.event_message_id).member("status", to_string(state));
    json.member("practice", message.partner);
    if (!message.report.empty()) json.member("report", message.report);
    json.end_object();
    return json.take();
}

/// What is held may be a question or stand before one; what arrived after that, too. The journey is
/// told in the same transaction that settles it, so a crash in between forgets nothing.
bool concerns_question(Message const& settled, MessageState state)
{
    return state == MessageState::held ||
           (state == MessageState::delivered && settled.attempts > 1);
}

} // namespace

Announcer delivery_announcer(Clock const& clock, Random& random, std::vector<std::string> webhooks)
{
    return [&clock, &random, webhooks = std::move(webhooks)](Message const& settled,
                                                             MessageState state) {
        Announcement told;
        if (settled.partner.starts_with("webhook:")) return told;
        auto const now = clock.now();
        auto const body = delivery_json(settled, state);
        if (concerns_question(settled, state)) {
            told.messages.push_back(question_note(settled, new_uuid(clock, random), now));
        }
        told.changes.push_back({0, "delivery", settled.booking_id, body, now});
        for (auto const& webhook : webhooks) {
            Message message;
            message.id = new_uuid(clock, random);
            message.event_message_id = settled.event_message_id;
            message.partner = webhook;
            message.kind = "delivery";
            message.lane = settled.booking_id;
            message.booking_id = settled.booking_id;
            message.body = R"({"type":"booking.delivery","timestamp":")" + to_rfc3339(now) +
                           R"(","data":)" + body + "}";
            message.created = now;
            message.not_before = now;
            told.messages.push_back(std::move(message));
        }
        return told;
    };
}

} // namespace foramen
