// Why this file exists: one report of an imaging provider as the rest of the house sees it,
// whatever message it came in. A pure noun: who it belongs to and what it changes is decided
// elsewhere.
#pragma once

#include "gateway/base/sensitive.h"
#include "gateway/hl7v2/moment.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foramen::hl7v2 {

/// The words of FHIR's DiagnosticReport.status.
enum class ImagingStatus {
    unknown, ///< Missing or a code that nobody told us about: a person has to look.
    registered,
    partial,
    preliminary,
    final,
    amended,
    appended, ///< An addendum.
    corrected,
    cancelled,
    entered_in_error, ///< To be withdrawn everywhere it went.
};
std::string_view to_string(ImagingStatus status); ///< "entered-in-error"
std::optional<ImagingStatus> imaging_status(std::string_view word);

enum class SpineRegion { cervical, thoracic, lumbar, sacral, whole };
std::string_view to_string(SpineRegion region);
std::optional<SpineRegion> spine_region(std::string_view word);

struct PersonName {
    Sensitive<std::string> family;
    Sensitive<std::string> given;
};

struct LocalId {
    Sensitive<std::string> value;
    std::string authority; ///< CX.4, maybe empty.
    std::string type;      ///< CX.5, maybe empty.
};

/// What the message says of the patient; nothing here is checked against anything.
struct PatientEvidence {
    /// Without spaces; different ones each stand here: then it is nobody's for certain.
    std::vector<Sensitive<std::string>> nhs_numbers;
    std::string nhs_number_status; ///< PID-32: "01" is traced and verified.
    std::vector<LocalId> local_ids;
    PersonName name;
    std::vector<PersonName> other_names;
    Sensitive<std::optional<Date>> birth_date;
    std::string sex; ///< PID-8 as sent: "F", "M", …
    Sensitive<std::string> postcode;
};

enum class RegionFrom { exam_map, words };
struct RegionCandidate {
    SpineRegion region;
    RegionFrom from;
    bool operator==(RegionCandidate const&) const = default;
};

struct Exam {
    std::string code;
    std::string text;
    std::string system;
    std::vector<RegionCandidate> regions; ///< Empty: unknown, a person has to say.
};

struct Attachment {
    std::string content_type;     ///< By its first bytes where they tell, else as declared.
    Sensitive<std::string> bytes; ///< Decoded; empty for a link.
    Sensitive<std::string> url;   ///< http or https; not yet held against the allowed hosts.
};

/// Something a person should know of; the report is taken all the same.
struct Flaw {
    std::string place; ///< "OBR[2]-25"
    std::string text;  ///< Quotes nothing.
};

struct Reporter {
    std::string code;
    std::string family;
    std::string given;
};

enum class ReportKind {
    report,
    announcement, ///< Images of a study are there; no report came with it (IHE RAD-128, RAD-132).
};

enum class TextIs {
    own,    ///< It stands under this examination.
    shared, ///< It stands under another one of the message, and this sender means both by it.
    absent, ///< None came. A status that comes alone leaves the text known before as it is.
};

/// The `event` of what a person typed into a form: no machine may be certain of it.
inline constexpr std::string_view form_event = "form";

struct ImagingReport {
    std::string sender; ///< The name of its profile.
    std::string control_id;
    std::string event; ///< "ORU^R01"
    ReportKind kind = ReportKind::report;
    std::string provider; ///< MSH-4, as a rule an ODS code.
    PatientEvidence patient;

    std::string request_number;    ///< Ours, from the placer's field.
    std::string request_authority; ///< Its EI.2.
    std::string report_id;
    std::string parent_report_id; ///< What an addendum or a replacement belongs to (TXA-13).
    std::string accession;
    std::string study_uid;
    std::vector<Exam> exams; ///< More than one when one report answers several.
    std::string modality;    ///< "MR", "CT", … as DICOM names it; empty when unknown.

    std::optional<Moment> scanned;  ///< OBR-7
    std::optional<Moment> reported; ///< OBR-22: orders the versions of a report.
    std::optional<Moment> sent;     ///< MSH-7: orders them when `reported` is the same or missing.

    ImagingStatus status = ImagingStatus::unknown;
    TextIs text_is = TextIs::absent;
    Sensitive<std::string> text; ///< OBX and NTE in their order.
    std::vector<Attachment> attachments;
    Reporter reporter;
    std::vector<Flaw> flaws;

    // What only a DICOM server or a FHIR server tells:
    std::vector<std::string> body_parts; ///< (0018,0015), one a series.
    std::string study_url;               ///< Below the base that is configured for the provider.
    unsigned series_count = 0;           ///< 0: not told.
    unsigned instance_count = 0;
};

} // namespace foramen::hl7v2
