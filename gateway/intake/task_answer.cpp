#include "gateway/intake/task_answer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace foramen {

namespace {

constexpr std::string_view request_system = "urn:foramen:approval-request";
constexpr std::string_view decision_system = "urn:foramen:approval-decision";

/// Which status goes with which decision; another combination is a misunderstanding.
struct Meaning {
    std::string_view decision;
    std::string_view status;
    ApprovalAction action;
};
constexpr std::array meanings{
    Meaning{"approved", "completed", ApprovalAction::approve},
    Meaning{"approved-with-conditions", "completed", ApprovalAction::approve},
    Meaning{"declined", "completed", ApprovalAction::decline},
    Meaning{"more-information-needed", "on-hold", ApprovalAction::ask_information},
    Meaning{"not-my-patient", "rejected", ApprovalAction::disown},
};

/// Statuses that say something without a decision.
constexpr std::array without_decision{
    Meaning{"", "received", ApprovalAction::view},
    Meaning{"", "accepted", ApprovalAction::review},
    Meaning{"", "rejected", ApprovalAction::refuse},
};

template <class Visitor>
void each(fhir::Element const& parent, std::string_view name, Visitor visit)
{
    for (auto const* one = parent.first; one != nullptr; one = one->next) {
        if (one->name == name) visit(*one);
    }
}

void add_decision(fhir::Element const* concept_, std::vector<std::string_view>& codes)
{
    if (concept_ == nullptr) return;
    each(*concept_, "coding", [&](fhir::Element const& coding) {
        if (coding.value("system") == decision_system) codes.push_back(coding.value("code"));
    });
}

std::string_view type_of(fhir::Element const& parameter)
{
    auto const* const type = parameter.child("type");
    return type == nullptr ? std::string_view{} : type->value("text");
}

/// Codes of Task.output "decision"; a status reason may say the same.
std::vector<std::string_view> decisions(fhir::Element const& task)
{
    std::vector<std::string_view> codes;
    each(task, "output", [&](fhir::Element const& output) {
        if (type_of(output) == "decision")
            add_decision(output.child("valueCodeableConcept"), codes);
    });
    if (codes.empty()) add_decision(task.child("statusReason"), codes);
    return codes;
}

/// What is said by outputs of this type.text.
std::vector<std::string> said(fhir::Element const& task, std::string_view type)
{
    std::vector<std::string> texts;
    each(task, "output", [&](fhir::Element const& output) {
        auto const text = output.value("valueString");
        if (type_of(output) == type && !text.empty()) texts.emplace_back(text);
    });
    return texts;
}

std::vector<std::string> notes(fhir::Element const& task)
{
    std::vector<std::string> texts;
    each(task, "note", [&](fhir::Element const& note) {
        if (!note.value("text").empty()) texts.emplace_back(note.value("text"));
    });
    return texts;
}

void remove_known(std::vector<std::string>& texts, std::vector<std::string> known)
{
    for (auto const& text : known) {
        if (auto const found = std::ranges::find(texts, text); found != texts.end()) {
            texts.erase(found);
        }
    }
}

std::string joined(std::vector<std::string> const& texts)
{
    std::string all;
    for (auto const& text : texts) all += (all.empty() ? "" : "\n") + text;
    return all;
}

std::string_view content_hash(fhir::Element const& task)
{
    std::string_view hash;
    each(task, "input", [&](fhir::Element const& input) {
        if (type_of(input) == "content-hash") hash = input.value("valueString");
    });
    return hash;
}

std::string first_or_none(std::vector<std::string> const& texts)
{
    return texts.empty() ? "" : texts.front();
}

Result<Meaning> meaning_of(fhir::Element const& task)
{
    auto const status = task.value("status");
    auto const codes = decisions(task);
    if (codes.size() > 1) {
        return incorrect("Task.output has more than one decision: send exactly one");
    }
    auto const wanted = codes.empty() ? std::string_view{} : codes.front();
    auto const fits = [&](Meaning const& one) {
        return one.decision == wanted && one.status == status;
    };
    if (auto const found = std::ranges::find_if(meanings, fits); found != meanings.end()) {
        return *found;
    }
    auto const quiet = std::ranges::find_if(without_decision, fits);
    if (quiet != without_decision.end()) return *quiet;
    if (status == "completed" && codes.empty()) {
        return incorrect("Task.output: completed alone is never an approval: add an output whose "
                         "type.text is decision, with a code of urn:foramen:approval-decision");
    }
    return incorrect("Task.status does not go with the decision: completed goes with approved, "
                     "approved-with-conditions and declined; on-hold with "
                     "more-information-needed; rejected with not-my-patient");
}

} // namespace

std::optional<TaskName> name_of(fhir::Element const& task)
{
    std::optional<TaskName> name;
    each(task, "identifier", [&](fhir::Element const& identifier) {
        auto const value = identifier.value("value");
        auto const slash = value.rfind('/');
        if (identifier.value("system") != request_system || slash == std::string_view::npos) return;
        TaskName found{std::string{value.substr(0, slash)}, 0};
        auto const digits = value.substr(slash + 1);
        auto const [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), found.request);
        if (error == std::errc{} && end == digits.data() + digits.size()) name = std::move(found);
    });
    return name;
}

Result<ApprovalStep> answer_of(fhir::Element const& task, fhir::Element const& before)
{
    if (task.text != "Task") return incorrect("the resource is not a Task");
    auto const hash = content_hash(task);
    if (!hash.empty() && hash != content_hash(before)) {
        return incorrect("Task.input: the content-hash is another question's: read the Task again");
    }
    TRY(meaning, meaning_of(task));
    ApprovalStep step;
    step.action = meaning.action;
    step.conditions = said(task, "condition");
    remove_known(step.conditions, said(before, "condition"));
    auto comments = said(task, "comment");
    auto written = notes(task);
    comments.insert(comments.end(), written.begin(), written.end());
    remove_known(comments, said(before, "comment"));
    remove_known(comments, notes(before));
    step.text = joined(comments);
    step.who.name = first_or_none(said(task, "name"));
    step.who.gmc = first_or_none(said(task, "gmc"));
    if (meaning.decision == "approved-with-conditions" && step.conditions.empty()) {
        return incorrect("Task.output: approved-with-conditions needs an output whose type.text is "
                         "condition, with a valueString, for each condition");
    }
    if (meaning.decision == "approved" && !step.conditions.empty()) {
        return incorrect("Task.output: there are conditions: say approved-with-conditions");
    }
    return step;
}

} // namespace foramen
