// Why this file exists: $validate, so that a partner can try a resource before sending it.
// https://hl7.org/fhir/R4/resource-operation-validate.html
#pragma once

#include "fhir/issue.h"
#include "gateway/security/visit.h"

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace foramen {

/// Knows FHIR R4 with its own extensions, profiles and value sets; read at the first question.
class Validation {
public:
    Validation();
    ~Validation();

    /// POST [type]/$validate: a resource, or Parameters with `resource`, `profile` and `mode`.
    /// 200 with an OperationOutcome whatever was found; 400 where nothing could be tried.
    Answer answer(Visit const& visit, std::string_view now);

private:
    struct State;
    std::once_flag once_;
    std::unique_ptr<State> state_;
};

} // namespace foramen
