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

void add_decision(fhir::Element const* concept_, std::vector<std::string>& codes)
{
    if (concept_ == nullptr) return;
    each(*concept_, "coding", [&](fhir::Element const& coding) {
        if (coding.value("system") == decision_system) codes.emplace_back(coding.value("code"));
    });
}

std::string_view type_of(fhir::Element const& parameter)
{
    auto const* const type = parameter.child("type");
    return type == nullptr ? std::string_view{} : type->value("text");
}

/// Codes of Task.output "decision"; a status reason may say the same.
std::vector<std::string> decisions(fhir::Element const& task)
{
    std::vector<std::string> codes;
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

/// What is said by these outputs and was not said before.
std::vector<std::string> said_anew(fhir::Element const& task, fhir::Element const& before,
                                   std::string_view type)
{
    auto texts = said(task, type);
    remove_known(texts, said(before, type));
    return texts;
}

std::vector<std::string> decided_anew(fhir::Element const& task, fhir::Element const& before)
{
    auto codes = decisions(task);
    remove_known(codes, decisions(before));
    return codes;
}

/// Comments and notes.
std::vector<std::string> written_anew(fhir::Element const& task, fhir::Element const& before)
{
    auto texts = said_anew(task, before, "comment");
    auto more = notes(task);
    remove_known(more, notes(before));
    texts.insert(texts.end(), more.begin(), more.end());
    return texts;
}

/// Who answered, as the gateway writes it: the last output "answerer".
struct KnownAnswerer {
    std::string name;
    std::string gmc;
    std::string behalf; ///< The GP for whom they answered, whose number it is then.
};
KnownAnswerer answerer_of(fhir::Element const& before)
{
    KnownAnswerer answerer;
    each(before, "output", [&](fhir::Element const& output) {
        auto const* const who = output.child("valueReference");
        auto const delegated = type_of(output) == "answered-for";
        if (who == nullptr || (type_of(output) != "answerer" && !delegated)) return;
        (delegated ? answerer.behalf : answerer.name) = who->value("display");
        if (auto const* const identifier = who->child("identifier")) {
            answerer.gmc = identifier->value("value");
        }
    });
    return answerer;
}

/// Outputs of a type, told apart by whether they stand behind the last decision.
struct Signed {
    std::vector<std::string> before_decision;
    std::vector<std::string> behind_decision;
};
Signed signed_by(fhir::Element const& task, std::string_view type)
{
    Signed found;
    each(task, "output", [&](fhir::Element const& output) {
        if (type_of(output) == "decision") {
            auto& earlier = found.before_decision;
            earlier.insert(earlier.end(), found.behind_decision.begin(),
                           found.behind_decision.end());
            found.behind_decision.clear();
        }
        auto const text = output.value("valueString");
        if (type_of(output) == type && !text.empty()) found.behind_decision.emplace_back(text);
    });
    return found;
}

/// Who answers now: what stands behind the decision. What stands before it may be of who answered
/// before, so that of the earlier answerer is nobody's.
Result<std::string> signed_now(fhir::Element const& task, fhir::Element const& before,
                               std::string_view type, std::string const& earlier)
{
    auto found = signed_by(task, type);
    auto& texts = found.behind_decision;
    if (texts.empty()) {
        texts = found.before_decision;
        remove_known(texts, said(before, type));
        remove_known(texts, {earlier});
    }
    if (texts.size() > 1) {
        return incorrect("Task.output has more than one " + std::string{type} +
                         ": send only that of who answers now, behind the decision");
    }
    return texts.empty() ? std::string{} : texts.front();
}

/// The practice needs more again: the decision stands there already, what it needs does not.
bool asks_again(fhir::Element const& task, fhir::Element const& before)
{
    auto const codes = decisions(task);
    return task.value("status") == "on-hold" &&
           std::ranges::find(codes, "more-information-needed") != codes.end() &&
           !written_anew(task, before).empty();
}

Result<Meaning> meaning_of(fhir::Element const& task, fhir::Element const& before)
{
    auto const status = task.value("status");
    auto codes = decided_anew(task, before);
    if (codes.size() > 1) {
        return incorrect("Task.output has more than one new decision: send exactly one");
    }
    if (codes.empty() && asks_again(task, before)) codes.emplace_back("more-information-needed");
    auto const wanted = codes.empty() ? std::string{} : codes.front();
    auto const fits = [&](Meaning const& one) {
        return one.decision == wanted && one.status == status;
    };
    if (auto const found = std::ranges::find_if(meanings, fits); found != meanings.end()) {
        return *found;
    }
    auto const quiet = std::ranges::find_if(without_decision, fits);
    if (quiet != without_decision.end()) return *quiet;
    if (codes.empty() && !decisions(task).empty()) {
        return incorrect("Task.output: the decision stands there already and nothing is said anew: "
                         "add an output whose type.text is decision, or a note");
    }
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
    std::size_t names = 0;
    each(task, "identifier", [&](fhir::Element const& identifier) {
        auto const value = identifier.value("value");
        auto const slash = value.rfind('/');
        if (identifier.value("system") != request_system || slash == std::string_view::npos) return;
        TaskName found{std::string{value.substr(0, slash)}, 0};
        if (found.booking_id.empty()) return;
        auto const digits = value.substr(slash + 1);
        auto const [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), found.request);
        auto const is_number = error == std::errc{} && end == digits.data() + digits.size();
        if (!is_number || digits.starts_with('0')) return;
        name = std::move(found);
        ++names;
    });
    return names == 1 ? name : std::nullopt;
}

bool is_of_question(fhir::Element const& theirs, fhir::Element const& before)
{
    auto const hash = content_hash(before);
    return !hash.empty() && content_hash(theirs) == hash;
}

bool is_anew(fhir::Element const& theirs, fhir::Element const& before)
{
    if (!decided_anew(theirs, before).empty() || !written_anew(theirs, before).empty()) return true;
    auto const status = theirs.value("status");
    auto const ours = before.value("status");
    // Without a decision it is a misunderstanding, of which somebody must hear.
    if (status == "completed" && decisions(theirs).empty()) return ours != status;
    if (status == "received") return ours == "requested";
    if (status == "accepted") return ours == "requested" || ours == "received";
    return status == "rejected" && ours != status;
}

Result<ApprovalStep> answer_of(fhir::Element const& task, fhir::Element const& before)
{
    if (task.text != "Task") return incorrect("the resource is not a Task");
    auto const hash = content_hash(task);
    if (!hash.empty() && hash != content_hash(before)) {
        return incorrect("Task.input: the content-hash is another question's: read the Task again");
    }
    TRY(meaning, meaning_of(task, before));
    ApprovalStep step;
    step.action = meaning.action;
    step.conditions = said_anew(task, before, "condition");
    step.text = joined(written_anew(task, before));
    auto const earlier = answerer_of(before);
    TRY(name, signed_now(task, before, "name", earlier.name));
    TRY(gmc, signed_now(task, before, "gmc", earlier.gmc));
    TRY(behalf, signed_now(task, before, "on-behalf-of", earlier.behalf));
    step.who.name = std::move(name);
    step.who.gmc = std::move(gmc);
    step.who.behalf = std::move(behalf);
    auto const now = answerer_of(task);
    auto const is_new = now.name != earlier.name || now.gmc != earlier.gmc;
    if (step.who.name.empty() && step.who.gmc.empty() && is_new) {
        step.who.name = now.name;
        step.who.gmc = now.gmc;
    }
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
