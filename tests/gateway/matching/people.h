// Why this file exists: the tests of matching speak of people in one line.
#pragma once

#include "gateway/matching/match.h"

#include <gmock/gmock.h>

namespace foramen::matching {

/// Numbers that public documentation uses; their check digits are right.
constexpr char anna_number[] = "4010232137";
constexpr char other_number[] = "9434765919";

inline Date date(int year, unsigned month, unsigned day)
{
    return std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day);
}
inline Sensitive<std::optional<Date>> born(int year, unsigned month, unsigned day)
{
    return Sensitive<std::optional<Date>>{date(year, month, day)};
}
inline Sensitive<std::string> text(std::string value)
{
    return Sensitive<std::string>{std::move(value)};
}
inline PersonName name(std::string given, std::string family)
{
    return {text(std::move(family)), text(std::move(given))};
}

inline Candidate anna()
{
    Candidate candidate;
    candidate.patient_id = "P-1";
    candidate.nhs_number = *NhsNumber::parse(anna_number);
    candidate.name = name("Anna Louise", "Richardson");
    candidate.birth_date = born(1971, 4, 9);
    candidate.sex = Sex::female;
    candidate.postcode = text("NW1 9LR");
    candidate.request_numbers = {"RQ-1"};
    return candidate;
}
/// What a careful sender says of her.
inline Evidence of_anna()
{
    Evidence evidence;
    evidence.nhs_numbers = {text(anna_number)};
    evidence.tracing = Tracing::verified;
    evidence.name = name("ANNA", "RICHARDSON");
    evidence.birth_date = born(1971, 4, 9);
    evidence.sex = Sex::female;
    evidence.postcode = text("nw19lr");
    return evidence;
}
/// The same without a number, in answer to our request.
inline Evidence of_request()
{
    auto evidence = of_anna();
    evidence.nhs_numbers.clear();
    evidence.tracing = Tracing::not_stated;
    evidence.request_number = "RQ-1";
    return evidence;
}
inline Decision match_one(Evidence const& evidence, Candidate const& candidate)
{
    return match(evidence, std::span{&candidate, 1});
}
inline std::vector<Reason> all_reasons(Decision const& decision)
{
    auto reasons = decision.reasons;
    for (auto const& one : decision.ranked) {
        reasons.insert(reasons.end(), one.reasons.begin(), one.reasons.end());
    }
    return reasons;
}

} // namespace foramen::matching
