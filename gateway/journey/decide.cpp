#include "gateway/journey/approval.h"
#include "gateway/journey/journey.h"

#include <algorithm>

namespace foramen {

namespace {

/// What differs between the journey's patient and the event's, by name only; "" if nothing does.
std::string difference(BookingJourney const& journey, ClinicEvent const& event)
{
    if (journey.patient_clinic_id.empty()) return "";
    auto const& patient = event.patient;
    std::string names;
    auto const add = [&](bool differs, std::string_view name) {
        if (differs) names += (names.empty() ? "" : ", ") + std::string{name};
    };
    add(patient.clinic_id != journey.patient_clinic_id, "clinicId");
    add(patient.nhs_number && journey.patient_identity.starts_with(nhs_identity) &&
            patient.identity() != journey.patient_identity,
        "nhsNumber");
    add(to_string(patient.birth_date) != journey.birth_date, "birthDate");
    return names;
}

void learn_patient(BookingJourney& journey, ClinicEvent const& event)
{
    auto const& patient = event.patient;
    journey.booking_id = event.booking_id();
    journey.patient_clinic_id = patient.clinic_id;
    journey.birth_date = to_string(patient.birth_date);
    if (patient.nhs_number || journey.patient_identity.empty()) {
        journey.patient_identity = patient.identity();
    }
    if (event.occurred >= journey.names_occurred) {
        journey.names = {patient.family.reveal(Purpose::policy),
                         patient.given.reveal(Purpose::policy), patient.gender,
                         patient.postcode.reveal(Purpose::policy)};
        journey.names_occurred = event.occurred;
    }
}

/// 0: none of it was seen.
unsigned seen_version(BookingJourney const& journey, Booking const&)
{
    return journey.booking ? journey.booking->version : 0;
}
unsigned seen_version(BookingJourney const& journey, Screening const& form)
{
    auto const same = journey.screening && journey.screening->id == form.id;
    return same ? journey.screening->version : 0;
}
unsigned seen_version(BookingJourney const& journey, ProcedureReport const& report)
{
    auto const found = journey.report_versions.find(report.id);
    return found == journey.report_versions.end() ? 0 : found->second;
}

bool is_next_version(BookingJourney const& journey, ClinicEvent const& event)
{
    auto const compare = [&](auto const& told) {
        auto const seen = seen_version(journey, told);
        return seen != 0 && told.version > seen;
    };
    return std::visit(compare, event.content);
}

/// Of two events of the same moment the higher version: the clinic may write minutes only.
void learn_practice(BookingJourney& journey, ClinicEvent const& event)
{
    auto const& practice = event.patient.practice;
    if (!practice) return;
    auto const is_later =
        event.occurred > journey.practice_occurred ||
        (event.occurred == journey.practice_occurred && is_next_version(journey, event));
    if (!is_later && !journey.practice.empty()) return;
    journey.practice = *practice;
    journey.practice_occurred = event.occurred;
}

/// At the same moment a refusal wins.
void learn_sharing(BookingJourney& journey, ClinicEvent const& event)
{
    auto const said = event.patient.share_with_gp;
    if (!said) return;
    auto const is_later = !journey.share_with_gp || event.occurred > journey.share_occurred;
    auto const is_refusal = event.occurred == journey.share_occurred && !*said;
    if (!is_later && !is_refusal) return;
    journey.share_with_gp = said;
    journey.share_occurred = event.occurred;
}

bool may_be_sent(BookingJourney const& journey) { return journey.share_with_gp.value_or(true); }

/// The highest version wins. The same version again is another telling of it: the later one wins.
bool supersedes(unsigned version, TimePoint occurred, unsigned seen, TimePoint seen_occurred)
{
    return version > seen || (version == seen && occurred > seen_occurred);
}

/// The same version from the same moment: which came first says nothing, so that it is over wins.
bool ends(ClinicEvent const& event, Booking const& booking, BookingJourney const& journey)
{
    auto const& seen = *journey.booking;
    return booking.version == seen.version && event.occurred == journey.booking_occurred &&
           is_over(booking) && !is_over(seen);
}

bool apply(BookingJourney& journey, ClinicEvent const& event, Booking const& booking)
{
    if (journey.booking && !ends(event, booking, journey) &&
        !supersedes(booking.version, event.occurred, journey.booking->version,
                    journey.booking_occurred)) {
        return false;
    }
    journey.booking = booking;
    journey.booking_occurred = event.occurred;
    return true;
}

/// A second form has its own versions: of two forms the one that happened later holds.
bool apply(BookingJourney& journey, ClinicEvent const& event, Screening const& screening)
{
    if (auto const& seen = journey.screening) {
        auto const wins = seen->id == screening.id
                              ? supersedes(screening.version, event.occurred, seen->version,
                                           journey.screening_occurred)
                              : event.occurred > journey.screening_occurred;
        if (!wins) return false;
    }
    journey.screening = screening;
    journey.screening_occurred = event.occurred;
    return true;
}

/// Nobody to send it to is "held": a person must look.
std::string report_status(BookingJourney const& journey)
{
    if (!may_be_sent(journey)) return "not-shared";
    return journey.practice.empty() ? "held" : "waiting";
}

bool is_withdrawn(BookingJourney const& journey, ProcedureReport const& report)
{
    return std::ranges::any_of(journey.reports, [&](ReportState const& state) {
        return state.id == report.id && state.version == report.version && state.entered_in_error;
    });
}

/// Likewise: that it was entered in error wins.
bool ends(ClinicEvent const& event, ProcedureReport const& report, BookingJourney const& journey)
{
    return report.version == journey.report_versions.at(report.id) &&
           event.occurred == journey.report_occurred.at(report.id) &&
           report.status == ReportStatus::entered_in_error && !is_withdrawn(journey, report);
}

bool apply(BookingJourney& journey, ClinicEvent const& event, ProcedureReport const& report)
{
    auto const seen = journey.report_versions.find(report.id);
    if (seen != journey.report_versions.end() && !ends(event, report, journey) &&
        !supersedes(report.version, event.occurred, seen->second,
                    journey.report_occurred[report.id])) {
        return false;
    }
    journey.report_versions[report.id] = report.version;
    journey.report_occurred[report.id] = event.occurred;
    std::erase_if(journey.reports, [&](ReportState const& state) {
        return state.id == report.id && state.version == report.version;
    });
    auto const send = may_be_sent(journey);
    journey.reports.push_back({report.id, report.version, report_status(journey),
                               send ? journey.practice : "", "", "", report.medicine_count,
                               report.measured,
                               report.status == ReportStatus::entered_in_error});
    return true;
}

/// The events of this kind that wait for a person; reports hold nothing up.
std::vector<UnappliedEvent>* unapplied(BookingJourney& journey, EventKind kind)
{
    if (kind == EventKind::booking) return &journey.unapplied_bookings;
    if (kind == EventKind::screening) return &journey.unapplied_screenings;
    return nullptr;
}

UnappliedEvent unapplied_of(ClinicEvent const& event)
{
    auto const name = [&](auto const& told) {
        return UnappliedEvent{event.event_id, told.id, told.version, event.occurred};
    };
    return std::visit(name, event.content);
}

/// Whether it would be superseded by this one, which was applied.
bool is_outdated(UnappliedEvent const& waits, ClinicEvent const& event)
{
    auto const now = unapplied_of(event);
    auto const same = waits.about == now.about && !waits.event_id.empty();
    if (!same || waits.version == now.version) return waits.occurred < now.occurred;
    return waits.version < now.version;
}

/// A superseded event ends its own waiting only.
void forget_unapplied(BookingJourney& journey, ClinicEvent const& event, bool applied)
{
    auto* const waits = unapplied(journey, event.kind());
    if (waits == nullptr) return;
    std::erase_if(*waits, [&](UnappliedEvent const& one) {
        auto const is_itself = one.event_id.empty() ? one.occurred == event.occurred
                                                    : one.event_id == event.event_id;
        return is_itself || (applied && is_outdated(one, event));
    });
}

Decision held(BookingJourney journey, std::string note)
{
    return {std::move(journey), EventOutcome::held, std::move(note), {}, {}, false};
}

} // namespace

Decision decide(BookingJourney journey, ClinicEvent const& event, Surroundings const& around)
{
    if (!journey.booking_id.empty() && journey.booking_id != event.booking_id()) {
        return held(std::move(journey), "the event is about another booking than this journey");
    }
    if (auto const names = difference(journey, event); !names.empty()) {
        return held(std::move(journey),
                    "the event is about another patient than this booking: " + names +
                        " differs; compare both in the clinic's "
                        "software, then send the right one");
    }
    learn_patient(journey, event);
    learn_practice(journey, event);
    learn_sharing(journey, event);
    auto const applied = std::visit(
        [&](auto const& happened) { return apply(journey, event, happened); }, event.content);

    forget_unapplied(journey, event, applied);

    Decision decision;
    decision.notices = keep_up(journey, around);
    decision.readiness_changed = reassess(journey, around);
    if (applied) {
        decision.orders.push_back({std::string{to_string(event.kind())}, may_be_sent(journey)});
    } else {
        decision.outcome = EventOutcome::superseded;
        decision.note = "a higher version, or the same one from a later moment, was here already";
    }
    decision.journey = std::move(journey);
    return decision;
}

void note_unapplied(BookingJourney& journey, ClinicEvent const& event)
{
    auto* const waits = unapplied(journey, event.kind());
    if (waits == nullptr) return;
    auto one = unapplied_of(event);
    if (std::ranges::find(*waits, one) == waits->end()) waits->push_back(std::move(one));
}

bool note_delivery(BookingJourney& journey, std::string_view report_id, unsigned version,
                   std::string_view status, std::string_view receipt)
{
    auto const found = std::ranges::find_if(journey.reports, [&](ReportState const& state) {
        return state.id == report_id && state.version == version;
    });
    if (found == journey.reports.end()) return false;
    if (found->status == "delivered" && status != "delivered") return false;
    if (found->status == status && found->receipt == receipt) return false;
    found->status = status;
    found->receipt = receipt;
    return true;
}

} // namespace foramen
