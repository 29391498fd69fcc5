// Why this file exists: $validate, so that a partner can try a resource before sending it.
// https://hl7.org/fhir/R4/resource-operation-validate.html
#pragma once

#include "fhir/issue.h"
#include "fhir/package/packages.h"
#include "fhir/validate/validator.h"
#include "gateway/security/visit.h"

#include <memory>
#include <string>
#include <string_view>

namespace foramen {

class Validation {
public:
    /// What is known besides the rules of R4: extensions, profiles and value sets.
    explicit Validation(std::unique_ptr<fhir::package::Packages> packages)
        : packages_{std::move(packages)}
    {}

    /// POST [type]/$validate: a resource, or Parameters with `resource`, `profile` and `mode`.
    /// 200 with an OperationOutcome whatever was found; 400 where nothing could be tried.
    Answer answer(Visit const& visit, std::string_view now);

private:
    std::unique_ptr<fhir::package::Packages> packages_;
    fhir::validate::Validator validator_{*packages_};
};

} // namespace foramen
