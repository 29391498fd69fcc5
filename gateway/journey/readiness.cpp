// Why this file exists: "may this appointment go ahead, and if not, what is missing?"
#include "gateway/journey/approval.h"
#include "gateway/journey/journey.h"

#include <algorithm>
#include <set>

namespace foramen {

namespace {

void add_screening_holds(BookingJourney const& journey, std::set<HoldCode>& codes)
{
    if (!journey.screening) {
        codes.insert(HoldCode::screening_missing);
        return;
    }
    auto const& screening = *journey.screening;
    if (!screening.consent_given) codes.insert(HoldCode::consent_missing);
    if (is_postponed(journey)) codes.insert(HoldCode::clinic_postponed);
    if (is_declined(journey)) codes.insert(HoldCode::clinic_declined);
}

/// In the order of HoldCode.
std::set<HoldCode> codes_of(BookingJourney const& journey, Surroundings const& around)
{
    if (journey.booking && is_over(*journey.booking)) return {HoldCode::booking_cancelled};
    std::set<HoldCode> codes;
    add_screening_holds(journey, codes);
    if (!journey.unapplied_screenings.empty()) codes.insert(HoldCode::screening_missing);
    if (!journey.unapplied_bookings.empty()) {
        codes.insert(HoldCode::booking_changed_since_approval);
    }
    if (auto const hold = approval_hold(journey.approval)) codes.insert(*hold);
    if (journey.restored != TimePoint{}) codes.insert(HoldCode::restored_from_backup);
    if (auto const hold = mri_hold(journey, around)) codes.insert(*hold);
    if (steroid_count(journey, around) >= around.rules.steroid_injections_max()) {
        codes.insert(HoldCode::steroid_limit);
    }
    return codes;
}

std::vector<ActiveHold> keep_since(std::vector<ActiveHold> const& before,
                                   std::set<HoldCode> const& codes, TimePoint now)
{
    std::vector<ActiveHold> holds;
    for (auto const code : codes) {
        auto const known = std::ranges::find(before, code, &ActiveHold::code);
        holds.push_back({code, known == before.end() ? now : known->since});
    }
    return holds;
}

} // namespace

bool is_over(Booking const& booking)
{
    return booking.status == BookingStatus::cancelled || booking.status == BookingStatus::no_show;
}

unsigned steroid_count(BookingJourney const& journey, Surroundings const& around)
{
    if (!journey.booking) return 0;
    auto const region = journey.booking->procedure.region;
    auto const last = london_date(journey.booking->start);
    auto const first = minus_months(last, around.rules.steroid_window_months());
    auto const counts = [&](Region where, Date day) {
        return where == region && day >= first && day <= last;
    };
    // The form and our own reports tell of the same injection: once. Two reports are two.
    std::set<Date> known_days;
    std::size_t known_count = 0;
    for (auto const& known : around.procedures) {
        auto const own = journey.report_versions.contains(known.report_id);
        if (own || !counts(known.region, known.day)) continue;
        known_days.insert(known.day);
        ++known_count;
    }
    std::set<Date> declared_days;
    if (journey.screening) {
        for (auto const& earlier : journey.screening->earlier_injections) {
            auto const is_new = !known_days.contains(earlier.date);
            if (is_new && counts(earlier.region, earlier.date)) declared_days.insert(earlier.date);
        }
    }
    return static_cast<unsigned>(known_count + declared_days.size());
}

void learn_risk(BookingJourney& journey, RiskTable const& rules)
{
    journey.factors.clear();
    if (journey.screening) {
        auto const& screening = *journey.screening;
        journey.factors = rules.factors(screening.answers, screening.other_medication);
    }
    journey.risk_version = rules.version();
    journey.risk_author = rules.author();
}

bool hold_restored(BookingJourney& journey, Surroundings const& around)
{
    auto const& booking = journey.booking;
    // A booking that came after its form or report is unknown still: it may be to come.
    auto const is_past = booking && (is_over(*booking) || booking->end <= around.now);
    if (is_past || journey.restored != TimePoint{}) return false;
    journey.restored = around.now;
    reassess(journey, around);
    return true;
}

Result<> confirm_restored(BookingJourney& journey, Surroundings const& around)
{
    if (journey.restored == TimePoint{}) return conflict("there is nothing to confirm");
    journey.restored = {};
    reassess(journey, around);
    return {};
}

bool reassess(BookingJourney& journey, Surroundings const& around)
{
    learn_risk(journey, around.rules);
    journey.approval = approval_of(journey, around.rules);

    auto const was_ready = journey.ready;
    auto holds = keep_since(journey.holds, codes_of(journey, around), around.now);
    auto const same_codes =
        std::ranges::equal(holds, journey.holds, {}, &ActiveHold::code, &ActiveHold::code);
    journey.holds = std::move(holds);
    journey.ready = journey.booking.has_value() && journey.holds.empty();
    return journey.ready != was_ready || !same_codes;
}

} // namespace foramen
