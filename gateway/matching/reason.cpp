#include "gateway/matching/reason.h"

#include <array>

namespace foramen::matching {

namespace {

struct Words {
    Reason reason;
    std::string_view code;
    std::string_view sentence;
};
using enum Reason;

/// In the order of the enumeration.
constexpr std::array words{
    Words{nhs_number_equal, "nhs-number-equal", "The NHS number is the same."},
    Words{request_number_equal, "request-number-equal",
          "The report answers a request of ours for this patient."},
    Words{local_id_equal, "local-id-equal",
          "A person has matched this hospital number to this patient before."},
    Words{birth_date_equal, "birth-date-equal", "The date of birth is the same."},
    Words{family_equal, "family-equal", "The surname is the same."},
    Words{family_letters_lost, "family-letters-lost",
          "The surname is the same but for letters that the sender cannot write."},
    Words{family_former, "family-former", "The surname is a former name."},
    Words{family_part, "family-part", "The surname is a part of a double name."},
    Words{family_similar, "family-similar", "The surname is similar."},
    Words{given_equal, "given-equal", "The first name is the same."},
    Words{given_letters_lost, "given-letters-lost",
          "The first name is the same but for letters that the sender cannot write."},
    Words{given_nickname, "given-nickname", "The first name is another form of the same name."},
    Words{given_initial, "given-initial", "The first name is given as an initial that fits."},
    Words{given_similar, "given-similar", "The first name is similar."},
    Words{names_swapped, "names-swapped", "First name and surname have changed places."},
    Words{postcode_equal, "postcode-equal", "The postcode is the same."},
    Words{nhs_number_nearly_equal, "nhs-number-nearly-equal",
          "The NHS number is the same but for one digit or two that changed places."},
    Words{nhs_number_differs, "nhs-number-differs", "The NHS number is another patient's."},
    Words{nhs_number_unknown_here, "nhs-number-unknown-here",
          "The clinic does not know this patient's NHS number."},
    Words{nhs_number_missing, "nhs-number-missing", "The report has no NHS number."},
    Words{birth_date_day_and_month_swapped, "birth-date-day-and-month-swapped",
          "Day and month of the date of birth have changed places."},
    Words{birth_date_one_digit, "birth-date-one-digit",
          "The date of birth differs in one digit, or two digits have changed places."},
    Words{birth_date_differs, "birth-date-differs", "The date of birth is another one."},
    Words{birth_date_missing, "birth-date-missing", "A date of birth is missing."},
    Words{birth_date_weak, "birth-date-weak",
          "The date of birth is 1 January, which is often an estimate."},
    Words{family_differs, "family-differs", "The surname is another one."},
    Words{family_missing, "family-missing", "A surname is missing."},
    Words{given_differs, "given-differs", "The first name is another one."},
    Words{given_missing, "given-missing", "A first name is missing."},
    Words{sex_contradicts, "sex-contradicts", "The sex is another one."},
    Words{postcode_differs, "postcode-differs", "The postcode is another one."},
    Words{
        names_must_be_equal, "names-must-be-equal",
        "The sender does not say that it traced the NHS number, or the date of birth is weak: then "
        "both names must be the same."},
    Words{number_invalid, "number-invalid",
          "The report has an NHS number that fails its own check digit."},
    Words{numbers_differ_in_report, "numbers-differ-in-report",
          "The report has two different NHS numbers."},
    Words{number_of_test_range, "number-of-test-range",
          "The NHS number is of the range for tests, which no patient has."},
    Words{number_of_two_patients, "number-of-two-patients",
          "Two patients of the clinic have this NHS number: correct the clinic's records first."},
    Words{number_superseded, "number-superseded",
          "The NHS number of this patient has been merged or replaced."},
    Words{request_of_another_patient, "request-of-another-patient",
          "The request that the report answers was made for another patient."},
    Words{several_certain, "several-certain", "Different evidence points to different patients."},
    Words{twin, "twin",
          "Another patient has the same date of birth and surname, and may live at the same "
          "address: a twin, or the same person twice."},
    Words{deceased, "deceased", "The patient is recorded as deceased."},
};
static_assert(words.size() == static_cast<std::size_t>(last_reason) + 1);

Words const& words_of(Reason reason) { return words[static_cast<std::size_t>(reason)]; }

constexpr bool is_in_order()
{
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (static_cast<std::size_t>(words[i].reason) != i) return false;
    }
    return true;
}
static_assert(is_in_order());

} // namespace

std::string_view to_string(Reason reason) { return words_of(reason).code; }
std::string_view explain(Reason reason) { return words_of(reason).sentence; }

} // namespace foramen::matching
