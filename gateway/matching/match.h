// Why this file exists: whose report it is. A wrong match puts a needle by another person's scan,
// so a machine decides only what is beyond doubt, and everything else is a person's.
// Source: standards/imaging.md section 3 (the policy table and its brakes).
#pragma once

#include "gateway/matching/compare.h"

#include <span>

namespace foramen::matching {

struct Policy {
    TestNumbers test_numbers = TestNumbers::refused;
};

enum class Verdict {
    certain,   ///< It is this patient's; no person needs to look.
    work_list, ///< Somebody must say whose it is.
    none,      ///< Nobody here is like it: not ours.
};
std::string_view to_string(Verdict verdict); ///< "work-list"

enum class Basis { nothing, nhs_number, request_number };

/// Candidates on a work list; more would not be read.
constexpr std::size_t ranked_max = 20;

struct Ranked {
    std::size_t candidate; ///< Its place among the candidates.
    double score;
    std::vector<Reason> reasons; ///< For and against, and the brakes of this candidate.
};

struct Decision {
    Verdict verdict = Verdict::none;
    Basis basis = Basis::nothing; ///< What made it certain.
    std::vector<Ranked> ranked;   ///< Best first; the one patient when it is certain.
    std::vector<Reason> reasons;  ///< Brakes of the report itself.
};

/// Candidates: the clinic's patients with an open booking. Their order changes nothing but that of
/// equally good ones.
Decision match(Evidence const& evidence, std::span<Candidate const> candidates,
               Policy const& policy = {});

} // namespace foramen::matching
