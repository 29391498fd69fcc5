#include "gateway/practice_change.h"

#include "gateway/follow_up.h"

#include <algorithm>

namespace foramen {

namespace {

constexpr std::string_view moved =
    "the patient is registered with another practice now: it was sent there instead";

/// It may be there although nobody knows of it.
bool may_have_arrived(Message const& message)
{
    return message.attempts > 0 && message.partner != no_practice;
}

bool is_of_approval(Message const& message) { return message.kind.starts_with("approval-"); }

/// It has not left yet and goes to the present practice instead.
bool follows_now(Case const& one, ReportState const& earlier)
{
    return one.waiting && std::ranges::any_of(*one.waiting, [&](Message const& message) {
               return message.id == earlier.message_id && !may_have_arrived(message);
           });
}

/// A question that is open is put to the present practice anew.
bool is_asked_anew(BookingJourney const& before)
{
    return !before.requests.empty() && is_open(before.requests.back().state);
}

/// The same bytes under an id of their own.
Message copy_for(AdvanceParts const& parts, Case const& one, std::string practice,
                 Message const& message)
{
    auto copy = message;
    copy.id = new_uuid(parts.clock, parts.random);
    copy.partner = std::move(practice);
    copy.lane = one.patient_key;
    copy.state = MessageState::waiting;
    copy.attempts = 0;
    copy.not_before = one.now;
    copy.finished = {};
    copy.last_error.clear();
    copy.error_class = ErrorClass::none;
    copy.receipt.clear();
    copy.sequence = 0;
    return copy;
}

/// Where the report may have arrived it stays noted: a correction goes there too.
void note_moved(BookingJourney& journey, Message const& from, Message const& to)
{
    for (auto& report : journey.reports) {
        if (report.id + "/" + std::to_string(report.version) != from.report) continue;
        report.status = "waiting";
        report.message_id = to.id;
        if (!may_have_arrived(from)) report.practice = to.partner;
    }
}

void recall(Case const& one, BookingJourney const& journey, std::string const& former, Batch& batch)
{
    auto const& before = one.situation.journey.patient_key;
    batch.recalls.push_back({one.patient_key, journey.booking_id, std::string{moved}, former});
    if (before == one.patient_key) return;
    batch.recalls.push_back({before, journey.booking_id, std::string{moved}, former});
}

/// The practices that an earlier version of this report went to, besides `present`.
std::vector<std::string> former_readers(Case const& one, BookingJourney const& before,
                                        std::string_view present)
{
    std::vector<std::string> practices;
    auto const* const report = std::get_if<ProcedureReport>(&one.submission.event.content);
    if (report == nullptr) return practices;
    for (auto const& earlier : before.reports) {
        auto const& practice = earlier.practice;
        auto const is_named = std::ranges::find(practices, practice) != practices.end();
        auto const went_elsewhere = earlier.id == report->id && earlier.status != "not-shared" &&
                                    !practice.empty() && practice != present;
        if (!went_elsewhere || is_named || follows_now(one, earlier)) continue;
        practices.push_back(practice);
    }
    return practices;
}

} // namespace

std::string former_practice(Case const& one, BookingJourney const& before,
                            BookingJourney const& after)
{
    auto const same = one.situation.journey.version == 0 || before.practice == after.practice;
    if (same || !after.share_with_gp.value_or(true)) return "";
    return before.practice.empty() ? std::string{no_practice} : before.practice;
}

void follow_patient(AdvanceParts const& parts, Case const& one, BookingJourney const& before,
                    BookingJourney& after, Batch& batch)
{
    auto const former = former_practice(one, before, after);
    if (former.empty()) return;
    recall(one, after, former, batch);
    batch.audit.push_back({"gateway", "practice.changed", one.message_id, ""});
    if (!one.waiting) return;
    auto const asks_anew = is_asked_anew(before);
    for (auto const& message : *one.waiting) {
        if (asks_anew && is_of_approval(message)) continue;
        auto copy = copy_for(parts, one, after.practice, message);
        note_moved(after, message, copy);
        batch.messages.push_back(std::move(copy));
    }
}

void forget_unasked(Case const& one, Batch& batch)
{
    if (!one.waiting) return;
    auto const unasked = std::ranges::find_if(*one.waiting, [](Message const& message) {
        return message.kind == "approval-asked" && !may_have_arrived(message);
    });
    if (unasked == one.waiting->end()) return;
    std::erase_if(batch.messages, [&](Message const& message) {
        return message.partner == unasked->partner && message.kind == "approval-replaced";
    });
}

void correct_elsewhere(AdvanceParts const& parts, Case const& one, BookingJourney const& before,
                       Message const& current, Batch& batch)
{
    for (auto& practice : former_readers(one, before, current.partner)) {
        batch.messages.push_back(copy_for(parts, one, std::move(practice), current));
    }
}

void note_uncorrected(AdvanceParts const& parts, Case const& one, Cause const& cause,
                      BookingJourney const& before, Batch& batch)
{
    auto const* const report = std::get_if<ProcedureReport>(&one.submission.event.content);
    if (report == nullptr) return;
    auto const was_sent = std::ranges::any_of(before.reports, [&](ReportState const& earlier) {
        return earlier.id == report->id && !earlier.message_id.empty();
    });
    if (!was_sent) return;
    batch.messages.push_back(work_item(
        parts, cause, governance_work, "report-uncorrected",
        "an earlier version of this report was on its way to the practice before the patient "
        "refused sharing, and its correction is not sent: see whether the practice has the earlier "
        "one, decide with the patient what the practice is told, then discard this message"));
}

} // namespace foramen
