// Why this file exists: the rules of FHIR in FHIRPath, compiled once in a process and run often.
// https://hl7.org/fhir/R4/conformance-rules.html#constraints
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/path/path.h"
#include "fhir/validate/neighbours.h"
#include "fhir/validate/walk.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fhir::validate {

/// A rule ready to run. What cannot be compiled has no plan and says why.
struct Constraint {
    Invariant rule;
    std::optional<path::Expression> plan;
    std::string why_not;
};

/// `focus` is the type that the rule is asked of; null where it is not known.
Constraint make_constraint(Invariant const& rule, TypeSource const& types, Type const* focus);

/// A rule of R4 that is never run as FHIRPath.
struct NotRun {
    std::string_view key;
    std::string_view why;
};
/// They are few, each has its reason, and a test holds that there is no other.
std::span<NotRun const> not_run();
bool is_run(Invariant const& rule);

/// The rules of a list in the definitions (Type::invariants, ElementDefinition::invariants),
/// compiled at the first question of this process. Any thread may ask; `list` must stay for the
/// life of the process, as those of r4() do.
std::span<Constraint const> compiled(std::span<Invariant const> list, TypeSource const& types,
                                     Type const* focus);

/// What stands around the element that a rule is asked of.
struct Around {
    Element const* resource = nullptr;  ///< %resource
    Element const* container = nullptr; ///< %rootResource: what contains it, or itself.
    std::string_view now;
    path::Surroundings* surroundings = nullptr;
};

/// Runs rules and writes down what is broken.
class ConstraintRun {
public:
    void ask(Constraint const& constraint, Element const& element, Place const& place,
             Around const& around, Findings& findings);

private:
    Tree& scratch();

    std::optional<Tree> scratch_;
    unsigned evaluations_ = 0;
    /// A rule ran into its limit: the data may be made to cost time, so no other is asked.
    bool exhausted_ = false;
};

} // namespace fhir::validate
