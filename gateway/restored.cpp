// Why this file exists: a database that was restored from a backup knows nothing of the "no" that
// came after it (hazard H17). Until somebody has compared it with the clinic's records, nothing
// that is still to come is ready, and nothing is sent that an older state wrote.
#include "gateway/advance_move.h"
#include "gateway/base/log.h"
#include "gateway/follow_up.h"
#include "gateway/outcome.h"

namespace foramen {

namespace {

constexpr unsigned journeys_at_once = 100;
constexpr unsigned held_at_once = 200;
constexpr std::string_view compare_booking =
    "the gateway was restored from a backup and may have lost what came since: compare this "
    "booking with the clinic's records, send again what is missing, confirm the booking, then "
    "discard this message";
constexpr std::string_view compare_queue =
    "restored from a backup: it may be older than what the practice was sent last";

/// Ours, and the clinic's own software, which is told what holds now.
bool may_go_on(std::string_view partner)
{
    return partner == intake_partner || partner == question_partner ||
           partner.starts_with("webhook:");
}

} // namespace

Task<unsigned> Advance::hold_restored()
{
    unsigned count = 0;
    std::string after;
    for (;;) {
        CO_TRY(page, co_await parts_.store.journeys(after, journeys_at_once));
        if (page.empty()) break;
        after = page.back().booking_id;
        for (auto const& record : page) {
            CO_TRY(held, co_await hold_restored_one(record.booking_id));
            count += held ? 1 : 0;
        }
    }
    CO_TRY(partners, co_await parts_.store.partners_with_work());
    for (auto& partner : partners) {
        if (!may_go_on(partner)) CO_CHECK(co_await hold_messages(std::move(partner)));
    }
    co_return count;
}

Task<bool> Advance::hold_restored_one(std::string booking_id)
{
    CO_TRY(known, co_await situation_of(booking_id));
    CO_TRY(journey, BookingJourney::from(known.journey.body));
    auto const now = parts_.clock.now();
    Surroundings const around{parts_.rules, counted_procedures(known.procedures), now};
    auto const was_ready = journey.ready;
    if (!foramen::hold_restored(journey, around)) co_return false;
    AuditEntry why{"gateway", "booking.restored", booking_id, was_ready ? "it was ready" : ""};
    Move move{std::move(known),           std::move(journey), {},  true,
              R"({"action":"restored"})", std::move(why),     now, compare_booking};
    CO_CHECK(co_await store_move(std::move(move)));
    co_return true;
}

Task<> Advance::hold_messages(std::string partner)
{
    for (;;) {
        MessageFilter waiting;
        waiting.state = MessageState::waiting;
        waiting.partner = partner;
        waiting.limit = held_at_once;
        CO_TRY(messages, co_await parts_.store.messages(std::move(waiting)));
        if (messages.empty()) co_return Nothing{};
        for (auto& message : messages) {
            AuditEntry why{"gateway", "", "", std::string{compare_queue}};
            CO_CHECK(co_await parts_.store.act(std::move(message.id), MessageAction::hold,
                                               std::move(why)));
        }
    }
}

Task<BookingJourney> Advance::confirm_restored(std::string booking_id, AuditEntry who)
{
    for (int round = 0; round < move_rounds_max; ++round) {
        CO_TRY(known, co_await situation_of(booking_id));
        CO_TRY(journey, BookingJourney::from(known.journey.body));
        auto const now = parts_.clock.now();
        Surroundings const around{parts_.rules, counted_procedures(known.procedures), now};
        CO_CHECK(foramen::confirm_restored(journey, around));
        auto why = who;
        why.action = "booking.confirmed";
        why.object = booking_id;
        Move move{std::move(known), journey, {}, true, R"({"action":"confirm-restored"})",
                  std::move(why),   now};
        auto const stored = co_await store_move(std::move(move));
        if (stored) co_return journey;
        if (stored.error().kind() != ErrorKind::conflict) co_return stored.error();
    }
    co_return busy("this booking changes too often at the moment: confirm it again");
}

} // namespace foramen
