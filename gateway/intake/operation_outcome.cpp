#include "gateway/intake/operation_outcome.h"

#include "gateway/base/json_text.h"
#include "gateway/net/problem.h"

namespace foramen {

namespace {

/// https://hl7.org/fhir/R4/valueset-issue-type.html
std::string_view issue_type(unsigned status)
{
    switch (status) {
    case 400: return "invalid";
    case 401: return "login";
    case 403: return "forbidden";
    case 404: return "not-found";
    case 405:
    case 501: return "not-supported";
    case 409:
    case 412: return "conflict";
    case 413: return "too-long";
    case 422: return "processing";
    case 429:
    case 503: return "throttled";
    default: return "exception";
    }
}

std::string_view to_string(fhir::Severity severity)
{
    switch (severity) {
    case fhir::Severity::fatal: return "fatal";
    case fhir::Severity::error: return "error";
    case fhir::Severity::warning: return "warning";
    case fhir::Severity::information: return "information";
    }
    return "error";
}

} // namespace

HttpReply fhir_reply(unsigned status, std::string body)
{
    return {status, {{"Content-Type", "application/fhir+json"}}, std::move(body)};
}

HttpReply operation_outcome(unsigned status, std::string_view diagnostics)
{
    fhir::Issue issue{fhir::Severity::error, std::string{issue_type(status)}, "",
                      std::string{diagnostics}};
    return operation_outcome(status, fhir::Issues{std::move(issue)});
}

HttpReply operation_outcome(Error const& error)
{
    auto const plain = problem(error);
    auto reply = operation_outcome(plain.status, error.text());
    auto const wait = header(plain.headers, "Retry-After");
    if (!wait.empty()) reply.headers.emplace_back("Retry-After", wait);
    return reply;
}

HttpReply operation_outcome(unsigned status, fhir::Issues const& issues)
{
    JsonText json;
    json.object().member("resourceType", "OperationOutcome").key("issue").array();
    for (auto const& issue : issues) {
        json.object().member("severity", to_string(issue.severity)).member("code", issue.code);
        json.member("diagnostics", issue.text);
        if (!issue.expression.empty()) {
            json.key("expression").array().text(issue.expression).end_array();
        }
        json.end_object();
    }
    json.end_array().end_object();
    return fhir_reply(status, json.take());
}

} // namespace foramen
