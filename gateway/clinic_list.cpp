#include "gateway/clinic_list.h"

#include <algorithm>
#include <mutex>

namespace foramen {

namespace {

bool is_open(BookingJourney const& journey)
{
    auto const status = journey.booking->status;
    return status != BookingStatus::cancelled && status != BookingStatus::no_show;
}

std::optional<Date> birth_date_of(BookingJourney const& journey)
{
    auto const date = parse_date(journey.birth_date);
    return date ? std::optional{*date} : std::nullopt;
}

matching::Candidate candidate_of(BookingJourney const& journey)
{
    matching::Candidate candidate;
    candidate.patient_id = journey.patient_clinic_id;
    if (journey.patient_identity.starts_with(nhs_identity)) {
        auto number = NhsNumber::parse(journey.patient_identity.substr(nhs_identity.size()));
        if (number) candidate.nhs_number = *std::move(number);
    }
    candidate.name = {Sensitive{journey.names.family}, Sensitive{journey.names.given}};
    candidate.birth_date = Sensitive{birth_date_of(journey)};
    candidate.sex = matching::sex_of(journey.names.gender);
    candidate.postcode = Sensitive{journey.names.postcode};
    return candidate;
}

} // namespace

void ClinicList::learn(BookingJourney const& journey)
{
    if (!journey.booking || journey.patient_clinic_id.empty()) return;
    std::unique_lock const lock{mutex_};
    auto const& id = journey.patient_clinic_id;
    auto const is_this = [&](OpenBooking const& one) { return one.id == journey.booking_id; };
    if (!is_open(journey)) {
        auto const found = patients_.find(id);
        if (found == patients_.end()) return;
        std::erase_if(found->second.open, is_this);
        if (found->second.open.empty()) remove(id);
        return;
    }
    auto const [found, is_new] = patients_.try_emplace(id);
    auto& patient = found->second;
    if (is_new) {
        patient.place = candidates_.size();
        candidates_.emplace_back();
    }
    std::erase_if(patient.open, is_this);
    patient.open.push_back({journey.booking_id, journey.booking->end});
    candidates_[patient.place] = candidate_of(journey);
}

void ClinicList::remove(std::string const& clinic_id)
{
    auto const found = patients_.find(clinic_id);
    auto const place = found->second.place;
    if (place + 1 != candidates_.size()) {
        candidates_[place] = std::move(candidates_.back());
        patients_.find(candidates_[place].patient_id)->second.place = place;
    }
    candidates_.pop_back();
    patients_.erase(found);
}

void ClinicList::forget_before(TimePoint day)
{
    std::unique_lock const lock{mutex_};
    std::vector<std::string> over;
    for (auto& [id, patient] : patients_) {
        std::erase_if(patient.open, [&](OpenBooking const& one) { return one.end < day; });
        if (patient.open.empty()) over.push_back(id);
    }
    for (auto const& id : over) remove(id);
}

std::vector<std::pair<std::string, TimePoint>> ClinicList::with_numbers() const
{
    std::shared_lock const lock{mutex_};
    std::vector<std::pair<std::string, TimePoint>> all;
    for (auto const& [id, patient] : patients_) {
        auto const& number = candidates_[patient.place].nhs_number;
        if (!number) continue;
        auto const first = std::ranges::min_element(patient.open, {}, &OpenBooking::end);
        all.emplace_back(number->digits(), first->end);
    }
    return all;
}

std::string ClinicList::identity_of(std::string const& clinic_id) const
{
    std::shared_lock const lock{mutex_};
    auto const found = patients_.find(clinic_id);
    auto const known = found != patients_.end();
    auto const number = known ? candidates_[found->second.place].nhs_number : std::nullopt;
    return foramen::identity_of(number, clinic_id);
}

std::optional<ClinicList::Entry> ClinicList::find(std::string const& clinic_id) const
{
    std::shared_lock const lock{mutex_};
    auto const found = patients_.find(clinic_id);
    if (found == patients_.end()) return {};
    Entry entry{candidates_[found->second.place], {}};
    for (auto const& one : found->second.open) entry.bookings.push_back(one.id);
    std::ranges::sort(entry.bookings);
    return entry;
}

std::size_t ClinicList::size() const
{
    std::shared_lock const lock{mutex_};
    return candidates_.size();
}

} // namespace foramen
