// Why this file exists: an up-to-date MRI of the same region (mission/clinic.md "Rules"), and of
// all that may be wrong with several scans the one thing that helps the clinic most.
#include "gateway/journey/approval.h"
#include "gateway/journey/journey.h"

#include <algorithm>

namespace foramen {

namespace {

/// How far a scan is from fitting; the best scan of all decides what is reported. One that only
/// waits (for its final report, for a person to match it) is nearer than one that can never fit.
enum class Fitness { fits, not_final, unmatched, too_old, wrong_region, foreign, none };

struct Need {
    Region region;
    Date day;    ///< Of the procedure, in London.
    Date oldest; ///< "At most 6 months before": this day still fits.
};

/// A scan after the procedure cannot have been its basis.
Fitness fitness_of(Scan const& scan, Need const& need)
{
    if (scan.day > need.day) return Fitness::none;
    auto const is_old = scan.day < need.oldest;
    auto const is_elsewhere = scan.region != need.region;
    // Nothing is known of an unmatched scan but that somebody should look at it.
    auto const is_foreign = is_old || (scan.region && is_elsewhere);
    if (!scan.matched) return is_foreign ? Fitness::foreign : Fitness::unmatched;
    if (is_elsewhere) return Fitness::wrong_region;
    if (is_old) return Fitness::too_old;
    return scan.final ? Fitness::fits : Fitness::not_final;
}

std::optional<HoldCode> hold_of(Fitness best)
{
    switch (best) {
    case Fitness::fits: return {};
    case Fitness::not_final: return HoldCode::mri_not_final;
    case Fitness::unmatched:
    case Fitness::foreign: return HoldCode::mri_unmatched;
    case Fitness::too_old: return HoldCode::mri_too_old;
    case Fitness::wrong_region: return HoldCode::mri_wrong_region;
    case Fitness::none: return HoldCode::mri_missing;
    }
    return HoldCode::mri_missing;
}

} // namespace

Date mri_expires_on(Date scanned, RiskTable const& rules)
{
    auto const months = rules.mri_age_months_max();
    std::chrono::sys_days last{minus_months(scanned, -months)};
    // 28 February fits up to 31 August, whose day six months before is clamped to it.
    while (minus_months(last + std::chrono::days{1}, months) <= scanned) {
        last += std::chrono::days{1};
    }
    return last;
}

namespace {

/// A report of it was written: time alone changes nothing any more.
bool is_done(BookingJourney const& journey) { return !journey.report_versions.empty(); }

/// A procedure that is late is not made on the day of its booking.
Date day_of_procedure(BookingJourney const& journey, TimePoint now)
{
    auto const booked = london_date(journey.booking->start);
    return is_done(journey) ? booked : std::max(booked, london_date(now));
}

Need need_of(BookingJourney const& journey, Surroundings const& around)
{
    auto const day = day_of_procedure(journey, around.now);
    return {journey.booking->procedure.region, day,
            minus_months(day, around.rules.mri_age_months_max())};
}

/// Midnight in London; clocks change later than that.
TimePoint start_of(Date day)
{
    TimePoint const midnight{std::chrono::sys_days{day}};
    return midnight - london_offset(midnight);
}

} // namespace

std::optional<HoldCode> mri_hold(BookingJourney const& journey, Surroundings const& around)
{
    if (journey.scans.empty()) return HoldCode::mri_missing;
    if (!journey.booking) return {}; // Region and day are not known yet; it is not ready anyway.

    auto const need = need_of(journey, around);
    auto best = Fitness::none;
    for (auto const& scan : journey.scans) best = std::min(best, fitness_of(scan, need));
    if (best != Fitness::fits) return hold_of(best);

    // "Unsure" is a yes here: a new scan does not harm. A scan made after the form does not clear
    // this by itself; the clinic amends the form.
    auto const& screening = journey.screening;
    if (screening && screening->symptoms_changed != Answer3::no) {
        return HoldCode::mri_symptoms_changed;
    }
    return {};
}

std::optional<TimePoint> mri_due(BookingJourney const& journey, Surroundings const& around)
{
    if (!journey.booking || is_over(*journey.booking) || is_done(journey)) return {};
    auto const need = need_of(journey, around);
    std::optional<Date> last;
    for (auto const& scan : journey.scans) {
        if (fitness_of(scan, need) != Fitness::fits) continue;
        auto const expires = mri_expires_on(scan.day, around.rules);
        last = last ? std::max(*last, expires) : expires;
    }
    if (!last) return {};
    auto const on_the_day = start_of(london_date(journey.booking->start));
    if (around.now < on_the_day) return on_the_day;
    return start_of(std::chrono::sys_days{*last} + std::chrono::days{1});
}

} // namespace foramen
