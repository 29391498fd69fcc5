// Why this file exists: whether a question reached its practice is known to the queue first; the
// journey hears of it, and the Task says so, once a person has to see to it (hazard H5).
#include "gateway/advance_move.h"
#include "gateway/follow_up.h"
#include "gateway/outcome.h"

#include <rapidjson/document.h>

namespace foramen {

namespace {

constexpr unsigned notes_max = 16;
constexpr unsigned messages_max = 500;

std::string message_in(std::string const& note)
{
    rapidjson::Document document;
    document.Parse(note.data(), note.size());
    if (document.HasParseError() || !document.IsObject()) return "";
    auto const found = document.FindMember("message");
    if (found == document.MemberEnd() || !found->value.IsString()) return "";
    return {found->value.GetString(), found->value.GetStringLength()};
}

} // namespace

Task<> Advance::note_questions()
{
    for (;;) {
        std::string partner{question_partner};
        CO_TRY(notes, co_await parts_.store.lease(std::move(partner), notes_max));
        if (notes.empty()) co_return Nothing{};
        for (auto const& note : notes) {
            auto const noted = co_await note_question_of(message_in(note.body));
            auto settlement = settled_here(note, noted, parts_.clock.now());
            CO_CHECK(co_await parts_.store.settle(std::move(settlement)));
        }
    }
}

/// By how it stands now: it may have been released since, or have arrived.
Task<> Advance::note_question_of(std::string message_id)
{
    CO_TRY(message, co_await parts_.store.message(std::move(message_id)));
    if (message.state == MessageState::waiting) co_return co_await look_before(std::move(message));
    auto const arrived = message.state == MessageState::delivered;
    if (!arrived && message.state != MessageState::held) co_return Nothing{};
    auto const delivery = arrived ? QuestionDelivery::done : QuestionDelivery::failed;
    if (is_question(message.kind)) CO_CHECK(co_await note_one(message, message.id, delivery));
    MessageFilter behind;
    behind.partner = message.partner;
    behind.kind = "approval-asked";
    behind.limit = messages_max;
    CO_TRY(questions, co_await parts_.store.messages(std::move(behind)));
    for (auto const& question : questions) {
        auto const follows = question.lane == message.lane && question.sequence > message.sequence;
        auto const waits = question.state == MessageState::waiting;
        if (!follows || !(waits || arrived)) continue;
        CO_CHECK(co_await note_one(question, message.id, delivery));
    }
    co_return Nothing{};
}

/// A question that was just asked, behind something that is held already.
Task<> Advance::look_before(Message question)
{
    MessageFilter held;
    held.partner = question.partner;
    held.state = MessageState::held;
    held.limit = messages_max;
    CO_TRY(blockers, co_await parts_.store.messages(std::move(held)));
    for (auto const& blocker : blockers) {
        auto const blocks = blocker.lane == question.lane && blocker.sequence < question.sequence;
        if (blocks) CO_CHECK(co_await note_one(question, blocker.id, QuestionDelivery::failed));
    }
    co_return Nothing{};
}

Task<> Advance::note_one(Message question, std::string about, QuestionDelivery delivery)
{
    for (int round = 0; round < move_rounds_max; ++round) {
        CO_TRY(known, co_await situation_of(question.booking_id));
        CO_TRY(before, BookingJourney::from(known.journey.body));
        auto journey = before;
        auto notices = note_question(journey, about, question.created, delivery);
        if (journey == before) co_return Nothing{};
        auto const task = approval_task_id(journey.booking_id, journey.requests.back().number);
        AuditEntry why{"gateway", "approval.delivery", task, ""};
        auto body = R"({"action":"delivery","message":")" + about + "\"}";
        Move move{std::move(known), std::move(journey), std::move(notices), false,
                  std::move(body),  std::move(why),     parts_.clock.now()};
        auto const stored = co_await store_move(std::move(move));
        if (stored || stored.error().kind() != ErrorKind::conflict) co_return stored;
    }
    co_return busy("this booking changes too often at the moment");
}

} // namespace foramen
