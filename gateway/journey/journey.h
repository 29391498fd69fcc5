// Why this file exists: the whole policy of a booking, without a clock, a socket or a database.
// Rules: mission/clinic.md "Rules"; hold codes: mission/interface.md.
#pragma once

#include "gateway/clinic/event.h"
#include "gateway/journey/approval_request.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foramen {

enum class HoldCode {
    screening_missing,
    consent_missing,
    clinic_postponed,
    clinic_declined,
    approval_pending,
    approval_declined,
    approval_conditions_open,
    approval_withdrawn,
    approval_expired,
    approval_more_information,
    approval_not_my_patient,
    mri_missing,
    mri_wrong_region,
    mri_too_old,
    mri_symptoms_changed,
    mri_not_final,
    mri_unmatched,
    steroid_limit,
    booking_cancelled,
    booking_changed_since_approval,
    restored_from_backup, ///< The database is older than what it had answered (hazard H17).
};
std::string_view to_string(HoldCode code); ///< "screening-missing", …
std::string_view explain(HoldCode code);   ///< One sentence for the clinic: what to do.
struct BookingJourney;
/// The same, where the journey knows more: what waits for an operator is said.
std::string_view explain(HoldCode code, BookingJourney const& journey);

struct ActiveHold {
    HoldCode code;
    TimePoint since; ///< When it began to hold without a break.
    bool operator==(ActiveHold const&) const = default;
};

enum class ApprovalState {
    not_needed,
    pending,
    approved,
    conditions_open,
    declined,
    withdrawn,
    expired,
    more_information,
    not_my_patient,
    changed,
    overridden, ///< Without an answer, by two people of the clinic.
};
std::string_view to_string(ApprovalState state); ///< "not-needed", "conditions-open", …

/// mappings/rules/risk.json, read and checked.
class RiskTable {
public:
    /// An unknown question, answer or key is refused, and so is a table that forgets a question of
    /// the form.
    static Checked<RiskTable> parse(std::string_view json, WorkingDays calendar = {});
    /// "1 (2026-11-23)": version and effective date; goes into each decision, as the author does.
    std::string const& version() const { return version_; }
    std::string const& author() const { return author_; }
    unsigned steroid_injections_max() const { return steroid_injections_max_; }
    int steroid_window_months() const { return steroid_window_months_; }
    int mri_age_months_max() const { return mri_age_months_max_; }
    int approval_window_working_days() const { return approval_window_working_days_; }
    int approval_valid_days() const { return approval_valid_days_; } ///< At the procedure.
    /// Within which a "no" after a "yes" has to be acknowledged.
    std::chrono::minutes late_no_window() const { return late_no_window_; }
    WorkingDays const& calendar() const { return calendar_; }
    /// The factors of these answers and medicines: what needs an approval, postpones or declines.
    std::vector<RiskFactor> factors(std::vector<ScreeningAnswer> const& answers,
                                    std::vector<std::string> const& other_medication = {}) const;

private:
    struct Row {
        std::string question;
        std::vector<std::string> answers;
        std::vector<std::string> controlled; ///< Empty: any. "missing": nothing was said.
        std::optional<std::string> reading;  ///< "hba1c", "systolic", "diastolic"
        double at_least = 0;
        std::vector<std::string> medicines; ///< Lower case; empty: any, or none.
        RiskOutcome outcome = RiskOutcome::approval;
        std::string text;
    };
    friend class RiskTableReader;
    static bool applies(Row const& row, ScreeningAnswer const& answer,
                        std::vector<std::string> const& other_medication);
    std::string version_;
    std::string author_;
    unsigned steroid_injections_max_ = 3;
    int steroid_window_months_ = 12;
    int mri_age_months_max_ = 6;
    int approval_window_working_days_ = 5;
    int approval_valid_days_ = 90;
    std::chrono::minutes late_no_window_{60};
    WorkingDays calendar_;
    std::vector<Row> rows_;
};

/// An imported scan, as far as readiness needs it.
struct Scan {
    std::string id;               ///< Of the report, with its region where it has several.
    std::optional<Region> region; ///< None: unknown, or no part where injections are given.
    Date day;
    bool final = false;
    bool matched = true;
    bool operator==(Scan const&) const = default;
};

struct ReportState {
    std::string id;
    unsigned version = 0;
    std::string status; ///< "waiting", "delivered", "held", "not-shared"
    std::string practice;
    std::string receipt;
    std::string message_id;      ///< Of the delivery; "" when not shared.
    unsigned medicine_count = 0; ///< An amendment may have fewer: the rest is taken back.
    std::vector<std::string> measured = {}; ///< Likewise, see ProcedureReport.
    bool entered_in_error = false;
    bool operator==(ReportState const&) const = default;
};

/// An event that is kept but not applied yet, because a person has to mend something first.
struct UnappliedEvent {
    std::string event_id; ///< "": of format 4, which knew but when the latest one happened.
    std::string about;    ///< The booking's or form's id.
    unsigned version = 0;
    TimePoint occurred;
    bool operator==(UnappliedEvent const&) const = default;
};

/// By what an imaging provider may know the patient, besides number and birth date.
struct PatientNames {
    std::string family;
    std::string given; ///< All, a space between them.
    std::string gender;
    std::string postcode;
    bool operator==(PatientNames const&) const = default;
};

/// All that is known of one booking. Kept as JSON in the store.
struct BookingJourney {
    std::string booking_id;
    std::string patient_clinic_id;
    std::string patient_identity; ///< Patient::identity(): for comparison, sealed on disk.
    std::string birth_date;
    PatientNames names; ///< By the event that happened last.
    TimePoint names_occurred;
    std::optional<Booking> booking; ///< The highest version seen.
    TimePoint booking_occurred;
    std::optional<Screening> screening; ///< The highest version seen of the latest form.
    TimePoint screening_occurred;
    std::string practice; ///< By the event that happened last and names one.
    TimePoint practice_occurred;
    std::optional<bool> share_with_gp; ///< By the event that happened last and says so.
    TimePoint share_occurred;
    std::string booking_message; ///< The stored event that `booking` came with.
    /// Worked out by reassess() from `requests`, the screening and the booking: setting it by hand
    /// changes nothing. See take_step().
    ApprovalState approval = ApprovalState::not_needed;
    std::vector<ApprovalRequest> requests; ///< By number; the last one counts.
    std::vector<RiskFactor> factors;
    std::string risk_version;
    std::string risk_author; ///< Of the table, at that version.
    std::vector<Scan> scans;
    std::vector<ReportState> reports;
    std::map<std::string, unsigned> report_versions;  ///< Highest version seen, by report id.
    std::map<std::string, TimePoint> report_occurred; ///< Of that version.
    /// Nobody knows what they say: the booking is on hold as long as there is one.
    std::vector<UnappliedEvent> unapplied_bookings;
    std::vector<UnappliedEvent> unapplied_screenings;
    std::vector<ActiveHold> holds; ///< As of the last decision.
    bool ready = false;
    /// When it was noticed that the database had been restored, until a person confirms the
    /// booking; the epoch: nothing to confirm.
    TimePoint restored;

    static Result<BookingJourney> from(std::string_view json); ///< Error: fault
    std::string to_json() const;
    bool operator==(BookingJourney const&) const = default;
};

struct KnownProcedure {
    std::string report_id;
    Region region;
    Date day;
};

/// What the decision may look at besides the journey and the event.
struct Surroundings {
    RiskTable const& rules;
    std::vector<KnownProcedure> procedures; ///< Of this patient, counted ones.
    TimePoint now;
};

enum class EventOutcome { applied, superseded, held };

/// What a decision asks for.
struct Order {
    std::string mapping;          ///< "booking", "screening", "procedure-report"
    bool send_to_practice = true; ///< false: the patient refused, or nothing to tell.
};

struct Decision {
    /// Store it unless `outcome` is held: a superseded event may still bring the patient's refusal
    /// to share, a practice or an NHS number that no later event repeats.
    BookingJourney journey;
    EventOutcome outcome = EventOutcome::applied;
    std::string note;          ///< Why superseded or held; no patient data.
    std::vector<Order> orders; ///< Empty unless applied.
    std::vector<ApprovalNotice> notices;
    bool readiness_changed = false;
};

/// The heart of the policy. Total: every event at every journey gives a decision.
/// An event about another patient than the journey's is held, never applied.
Decision decide(BookingJourney journey, ClinicEvent const& event, Surroundings const& around);

/// The event is kept and waits for a person: a booking or a screening that nobody has read puts the
/// booking on hold until it is read, or one is applied that it could not replace. Call reassess()
/// next.
void note_unapplied(BookingJourney& journey, ClinicEvent const& event);

/// Holds of a journey as of `around.now`; used by decide(), after take_step() or a new scan,
/// and when another booking of the same patient changed the steroid count.
/// Keeps `since` of holds that go on. Returns whether ready or the codes changed.
bool reassess(BookingJourney& journey, Surroundings const& around);

/// The database was found to be older than what it had answered: what is still to come is held
/// until confirm_restored(). Returns whether it was not held for that already.
bool hold_restored(BookingJourney& journey, Surroundings const& around);
/// Somebody has compared the booking with the clinic's software. Error: conflict (nothing to
/// confirm).
Result<> confirm_restored(BookingJourney& journey, Surroundings const& around);

/// Injections of the booking's region in the 12 months before its start, declared and known;
/// one that both tell of (same region and day) counts once, the booking's own reports do not.
unsigned steroid_count(BookingJourney const& journey, Surroundings const& around);

/// The MRI hold, or no value when a fitting scan is there. A booking whose day is over while no
/// report of it was written is judged as of today: nobody may inject by a scan that is too old now.
std::optional<HoldCode> mri_hold(BookingJourney const& journey, Surroundings const& around);
/// When time alone may change mri_hold(): on the day of the procedure, and on the day after the
/// last fitting scan expires. No value: never.
std::optional<TimePoint> mri_due(BookingJourney const& journey, Surroundings const& around);

/// The last day of a procedure that a scan of this day still fits.
Date mri_expires_on(Date scanned, RiskTable const& rules);

/// What a GP is asked about: day, procedure, answers of the form, factors, patient; as a SHA-256
/// in hex. Another value is another question.
std::string approval_question(BookingJourney const& journey);

/// What became of the delivery of a report. Delivered stays delivered. Returns whether anything
/// changed; a report that is not there changes nothing.
bool note_delivery(BookingJourney& journey, std::string_view report_id, unsigned version,
                   std::string_view status, std::string_view receipt);

} // namespace foramen
