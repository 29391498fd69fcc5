// Why this file exists: what imaging providers send changes the bookings of the patients it belongs
// to, and nobody else's. All doors by which it comes, and people who match it by hand, end here.
#pragma once

#include "gateway/advance.h"
#include "gateway/clinic_list.h"
#include "gateway/imaging/imaging_case.h"
#include "gateway/imaging_desk.h"

namespace foramen {

/// The partner of what a person has to do about a report: held messages that end when their reason
/// does, or by a person.
inline constexpr std::string_view imaging_work = "imaging";

/// The kind of the StoredEvent that holds a provider's message.
inline constexpr std::string_view imaging_arrival = "imaging";
/// Two messages about one patient at the same moment: the slower one reads again.
inline constexpr int import_rounds_max = 32;

/// The standing of a report of nobody here whose content was forgotten.
inline constexpr std::string_view forgotten_standing = "forgotten";

enum class ReportText { none, conclusion };

struct ImportSettings {
    matching::Policy policy;
    ReportText text = ReportText::conclusion; ///< Whether FHIR resources hold a report's text.
    std::chrono::seconds overdue_after{std::chrono::hours{24}}; ///< On the work list.
    /// What is of nobody here is forgotten then: older, it could clear no booking any more.
    std::chrono::days keep_not_ours{190};
    imaging::SecondPerson second_person = imaging::SecondPerson::for_override;
};

class Imports final : public ImagingDesk {
public:
    /// All outlive it.
    Imports(AdvanceParts parts, ClinicList const& list, matching::RegionTable const& regions,
            imaging::UrgentWords const& urgent_words, ImportSettings settings)
        : parts_{std::move(parts)}, list_{list}, regions_{regions},
          urgent_words_{urgent_words}, settings_{settings}
    {}

    Task<std::string> keep(ImagingArrival arrival) override;
    Task<> quarantine(ImagingOddity oddity) override;

    /// What a person decides; `booking_id` names the patient of a match. Returns the case as it is
    /// then. Errors: not_found (no such report or booking), those of imaging::take_step().
    Task<imaging::Case> take(std::string case_id, imaging::Step step, std::string booking_id);

    matching::RegionTable const& regions() const { return regions_; }
    ClinicList const& patients() const { return list_; }

    /// A patient whose reports were there before the booking.
    Task<> reconsider(std::string patient_key);

    /// What time brings about by itself: reports that wait too long are told, those of nobody here
    /// are forgotten. To be called now and then.
    Task<> keep_up_due();
    /// The work list, for the metrics. Reads all of it.
    struct Pile {
        std::uint64_t count = 0;
        std::optional<TimePoint> oldest;
    };
    Task<Pile> unmatched();

private:
    /// What was read of one patient.
    struct Patient {
        std::string key; ///< That was asked for.
        Situation known;
    };
    /// One change of a report on its way to disk.
    struct Change {
        ImagingRecord record;                ///< As it was read.
        std::optional<imaging::Case> before; ///< None: the report is new.
        imaging::Case after;
        std::string message_id; ///< Of the event that brought it about.
        TimePoint now;
        std::optional<Patient> named = {}; ///< The patient whose number it bears, as read before.
    };
    imaging::Known known(std::span<matching::Candidate const> patients, TimePoint now) const;
    void judge(imaging::Case& report, TimePoint now) const;
    struct Arrived;
    /// The message with its acknowledgement, as it is stored.
    Batch kept_message(ImagingArrival const& arrival, std::string const& event_id,
                       std::string const& message_id, TimePoint now) const;
    Task<> store_telling(Arrived arrived);
    Task<ImagingRecord> record_of_case(std::string case_id, std::optional<Patient> const& named);
    Task<Situation> situation_of(Change const& change, std::string patient_key);
    Task<Batch> consequences(Change change);
    /// The patient's bookings show what the report gives them. Returns the patient's key.
    Task<std::string> tell_bookings(Change const& change, std::string clinic_id, Batch& batch);
    /// A booking of this patient that comes at the same moment must not be missed.
    Task<> see(Change const& change, std::string patient_key, Batch& batch);
    Task<> reconsider_one(ImagingRecord record);
    std::optional<TimePoint> due_of(imaging::Case const& report, TimePoint now) const;
    Task<> keep_up_one(std::string case_id);
    Task<> forget(ImagingRecord record, imaging::Case report);
    /// Whether all other reports of the message are forgotten, too.
    Task<bool> is_free(std::string case_id, std::vector<std::string> case_ids);
    Task<std::string> clinic_id_of(std::string booking_id);
    void add_scans(Change const& change, std::string const& clinic_id, Situation const& known,
                   Batch& batch) const;
    /// The report in its patient's record; a mapping that fails is work for a person.
    void tell_record(Change const& change, std::string const& clinic_id,
                     std::string const& patient_key, Batch& batch) const;
    void tell_people(Change const& change, Batch& batch) const;
    /// Of the patient that the report names, when it names one number.
    std::string named_key(hl7v2::ImagingReport const& said) const;

    AdvanceParts parts_;
    ClinicList const& list_;
    matching::RegionTable const& regions_;
    imaging::UrgentWords const& urgent_words_;
    ImportSettings settings_;
};

/// Whether the record is a report at all, and not what a poller remembers or what was forgotten.
bool is_report(ImagingRecord const& record);

/// The source of mappings/imaging.map; its model is mappings/models/imaging.schema.json.
struct ImportSource {
    imaging::Case const& report;
    imaging::Decision decision; ///< By which it became, or is no longer, this patient's.
    std::string clinic_id;
    std::string identity; ///< Patient::identity()
    std::uint64_t version = 0;
    std::string event_id;
    TimePoint now;
    bool is_withdrawn = false; ///< It is not, or no longer, this patient's.
    ReportText text = ReportText::conclusion;
};
std::string import_source(ImportSource const& source, matching::RegionTable const& regions);

/// The id of a report in its patient's record; another patient's is another id.
std::string imported_id(imaging::Case const& report, std::string_view clinic_id);

/// "DiagnosticReport/…" or, where only images were announced, "ImagingStudy/…": where it stands in
/// its patient's record, as mappings/imaging.map identifies it. Empty while it is in nobody's.
std::string imported_location(imaging::Case const& report);

} // namespace foramen
