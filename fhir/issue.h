// Why this file exists: findings in data are collected, not thrown, and read like an
// OperationOutcome (https://hl7.org/fhir/R4/operationoutcome.html).
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace fhir {

enum class Severity { fatal, error, warning, information };

/// A finding. `expression` says where ("Patient.name[0].family", or "booking.map:12:5");
/// `text` says what is wrong and what to do. Values from the data are never quoted in `text`.
struct Issue {
    Severity severity = Severity::error;
    std::string code; ///< https://hl7.org/fhir/R4/valueset-issue-type.html
    std::string expression;
    std::string text;
};

using Issues = std::vector<Issue>;

/// A value, or the issues that kept it from being made.
template <class T> class [[nodiscard]] Parsed {
public:
    Parsed(T value) : state_{std::move(value)} {}
    Parsed(Issues issues) : state_{std::move(issues)} {}
    Parsed(Issue issue) : state_{Issues{std::move(issue)}} {}

    bool has_value() const { return state_.index() == 0; }
    explicit operator bool() const { return has_value(); }
    T& operator*() & { return std::get<0>(state_); }
    T const& operator*() const& { return std::get<0>(state_); }
    T&& operator*() && { return std::get<0>(std::move(state_)); }
    T* operator->() { return &std::get<0>(state_); }
    T const* operator->() const { return &std::get<0>(state_); }
    Issues const& issues() const { return std::get<1>(state_); }

private:
    std::variant<T, Issues> state_;
};

} // namespace fhir
