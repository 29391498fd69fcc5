// Why this file exists: what a report says of its patient and what the clinic knows of its own,
// side by side. Nothing in the evidence is believed yet.
// Source: standards/imaging.md section 3.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/sensitive.h"
#include "gateway/clinic/nhs_number.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foramen::matching {

enum class Sex { unknown, female, male, other };
/// "F", "female", "M", "male", "O", "other" in any case; all else says nothing.
Sex sex_of(std::string_view text);

struct PersonName {
    Sensitive<std::string> family;
    Sensitive<std::string> given; ///< All given names, a space between them.
};

/// What the sender says of its NHS number.
enum class Tracing {
    not_stated, ///< Or anything but "present and verified".
    verified,   ///< PID-32 "01"
};

/// What a report says.
struct Evidence {
    std::vector<Sensitive<std::string>> nhs_numbers; ///< As sent; spaces are read over.
    Tracing tracing = Tracing::not_stated;
    std::vector<Sensitive<std::string>> local_ids;
    PersonName name;
    std::vector<PersonName> other_names; ///< Aliases and former names, when the sender has them.
    Sensitive<std::optional<Date>> birth_date;
    Sex sex = Sex::unknown;
    Sensitive<std::string> postcode;
    std::string request_number; ///< Ours, from the placer's field; empty when there is none.
};

enum class NumberStanding { current, superseded };
enum class Life { alive, deceased };

/// A patient with an open booking. One entry a patient; entries with the same id are one.
struct Candidate {
    std::string patient_id; ///< The clinic's.
    std::optional<NhsNumber> nhs_number;
    NumberStanding number_standing = NumberStanding::current;
    std::vector<Sensitive<std::string>> local_ids; ///< Of imaging providers, once a person matched.
    PersonName name;
    std::vector<PersonName> former_names;
    Sensitive<std::optional<Date>> birth_date;
    Sex sex = Sex::unknown;
    Sensitive<std::string> postcode;
    std::vector<std::string> request_numbers; ///< That the clinic ordered images with.
    Life life = Life::alive;
};

} // namespace foramen::matching
