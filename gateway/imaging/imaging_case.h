// Why this file exists: one report of one provider from its first message to its last: whose it is,
// who said so, what a person still has to look at, and which scans it gives the rules.
// Source: standards/imaging.md sections 1.2, 3 and 4. Pure: the store and the clock are elsewhere.
#pragma once

#include "gateway/imaging/report_life.h"
#include "gateway/imaging/urgent_words.h"
#include "gateway/journey/journey.h"
#include "gateway/matching/match.h"

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace foramen::imaging {

enum class Standing {
    work_list, ///< Somebody must say whose it is.
    matched,
    not_ours, ///< No patient of the clinic is like it, or a person said so.
};
std::string_view to_string(Standing standing); ///< "work-list", "matched", "not-ours"

/// Who said whose it is.
struct Decision {
    std::string clinic_id; ///< Of the patient; empty for "not ours".
    std::string by;        ///< "gateway" or "operator:alice"
    std::string reason;    ///< What the person wrote.
    std::string basis;     ///< "nhs-number", "request-number", "person", "two-persons"
    TimePoint at;
};

/// What one person said and a second one has to say too: see is_override().
struct Proposal {
    std::string clinic_id;
    std::string by;
    std::string reason;
    TimePoint at;
};

struct Likeness {
    std::string clinic_id;
    double score = 0;
    std::vector<std::string> reasons; ///< matching::Reason as words: "birth-date-one-digit"
};

/// What a person has to do about a report.
enum class Work {
    unmatched,
    changed,   ///< After it could have been read.
    cancelled, ///< Likewise.
    withdrawn, ///< Likewise: entered in error.
    region_unknown,
    date_unknown,
    modality_unknown,
    status_unknown,
    urgent,        ///< Urgent words in a report that is nobody's yet: the first to look at.
    overdue,       ///< Nobody has said for too long whose it is.
    text_missing,  ///< Complete, but nothing of it came that anybody could read.
    second_person, ///< One person matched it against the evidence: another one must agree.
};
std::string_view to_string(Work work); ///< "imaging-unmatched", …: the kind of its message.
std::string_view explain(Work work);   ///< What to do, for the monitor.

struct Case {
    std::string id;
    std::string sender;
    std::vector<Telling> tellings; ///< In the report's own order.
    Standing standing = Standing::work_list;
    Decision decision;
    std::string judged_identity; ///< identity_hash() of what the decision looked at.
    std::vector<Likeness> candidates;
    std::vector<std::string> reasons; ///< Of the report itself: "number-invalid"
    std::vector<matching::SpineRegion> regions_by_person;
    std::string looked_at; ///< Current::content that may be relied on; empty: none yet.
    std::optional<Proposal> proposal;
    TimePoint waiting_since; ///< On the work list; else the epoch.
    std::set<Work> work;     ///< What is open by its last decision.

    static Result<Case> from(std::string_view json); ///< Error: fault
    std::string to_json() const;
};

/// More tellings of one report are not kept with it; each message stays in the store all the same.
constexpr std::size_t tellings_max = 40;

/// What the sender knows the report by; the same for every message about it.
std::string case_id(hl7v2::ImagingReport const& report, std::string_view control_id);

/// False: this message was here before and nothing changed.
bool add(Case& report, Telling telling);

/// Whether two people have to agree before a report counts against the evidence.
enum class SecondPerson { never, for_override };

/// What judging may look at.
struct Known {
    std::span<matching::Candidate const> patients; ///< With open bookings.
    matching::Policy policy;
    matching::RegionTable const& regions;
    TimePoint now;
    UrgentWords const* urgent_words = nullptr;
    std::chrono::seconds overdue_after{std::chrono::hours{24}}; ///< On the work list.
    SecondPerson second_person = SecondPerson::for_override;
};

/// Says whose it is where that is open or the report names somebody else now, and what is left to
/// do. A person's word stands until the report's own identity changes.
void judge(Case& report, Known const& known);

/// What a person does with a report.
enum class Action { match, unmatch, not_ours, look, set_region };
std::string_view to_string(Action action); ///< "match", "unmatch", "not-ours", "look", …
struct Step {
    Action action = Action::look;
    std::string clinic_id; ///< For match.
    std::vector<matching::SpineRegion> regions;
    std::string who; ///< "operator:alice"
    std::string reason;
};
/// Errors: incorrect (no reason, nobody named), conflict (not in this standing; the second person
/// is the first one).
Result<> take_step(Case& report, Step const& step, Known const& known);

/// Whether the evidence speaks against this patient: no candidate, or one whose NHS number, birth
/// date or surname is another one. A machine would never have said so.
bool is_override(Case const& report, std::string_view clinic_id);

/// Typed by a person into a form: never certain, whatever it says (hl7v2::form_event).
bool is_by_hand(Case const& report);

matching::RegionAnswer regions_of(Case const& report, matching::RegionTable const& table);

/// What it gives the rules for its patient, or, while nobody knows whose it is, for each candidate.
std::vector<Scan> scans_of(Case const& report, matching::RegionTable const& table);

/// The patients whose bookings show it: the one it belongs to, or the candidates.
std::set<std::string> patients_of(Case const& report);

} // namespace foramen::imaging
