// Why this file exists: what a practice means by a Task that it sends back. `completed` alone is
// never an approval (mission/interface.md "FHIR API"; standards/gp-approval.md C1).
#pragma once

#include "fhir/element.h"
#include "gateway/base/result.h"
#include "gateway/journey/approval_request.h"

namespace foramen {

/// Whether the practice's own copy of a Task says anything that `before`, ours, does not: a copy
/// that only lags behind says nothing.
bool is_anew(fhir::Element const& theirs, fhir::Element const& before);

/// Whether it holds the content-hash of the same question; without one it may be about another.
bool is_of_question(fhir::Element const& theirs, fhir::Element const& before);

/// Which request a Task is of, by its one identifier of system urn:foramen:approval-request.
struct TaskName {
    std::string booking_id;
    unsigned request = 0;
};
std::optional<TaskName> name_of(fhir::Element const& task);

/// `before` is the Task as it stands: what stands there already was not said anew. Who answers
/// stands in outputs "name" and "gmc" behind the decision, or in one "answerer" as the gateway
/// writes it; that of who answered before is read over. The step lacks `who.practice` and
/// `who.door`. Errors: incorrect (no or more than one new decision, a status that does not fit it,
/// another question's hash), each naming the element and what to send.
Result<ApprovalStep> answer_of(fhir::Element const& task, fhir::Element const& before);

} // namespace foramen
