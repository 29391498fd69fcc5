// Why this file exists: who comes this morning and what becomes of it: the invented facts, before
// they are written as events.
#pragma once

#include <chrono>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace foramen {

/// What is special about a patient's morning; everything else is ordinary.
enum class Turn {
    ordinary,
    refuses_sharing,
    without_nhs_number,
    steroid_limit,
    heart_problem,
    diabetes,
    anticoagulant,
    rescheduled,
    cancelled,
    no_show,
    report_amended,
    report_in_error,
    screening_missing,
    no_consent,
    postponed,
    high_blood_pressure,
    declined,
};
inline constexpr unsigned special_turns = static_cast<unsigned>(Turn::declined);

struct Person {
    std::string clinic_id;
    std::string nhs_number; ///< Empty: not known.
    std::string prefix;
    std::string given;
    std::string family;
    std::string gender;
    std::string birth_date;
    std::string street;
    std::string phone;
    std::string practice;
    std::string practice_name;
};

struct Story {
    Turn turn = Turn::ordinary;
    std::string id; ///< Unique to seed and place; bookings, forms and reports are named by it.
    Person person;
    std::string clinician_id;
    std::string clinician_name;
    std::string clinician_gmc;
    std::string region;
    std::string side;
    std::vector<std::string> levels;
    std::string reason;
    std::string booked_via;
    unsigned pain_before = 0;
    unsigned pain_after = 0;
    unsigned systolic = 0;
    unsigned diastolic = 0;
    std::chrono::sys_seconds booked;
    std::chrono::sys_seconds screened;
    std::chrono::sys_seconds start;

    bool is_treated() const;
};

/// The story of the patient with that place in the morning.
Story invent_story(std::uint64_t seed, unsigned place, std::chrono::sys_days day);

} // namespace foramen
