#include "gateway/advance.h"

#include "gateway/base/digest.h"
#include "gateway/base/log.h"
#include "gateway/clinic_list.h"
#include "gateway/outcome.h"
#include "gateway/rows.h"
#include "gateway/store/rules.h"
#include "gateway/whose.h"

#include <algorithm>

namespace foramen {

namespace {

/// Two events of one booking at the same moment: the slower one reads again and decides anew.
constexpr int rounds_max = 16;

constexpr unsigned messages_at_once = 100;

/// Held events that are tried again in one go.
constexpr unsigned retries_max = 16;

/// Two events of one patient at the same moment must not miss each other: the store refuses the
/// batch when something of the patient came since the situation was read.
void guard_patient(AdvanceParts const& parts, Case const& one, Batch& batch)
{
    auto const& known = one.situation;
    if (known.patient_key.empty()) return;
    auto const& patient = one.submission.event.patient;
    auto const is_free = known.former == FormerKey::free;
    auto former = is_free ? parts.sealer.lookup_key(patient.clinic_identity()) : "";
    batch.seen.push_back({known.patient_key, known.patient_rows, std::move(former)});
}

} // namespace

Task<Situation> Advance::situation(std::string event_id, ClinicEvent const& event)
{
    SituationQuery query{std::string{to_string(event.kind())}, std::move(event_id),
                         event.booking_id(), parts_.sealer.lookup_key(event.patient.identity()),
                         parts_.sealer.lookup_key(event.patient.clinic_identity())};
    auto again = query;
    CO_TRY(known, co_await parts_.store.situation(std::move(query)));
    auto const& key = known.journey.patient_key;
    // An event without the NHS number belongs to the patient whose journey it is.
    if (event.patient.nhs_number || key.empty() || key == known.patient_key) co_return known;
    again.patient_key = key;
    co_return co_await parts_.store.situation(std::move(again));
}

Task<Consequences> Advance::consequences_of(Case& one)
{
    CO_CHECK(co_await look_whose(parts_, one));
    auto made = consequences(parts_, one);
    if (!made.wants_waiting.empty()) {
        CO_TRY(waiting, co_await open_messages(std::move(made.wants_waiting),
                                               one.submission.event.booking_id()));
        one.waiting = std::move(waiting);
        made = consequences(parts_, one);
    }
    if (!made.wants_event.empty()) {
        CO_TRY(booking, co_await parts_.store.event(made.wants_event));
        one.booking_event = std::move(booking.body);
        made = consequences(parts_, one);
    }
    guard_patient(parts_, one, made.batch);
    co_return made;
}

Task<std::vector<Message>> Advance::open_messages(std::string partner, std::string booking_id)
{
    MessageFilter filter;
    filter.partner = std::move(partner);
    filter.booking_id = std::move(booking_id);
    filter.limit = messages_at_once;
    std::vector<Message> open;
    for (;;) {
        CO_TRY(page, co_await parts_.store.messages(filter));
        for (auto const& listed : page) {
            filter.before = listed.sequence;
            if (!is_open(listed.state)) continue;
            CO_TRY(message, co_await parts_.store.message(listed.id));
            if (is_open(message.state)) open.push_back(std::move(message));
        }
        if (page.size() < messages_at_once) break;
    }
    std::ranges::reverse(open); // The newest came first.
    co_return open;
}

Task<Accepted> Advance::accept(Submission submission)
{
    auto const& event = submission.event;
    auto const message_id = new_uuid(parts_.clock, parts_.random);
    auto const body_hash = to_hex(sha256(submission.body));

    for (int round = 0; round < rounds_max; ++round) {
        CO_TRY(known, co_await situation(event.event_id, event));

        if (auto const& before = known.same_event) {
            if (before->body_hash != body_hash) {
                co_return conflict("this eventId was used before with another body: "
                                   "give the new event an id of its own");
            }
            co_return Accepted{before->message_id, before->booking_id, before->state, true};
        }

        Case one{submission, known, message_id, known.patient_key, parts_.clock.now()};
        CO_TRY(made, co_await consequences_of(one));
        auto const state = made.state;
        auto const is_booked = announce_patient(made.booked);
        auto batch = kept_event(parts_, one, body_hash, std::move(made));
        auto const stored = co_await parts_.store.commit(std::move(batch));
        if (stored) {
            co_await tell_imaging(is_booked, known);
            co_return Accepted{message_id, event.booking_id(), state, false};
        }
        if (stored.error().kind() != ErrorKind::conflict) co_return stored.error();
    }
    co_return busy("this booking changes too often at the moment: send the event again");
}

/// Before the booking is stored: a report that comes at the same moment then either finds the
/// patient here, and its row makes the booking read again, or reads again itself.
bool Advance::announce_patient(std::optional<BookingJourney> const& booked)
{
    if (booked && parts_.clinic_list != nullptr) parts_.clinic_list->learn(*booked);
    return booked.has_value();
}

boost::asio::awaitable<void> Advance::tell_imaging(bool is_booked, Situation const& known)
{
    if (!is_booked || known.imaging.empty() || !parts_.imaging_waits) co_return;
    auto key = known.patient_key;
    auto const told = co_await parts_.imaging_waits(std::move(key));
    if (!told) log(Level::error, "imaging_not_told", {{Field::error, told.error().text()}});
}

Task<> Advance::retry_held()
{
    for (;;) {
        std::string partner{intake_partner};
        CO_TRY(messages, co_await parts_.store.lease(std::move(partner), retries_max));
        if (messages.empty()) co_return Nothing{};
        for (auto& message : messages) {
            auto const begun = message;
            auto const retried = co_await retry_one(std::move(message));
            auto settlement = settled_here(begun, retried, parts_.clock.now());
            CO_CHECK(co_await parts_.store.settle(std::move(settlement)));
        }
    }
}

Task<> Advance::retry_one(Message message)
{
    CO_TRY(stored, co_await parts_.store.event(message.event_message_id));
    if (stored.state != EventState::held) co_return Nothing{};

    auto const kind = stored.kind == "booking"     ? EventKind::booking
                      : stored.kind == "screening" ? EventKind::screening
                                                   : EventKind::procedure_report;
    auto parsed = parts_.parser.parse(kind, stored.body, parts_.clock.now());
    if (std::holds_alternative<Rejection>(parsed)) {
        co_return incorrect("the event no longer fits its schema: see mappings/models");
    }
    Submission const submission{std::get<ClinicEvent>(std::move(parsed)), stored.body};

    for (int round = 0; round < rounds_max; ++round) {
        CO_TRY(known, co_await situation("", submission.event));
        auto const& id = stored.message_id;
        Case one{submission, known, id, known.patient_key, parts_.clock.now()};
        CO_TRY(made, co_await consequences_of(one));
        if (made.state == EventState::held) co_return incorrect(made.note);
        auto const is_booked = announce_patient(made.booked);
        auto const resolved =
            co_await parts_.store.resolve_event(id, made.state, std::move(made.batch));
        if (resolved) co_await tell_imaging(is_booked, known);
        if (resolved || resolved.error().kind() != ErrorKind::conflict) co_return resolved;
    }
    co_return busy("this booking changes too often at the moment: try again");
}

} // namespace foramen
