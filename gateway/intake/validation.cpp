#include "gateway/intake/validation.h"

#include "fhir/json/json.h"
#include "gateway/intake/operation_outcome.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace foramen {

namespace {

constexpr std::size_t profiles_max = 16;

/// What somebody wants to know.
struct Question {
    fhir::Element* resource = nullptr;
    std::vector<std::string_view> profiles;
    std::string_view mode;
};

fhir::Element* find(fhir::Element& parent, std::string_view name)
{
    for (auto* one = parent.first; one != nullptr; one = one->next) {
        if (one->name == name) return one;
    }
    return nullptr;
}

void read_parameters(fhir::Element& parameters, Question& question)
{
    for (auto* one = parameters.first; one != nullptr; one = one->next) {
        if (one->name != "parameter") continue;
        auto const name = one->value("name");
        if (name == "resource") question.resource = find(*one, "resource");
        else if (name == "mode") question.mode = one->value("valueCode");
        else if (name == "profile") {
            auto const uri = one->value("valueUri");
            question.profiles.push_back(uri.empty() ? one->value("valueCanonical") : uri);
        }
    }
}

Question question_of(fhir::Element& body, Target const& target)
{
    Question question;
    if (body.text == "Parameters") read_parameters(body, question);
    // Parameters without `resource` may be meant themselves.
    if (question.resource == nullptr) question.resource = &body;
    for (auto const& [name, value] : target.query) {
        if (name == "profile") question.profiles.push_back(value);
        else if (name == "mode") question.mode = value;
    }
    return question;
}

/// Why nothing can be tried.
std::string_view wrong(Question const& question, std::string_view type)
{
    static constexpr std::array modes{"", "create", "update"};
    if (std::ranges::find(modes, question.mode) == modes.end()) {
        return "this mode is not supported: leave it out, or say create or update";
    }
    if (question.profiles.size() > profiles_max) return "too many profiles at once";
    if (question.resource->text != type) return "the resource is not of the type of the URL";
    return {};
}

} // namespace

Answer Validation::answer(Visit const& visit, std::string_view now)
{
    auto tree = fhir::json::read(visit.request.body);
    if (!tree) return operation_outcome(400, tree.issues());
    auto const& name = visit.captures[0];
    auto const* const type = fhir::r4().type(name);
    if (type == nullptr || type->kind != fhir::TypeKind::resource || type->abstract) {
        return operation_outcome(404, "FHIR R4 has no such resource type");
    }
    auto const question = question_of(tree->root(), visit.target);
    if (auto const text = wrong(question, name); !text.empty()) {
        return operation_outcome(400, text);
    }
    fhir::bind(*question.resource, *type, fhir::r4());
    fhir::validate::Options options;
    options.shape = fhir::validate::Shape::json;
    options.now = now;
    auto issues = validator_.check(*question.resource, options, question.profiles);
    if (issues.empty()) {
        issues.push_back({fhir::Severity::information, "informational", "", "it is valid"});
    }
    return operation_outcome(200, issues);
}

} // namespace foramen
