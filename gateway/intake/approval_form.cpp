#include "gateway/intake/approval_form.h"

#include "fhir/text.h"

#include <algorithm>
#include <array>

namespace foramen {

namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr std::array<std::string_view, 5> decisions{"yes", "conditions", "no", "information",
                                                    "not-mine"};

/// "\r\n" becomes "\n", as browsers send line ends; any other control character is refused.
std::optional<std::string> plain_text(std::string_view value)
{
    if (fhir::first_invalid_utf8(value)) return {};
    std::string text;
    text.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        auto const letter = static_cast<unsigned char>(value[i]);
        if (letter == '\r') {
            if (i + 1 == value.size() || value[i + 1] != '\n') text += '\n';
        } else if ((letter < 0x20 && letter != '\n' && letter != '\t') || letter == 0x7F) {
            return {};
        } else {
            text += value[i];
        }
    }
    return text;
}

std::string trimmed(std::string_view text)
{
    auto const first = text.find_first_not_of(" \t\n");
    if (first == std::string_view::npos) return {};
    return std::string{text.substr(first, text.find_last_not_of(" \t\n") - first + 1)};
}

std::size_t characters(std::string_view text)
{
    auto const begins = [](unsigned char byte) { return (byte & 0xC0) != 0x80; };
    return static_cast<std::size_t>(std::ranges::count_if(text, begins));
}

std::string without_blanks(std::string_view text)
{
    std::string digits{text};
    std::erase(digits, ' ');
    return digits;
}

std::optional<PageAnswer> decision_of(std::string_view word)
{
    auto const found = std::ranges::find(decisions, word);
    if (found == decisions.end()) return {};
    return static_cast<PageAnswer>(found - decisions.begin());
}

bool is_gmc_number(std::string_view text)
{
    auto const digit = [](char letter) { return letter >= '0' && letter <= '9'; };
    return text.size() == gmc_number_digits && std::ranges::all_of(text, digit);
}

class Faults {
public:
    explicit Faults(AnswerDraft const& draft) : draft_{draft} {}

    std::vector<FieldFault> of(Offer offer) &&
    {
        check_decision(offer);
        check_conditions();
        check_belongs(PageAnswer::no, "reason", draft_.reason,
                      "You have written a reason for “No” but chosen another answer. Choose “No” "
                      "or clear the reason");
        if (draft_.decision == PageAnswer::information && draft_.information.empty()) {
            add("information", "Write what you need to know");
        }
        check_belongs(PageAnswer::information, "information", draft_.information,
                      "You have written a question but chosen another answer. Choose “I need more "
                      "information” or clear the question");
        check_length("comment", draft_.comment);
        check_person();
        return std::move(faults_);
    }

private:
    void add(std::string id, std::string text)
    {
        faults_.push_back({std::move(id), std::move(text)});
    }

    void check_decision(Offer offer)
    {
        auto const first = offer == Offer::all ? "decision-yes" : "decision-no";
        if (!draft_.decision) {
            add(first, "Choose an answer");
        } else if (offer != Offer::all && draft_.decision != PageAnswer::no &&
                   draft_.decision != PageAnswer::not_mine) {
            add(first, "This request has been closed. Choose one of the answers below");
        }
    }

    void check_conditions()
    {
        auto const lines = condition_lines(draft_).size();
        if (draft_.decision == PageAnswer::conditions && lines == 0) {
            add("conditions", "Write at least one condition");
        }
        if (lines > approval_conditions_max) {
            add("conditions",
                "Write " + std::to_string(approval_conditions_max) + " conditions or fewer");
        }
        check_belongs(PageAnswer::conditions, "conditions", draft_.conditions,
                      "You have written conditions but chosen another answer. Choose “Yes, with "
                      "conditions” or clear the conditions");
    }

    /// Text under an answer that was not chosen: which of both is meant is not ours to guess.
    void check_belongs(PageAnswer decision, std::string id, std::string const& text,
                       std::string otherwise)
    {
        check_length(id, text);
        if (!text.empty() && draft_.decision && draft_.decision != decision) {
            add(std::move(id), std::move(otherwise));
        }
    }

    void check_length(std::string id, std::string const& text)
    {
        if (characters(text) <= approval_text_characters_max) return;
        add(std::move(id), "Shorten this text to " + std::to_string(approval_text_characters_max) +
                               " characters or fewer");
    }

    void check_person()
    {
        if (draft_.name.empty()) add("name", "Enter your full name");
        if (characters(draft_.name) > approval_name_characters_max) {
            add("name", "Shorten the name to " + std::to_string(approval_name_characters_max) +
                            " characters or fewer");
        } else if (draft_.name.find('\n') != std::string::npos) {
            add("name", "Enter your full name on one line");
        }
        if (characters(draft_.behalf) > approval_name_characters_max ||
            draft_.behalf.find('\n') != std::string::npos) {
            add("behalf", "Enter one name of " + std::to_string(approval_name_characters_max) +
                              " characters or fewer");
        }
        if (draft_.gmc.empty()) add("gmc", "Enter the GMC reference number");
        else if (!is_gmc_number(draft_.gmc)) {
            add("gmc", "Enter a GMC reference number of 7 digits, like 1234567");
        }
    }

    AnswerDraft const& draft_;
    std::vector<FieldFault> faults_;
};

std::string joined(std::string const& first, std::string const& second)
{
    return first.empty() || second.empty() ? first + second : first + "\n\n" + second;
}

} // namespace

Result<ApprovalForm> read_approval_form(HttpRequest const& request)
{
    if (!header(request.headers, "Content-Type").starts_with(form_type)) {
        return incorrect("this is no form");
    }
    if (request.body.size() > approval_form_bytes_max) return incorrect("the form is too large");
    // A form is written like the query of an address (WHATWG URL 5.1).
    auto const parsed = parse_target("/?" + request.body);
    if (parsed.path.empty()) return incorrect("the form is malformed");
    if (parsed.query.size() > approval_form_fields_max) {
        return incorrect("the form has too many fields");
    }
    ApprovalForm form;
    for (auto const& [name, value] : parsed.query) {
        auto text = plain_text(value);
        if (!text) return incorrect("a field of the form is no text");
        auto const [place, added] = form.emplace(name, *std::move(text));
        if (!added) return incorrect("a field stands twice in the form");
    }
    return form;
}

std::string_view field(ApprovalForm const& form, std::string_view name)
{
    auto const found = form.find(name);
    return found == form.end() ? std::string_view{} : std::string_view{found->second};
}

std::string_view to_string(PageAnswer decision)
{
    return decisions[static_cast<std::size_t>(decision)];
}

bool AnswerDraft::empty() const
{
    return !decision && conditions.empty() && reason.empty() && information.empty() &&
           comment.empty() && name.empty() && behalf.empty() && gmc.empty();
}

AnswerDraft read_draft(ApprovalForm const& form)
{
    auto const text = [&](std::string_view name) { return trimmed(field(form, name)); };
    return {.decision = decision_of(field(form, "decision")),
            .conditions = text("conditions"),
            .reason = text("reason"),
            .information = text("information"),
            .comment = text("comment"),
            .name = text("name"),
            .behalf = text("behalf"),
            .gmc = without_blanks(text("gmc")),
            .seen = text("seen")};
}

std::vector<std::pair<std::string_view, std::string>> fields_of(AnswerDraft const& draft)
{
    auto const decision = draft.decision ? std::string{to_string(*draft.decision)} : "";
    return {{"decision", decision},     {"conditions", draft.conditions},
            {"reason", draft.reason},   {"information", draft.information},
            {"comment", draft.comment}, {"name", draft.name},
            {"behalf", draft.behalf},   {"gmc", draft.gmc},
            {"seen", draft.seen}};
}

std::vector<std::string> condition_lines(AnswerDraft const& draft)
{
    std::vector<std::string> lines;
    std::string_view rest{draft.conditions};
    while (!rest.empty()) {
        auto const end = std::min(rest.find('\n'), rest.size());
        auto line = trimmed(rest.substr(0, end));
        if (!line.empty()) lines.push_back(std::move(line));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return lines;
}

std::vector<FieldFault> faults_of(AnswerDraft const& draft, Offer offer)
{
    return Faults{draft}.of(offer);
}

ApprovalStep step_of(AnswerDraft const& draft, unsigned request, std::string practice)
{
    ApprovalStep step;
    step.request = request;
    step.who = {std::move(practice), draft.name, draft.gmc, "page", draft.behalf};
    step.text = draft.comment;
    switch (draft.decision.value_or(PageAnswer::no)) {
    case PageAnswer::conditions: step.conditions = condition_lines(draft); [[fallthrough]];
    case PageAnswer::yes: step.action = ApprovalAction::approve; break;
    case PageAnswer::no:
        step.action = ApprovalAction::decline;
        step.text = joined(draft.reason, draft.comment);
        break;
    case PageAnswer::information:
        step.action = ApprovalAction::ask_information;
        step.text = joined(draft.information, draft.comment);
        break;
    case PageAnswer::not_mine: step.action = ApprovalAction::disown; break;
    }
    return step;
}

} // namespace foramen
