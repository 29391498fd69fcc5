// Why this file exists: the clinic's nouns. A ClinicEvent that exists was checked: schema,
// plausibility, NHS number. There is no other way to make one.
// Source: mission/clinic.md "Events", schemas in mappings/models/.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/sensitive.h"
#include "gateway/clinic/nhs_number.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace foramen {

enum class EventKind { booking, screening, procedure_report };
std::string_view to_string(EventKind kind); ///< "booking", "screening", "procedure-report"

enum class Region { cervical, lumbar };
enum class Side { left, right };
enum class Answer3 { yes, no, unsure };
std::string_view to_string(Region region);
std::string_view to_string(Side side);

/// Before the digits in the identity of a patient whose NHS number is known.
inline constexpr std::string_view nhs_identity = "https://fhir.nhs.uk/Id/nhs-number|";
/// What the store looks a patient up by: the number where known, else the clinic's id.
std::string identity_of(std::optional<NhsNumber> const& number, std::string_view clinic_id);

struct Patient {
    std::string clinic_id;
    std::optional<NhsNumber> nhs_number;
    Sensitive<std::string> family;
    Sensitive<std::string> given = {}; ///< All given names, a space between them.
    std::string gender = {};           ///< "male", "female", "other", "unknown"
    Sensitive<std::string> postcode = {};
    Date birth_date;
    std::optional<std::string> practice; ///< ODS code of the registered GP practice.
    std::optional<bool> share_with_gp;   ///< false: refused.

    std::string identity() const;
    /// By the clinic's id in any case.
    std::string clinic_identity() const;
};

struct PlannedProcedure {
    std::string type; ///< "nerve-root-injection", …
    Region region;
    Side side;
    std::vector<std::string> levels;
    std::vector<std::string> combined_with; ///< "facet-joint-injection", "caudal-epidural"
    bool operator==(PlannedProcedure const&) const = default;
};

enum class BookingStatus { created, rescheduled, cancelled, no_show, arrived };
struct Booking {
    std::string id;
    unsigned version = 0;
    BookingStatus status;
    TimePoint start;
    TimePoint end;
    PlannedProcedure procedure;
    bool operator==(Booking const&) const = default;
};

enum class ScreeningDecision { clear, gp_approval_needed, postponed, declined };
struct ScreeningAnswer {
    std::string question;                  ///< "heartProblem", … as in the schema
    std::string answer;                    ///< "yes", "no", "unsure", "stable", "unstable"
    std::optional<std::string> controlled; ///< diabetes
    std::optional<double> hba1c;           ///< mmol/mol
    std::optional<double> systolic;        ///< mmHg
    std::optional<double> diastolic;       ///< mmHg
    std::string medicine = {};             ///< anticoagulant: which, as it was typed.
    std::string detail = {};               ///< As it was typed.
    bool operator==(ScreeningAnswer const&) const = default;
};
struct EarlierInjection {
    Region region;
    Date date;
    bool operator==(EarlierInjection const&) const = default;
};
struct Screening {
    std::string id;
    unsigned version = 0;
    std::string booking_id;
    std::vector<ScreeningAnswer> answers;
    std::vector<EarlierInjection> earlier_injections;
    Answer3 symptoms_changed = Answer3::no; ///< since the scan; absent = no
    bool consent_given = false;
    ScreeningDecision decision;
    std::vector<std::string> other_medication = {}; ///< As it was typed.
    std::vector<std::string> measured = {}; ///< "bloodPressure", "hba1c", "painScore": given ones.
    bool operator==(Screening const&) const = default;
};

enum class ReportStatus { final, amended, entered_in_error };
struct ProcedureReport {
    std::string id;
    unsigned version = 0;
    std::string booking_id;
    ReportStatus status;
    PlannedProcedure procedure;
    TimePoint performed_start;
    TimePoint performed_end;
    bool completed = true;
    unsigned medicine_count = 0;
    bool has_steroid = false;               ///< One of its medicines is a corticosteroid.
    std::vector<std::string> measured = {}; ///< "pain-before", "pain-after": those that are given.
};

struct ClinicEvent {
    std::string event_id;
    std::string name; ///< "booking.created", …
    TimePoint occurred;
    Patient patient;
    std::variant<Booking, Screening, ProcedureReport> content;

    EventKind kind() const { return static_cast<EventKind>(content.index()); }
    std::string const& booking_id() const;
};

/// One thing wrong with an event, named by JSON Pointer (RFC 6901). The text says what and what
/// to do, and quotes nothing of the data.
struct Fault {
    std::string pointer;
    std::string text;
};

} // namespace foramen
