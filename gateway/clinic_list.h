// Why this file exists: reports are matched against the clinic's own patients with open bookings.
// They are kept in memory, because each report is held against all of them.
#pragma once

#include "gateway/journey/journey.h"
#include "gateway/matching/evidence.h"

#include <map>
#include <optional>
#include <shared_mutex>
#include <span>
#include <string>
#include <vector>

namespace foramen {

class ClinicList {
public:
    /// Use from any thread. Called for every booking at start, and for each one that is stored.
    void learn(BookingJourney const& journey);
    /// Forgets patients whose last booking is over for good.
    void forget_before(TimePoint day);

    /// The list does not change meanwhile: `use` must not wait.
    template <class Use> auto with_patients(Use const& use) const
    {
        std::shared_lock const lock{mutex_};
        return use(std::span<matching::Candidate const>{candidates_});
    }
    /// Whose images are asked for: the NHS number and the end of the first open booking.
    std::vector<std::pair<std::string, TimePoint>> with_numbers() const;
    /// Patient::identity() of a patient; by the clinic's id when there is no open booking.
    std::string identity_of(std::string const& clinic_id) const;
    /// A patient as people compare it with a report; no value: without an open booking.
    struct Entry {
        matching::Candidate patient;
        std::vector<std::string> bookings; ///< Open ones, by id.
    };
    std::optional<Entry> find(std::string const& clinic_id) const;
    std::size_t size() const;

private:
    struct OpenBooking {
        std::string id;
        TimePoint end;
    };
    struct Patient {
        std::vector<OpenBooking> open;
        std::size_t place = 0; ///< Among the candidates.
    };
    void remove(std::string const& clinic_id);

    mutable std::shared_mutex mutex_;
    std::map<std::string, Patient, std::less<>> patients_; ///< By the clinic's id.
    std::vector<matching::Candidate> candidates_;
};

} // namespace foramen
