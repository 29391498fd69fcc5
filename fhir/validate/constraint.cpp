#include "fhir/validate/constraint.h"

#include "fhir/path/embed.h"
#include "fhir/validate/plainly.h"

#include <algorithm>
#include <array>

namespace fhir::validate {

namespace {

/// Rules walk a resource a few times at most.
constexpr unsigned invariant_steps_max = 2'000'000;
/// Values that rules make are kept until then.
constexpr unsigned evaluations_a_tree = 4'096;

constexpr std::array elsewhere{
    NotRun{"ele-1", "the walk reports what is empty (validate.cpp)"},
    NotRun{"ref-1", "contained resources are looked up in order (references.cpp)"},
    NotRun{"txt-1", "the format of xhtml (narrative.cpp)"},
    NotRun{"txt-2", "the format of xhtml (narrative.cpp)"},
    NotRun{"bdl-7", "fullUrls are sorted, not compared with each other (validate.cpp)"},
    NotRun{"cid-0", "it names an element that ChargeItemDefinition of R4 does not have"},
};

void break_of(Invariant const& rule, Place const& place, Findings& findings)
{
    findings.add(rule.warning ? Severity::warning : Severity::error, "invariant", place,
                 std::string{rule.key} + ": " + std::string{rule.human});
}

} // namespace

std::span<NotRun const> not_run() { return elsewhere; }

bool is_run(Invariant const& rule)
{
    return std::ranges::find(elsewhere, rule.key, &NotRun::key) == elsewhere.end();
}

Constraint make_constraint(Invariant const& rule, TypeSource const& types, Type const* focus)
{
    Constraint made{rule, {}, {}};
    auto plan = path::Expression::compile(rule.expression, types, focus);
    if (plan) made.plan.emplace(*std::move(plan));
    else made.why_not = plan.issues().empty() ? "" : plan.issues()[0].text;
    return made;
}

Tree& ConstraintRun::scratch()
{
    if (!scratch_ || ++evaluations_ % evaluations_a_tree == 0) scratch_.emplace();
    return *scratch_;
}

void ConstraintRun::ask(Constraint const& constraint, Element const& element, Place const& place,
                        Around const& around, Findings& findings)
{
    auto const& rule = constraint.rule;
    if (rule.warning && !findings.takes_warnings()) return;
    auto const plain = holds_plainly(rule.key, element);
    if (plain) {
        if (!*plain) break_of(rule, place, findings);
        return;
    }
    if (exhausted_) return;
    auto const name = [&] { return "the rule " + std::string{rule.key}; };
    if (!constraint.plan) {
        return findings.add(Severity::information, "not-supported", place,
                            name() + " is no FHIRPath that can be run here: " + constraint.why_not);
    }
    path::Context context;
    context.resource = around.resource;
    context.root_resource = around.container;
    context.now = around.now;
    context.surroundings = around.surroundings;
    context.steps_max = invariant_steps_max;
    path::Items items;
    Issue issue;
    if (!path::evaluate_into(items, constraint.plan->plan(), &element, context, scratch(), issue)) {
        if (issue.code == "too-costly") {
            exhausted_ = true;
            return findings.add(Severity::error, "too-costly", place,
                                name() + " takes too many steps here, so neither it nor those "
                                         "after it were asked: make the resource smaller");
        }
        auto const severity =
            issue.code == "not-supported" ? Severity::information : Severity::warning;
        return findings.add(severity, issue.code, place,
                            name() + " could not be decided: " + issue.text);
    }
    if (path::is_false(items)) break_of(rule, place, findings);
}

} // namespace fhir::validate
