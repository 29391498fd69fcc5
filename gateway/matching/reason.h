// Why this file exists: a person who has to decide whose report it is must see why the machine did
// not, in words; an audit and a test need the same as a code. No reason quotes a value.
#pragma once

#include <string_view>

namespace foramen::matching {

enum class Reason {
    // What speaks for a candidate.
    nhs_number_equal,
    request_number_equal,
    local_id_equal,
    birth_date_equal,
    family_equal,
    family_letters_lost,
    family_former,
    family_part,
    family_similar,
    given_equal,
    given_letters_lost,
    given_nickname,
    given_initial,
    given_similar,
    names_swapped,
    postcode_equal,

    // What speaks against it, or leaves it open.
    nhs_number_nearly_equal,
    nhs_number_differs,
    nhs_number_unknown_here,
    nhs_number_missing,
    birth_date_day_and_month_swapped,
    birth_date_one_digit,
    birth_date_differs,
    birth_date_missing,
    birth_date_weak,
    family_differs,
    family_missing,
    given_differs,
    given_missing,
    sex_contradicts,
    postcode_differs,
    names_must_be_equal,

    // Brakes: no rule decides against one of these.
    number_invalid,
    numbers_differ_in_report,
    number_of_test_range,
    number_of_two_patients,
    number_superseded,
    request_of_another_patient,
    several_certain,
    twin,
    deceased,
};
constexpr Reason last_reason = Reason::deceased;

std::string_view to_string(Reason reason); ///< "birth-date-one-digit"
std::string_view explain(Reason reason);   ///< A sentence for the work list.

} // namespace foramen::matching
