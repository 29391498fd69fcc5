#include "gateway/channels/fhir_rest/issues_told.h"

#include "fhir/definitions/definitions.h"
#include "fhir/json/json.h"

#include <algorithm>
#include <array>

namespace foramen {

namespace {

constexpr std::size_t issues_told_max = 3;
constexpr std::size_t expression_length_max = 200;

bool is_severity(std::string_view text)
{
    static constexpr std::array<std::string_view, 4> known{"fatal", "error", "warning",
                                                           "information"};
    return std::ranges::find(known, text) != known.end();
}

bool in_value_set(std::string_view url, std::string_view code)
{
    auto const* const found = fhir::r4().value_set(url);
    return found != nullptr && found->has_code(code);
}

/// Codes of NHS FHIR services (Spine-ErrorOrWarningCode and the like) that help to act.
bool is_nhs_code(std::string_view code)
{
    static constexpr std::array<std::string_view, 9> known{
        "INVALIDATED_RESOURCE", "INVALID_RESOURCE_ID", "INVALID_VALUE",
        "MISSING_VALUE",        "REC_CONFLICT",        "RESOURCE_NOT_FOUND",
        "TOO_MANY_MATCHES",     "TOO_MANY_REQUESTS",   "UNABLE_TO_CALL_SERVICE",
    };
    return std::ranges::find(known, code) != known.end();
}

/// The first code of issue.details that stands in a public list.
std::string_view known_detail(fhir::Element const& issue)
{
    auto const* const details = issue.child("details");
    if (details == nullptr) return {};
    for (auto const* one = details->first; one != nullptr; one = one->next) {
        if (one->name != "coding") continue;
        auto const code = one->value("code");
        if (is_nhs_code(code) ||
            in_value_set("http://hl7.org/fhir/ValueSet/operation-outcome", code)) {
            return code;
        }
    }
    return {};
}

/// "name" of "name[12]"; empty when what follows the name is no index.
std::string_view name_of(std::string_view segment)
{
    auto const bracket = segment.find('[');
    if (bracket == std::string_view::npos) return segment;
    auto const index = segment.substr(bracket + 1);
    auto const digits = index.find_first_not_of("0123456789");
    auto const is_index = digits != 0 && digits <= 4 && index.substr(digits) == "]";
    return is_index ? segment.substr(0, bracket) : std::string_view{};
}

/// As much of a path as walks through element names of R4: a name or a number that a far side
/// wrote into it does not.
std::string_view known_path(std::string_view expression)
{
    if (expression.size() > expression_length_max) return {};
    auto const first_end = std::min(expression.find('.'), expression.size());
    auto const* type = fhir::r4().type(expression.substr(0, first_end));
    if (type == nullptr || type->kind != fhir::TypeKind::resource) return {};
    auto end = first_end;
    while (end < expression.size()) {
        auto const next = std::min(expression.find('.', end + 1), expression.size());
        auto const* const child = type->child(name_of(expression.substr(end + 1, next - end - 1)));
        if (child == nullptr) break;
        end = next;
        type = child->reference == nullptr ? nullptr : child->reference->type;
        if (type == nullptr) break;
    }
    return expression.substr(0, end);
}

std::string told(fhir::Element const& issue)
{
    auto const severity = issue.value("severity");
    auto const code = issue.value("code");
    std::string text{is_severity(severity) ? severity : std::string_view{"issue"}};
    auto const known = in_value_set("http://hl7.org/fhir/ValueSet/issue-type", code);
    text.append(" ").append(known ? code : std::string_view{"of an unknown code"});
    if (auto const detail = known_detail(issue); !detail.empty()) text.append(" ").append(detail);
    if (auto const path = known_path(issue.value("expression")); !path.empty()) {
        text.append(" at ").append(path);
    }
    return text;
}

} // namespace

IssuesTold read_issues(fhir::Element const& outcome)
{
    IssuesTold made;
    if (outcome.text != "OperationOutcome") return made;
    std::size_t count = 0;
    for (auto const* one = outcome.first; one != nullptr; one = one->next) {
        if (one->name != "issue") continue;
        auto const severity = one->value("severity");
        made.error = made.error || severity == "error" || severity == "fatal";
        made.multiple_matches = made.multiple_matches || one->value("code") == "multiple-matches";
        if (++count <= issues_told_max) made.text += (count == 1 ? ": " : "; ") + told(*one);
    }
    if (count > issues_told_max) {
        made.text += "; and " + std::to_string(count - issues_told_max) + " more";
    }
    return made;
}

IssuesTold read_issues(std::string_view body)
{
    if (body.empty()) return {};
    auto const tree = fhir::json::read(body);
    return tree ? read_issues(tree->root()) : IssuesTold{};
}

} // namespace foramen
