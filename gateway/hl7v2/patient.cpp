#include "gateway/hl7v2/patient.h"

#include <algorithm>

namespace foramen::hl7v2 {

namespace {

constexpr std::string_view nhs_type = "NH"; // Table 0203.

std::string digits_of(std::string_view text)
{
    std::string digits;
    for (char const letter : text) {
        if (letter != ' ' && letter != '-' && letter != '\t') digits += letter;
    }
    return digits;
}

bool is_nhs(LocalId const& id, Sender const& sender)
{
    if (id.type == nhs_type) return true;
    auto const& known = sender.nhs_authorities;
    return std::find(known.begin(), known.end(), id.authority) != known.end();
}

void add_nhs_number(PatientEvidence& patient, std::string const& value)
{
    Sensitive<std::string> number{digits_of(value)};
    auto& known = patient.nhs_numbers;
    if (std::find(known.begin(), known.end(), number) == known.end()) {
        known.push_back(std::move(number));
    }
}

void read_ids(Message const& message, std::string_view field, Sender const& sender,
              PatientEvidence& patient)
{
    auto const count = message.repetitions(field);
    for (unsigned i = 0; i < count; ++i) {
        auto const one = message.repetition(field, i);
        auto const value = message.trimmed(message.component(one, 1));
        if (value.empty()) continue;
        LocalId id;
        auto const authority = message.component(one, 4);
        id.authority = message.trimmed(message.subcomponent(authority, 1));
        id.type = message.trimmed(message.component(one, 5));
        if (is_nhs(id, sender)) {
            add_nhs_number(patient, value);
            continue;
        }
        id.value = Sensitive<std::string>{value};
        patient.local_ids.push_back(std::move(id));
    }
}

PersonName read_name(Message const& message, std::string_view name)
{
    // FN has the surname in its first subcomponent from 2.3 on.
    auto const family = message.subcomponent(message.component(name, 1), 1);
    return {Sensitive<std::string>{message.trimmed(family)},
            Sensitive<std::string>{message.trimmed(message.component(name, 2))}};
}

void read_names(Message const& message, std::string_view field, PatientEvidence& patient)
{
    auto const count = message.repetitions(field);
    for (unsigned i = 0; i < count; ++i) {
        auto name = read_name(message, message.repetition(field, i));
        if (i == 0) patient.name = std::move(name);
        else patient.other_names.push_back(std::move(name));
    }
}

} // namespace

std::string place_of(Segment const& segment, unsigned field)
{
    return place_of(Fault{{}, std::string{segment.name}, segment.sequence, field, {}});
}

PatientEvidence read_patient(Message const& message, Segment const* pid, Sender const& sender,
                             std::vector<Flaw>& flaws)
{
    PatientEvidence patient;
    if (pid == nullptr) {
        flaws.push_back({"PID", "the message names no patient"});
        return patient;
    }
    auto const part = [&](unsigned field, unsigned component) {
        return message.trimmed(message.component(*pid, field, component));
    };
    // PID-2 and PID-4 held the other ids up to 2.3.
    for (unsigned const field : {3u, 2u, 4u}) {
        read_ids(message, message.field(*pid, field), sender, patient);
    }
    patient.nhs_number_status = part(32, 1);
    read_names(message, message.field(*pid, 5), patient);
    auto const born = part(7, 1);
    auto const day = read_day(born);
    if (!born.empty() && !day) flaws.push_back({place_of(*pid, 7), "is no date (YYYYMMDD)"});
    patient.birth_date = Sensitive<std::optional<Date>>{day};
    patient.sex = part(8, 1);
    patient.postcode = Sensitive<std::string>{part(11, 5)};
    if (patient.nhs_numbers.empty()) {
        flaws.push_back({place_of(*pid, 3), "holds no NHS number"});
    } else if (patient.nhs_numbers.size() > 1) {
        flaws.push_back({place_of(*pid, 3), "holds different NHS numbers"});
    }
    return patient;
}

} // namespace foramen::hl7v2
