#include "gateway/intake/approval_pages.h"

#include "gateway/security/approval_visits.h"

#include <algorithm>

namespace foramen {

namespace {

constexpr std::string_view send_words = "Send a code to the practice's registered contact";

Html entry_form(AnswerDraft const& draft, std::string_view button)
{
    Html html;
    html.raw("<form method=\"post\" novalidate>\n").add(hidden_fields(draft));
    html.raw("<div class=\"doing\">").add(step_button("code", button)).raw("</div>\n</form>\n");
    return html;
}

std::string minutes(std::chrono::minutes time) { return std::to_string(time.count()) + " minutes"; }

} // namespace

Page entry_page(std::string const& clinic, AnswerDraft const& draft, FieldFault const& trouble)
{
    auto const title = clinic + " has a question for your practice";
    Html html;
    if (!trouble.text.empty()) html.add(notice(trouble.id, trouble.text));
    html.add(heading(title));
    html.add(paragraph("The question is about one patient. Nothing more is shown until you have "
                       "entered a code that works once."));
    html.add(paragraph("The code is sent to the contact that your practice has registered. It "
                       "works for " +
                       minutes(ApprovalVisits::code_life) + "."));
    html.add(
        paragraph("You will need a GMC reference number to answer: your own, or that of the GP "
                  "for whom you answer. For safety, your visit ends after " +
                  minutes(ApprovalVisits::idle_max) + " without use."));
    if (!draft.empty()) {
        html.add(paragraph("What you have typed is kept and will be there after the code."));
    }
    html.add(entry_form(draft, send_words));
    return {200, trouble.text.empty() ? title : trouble.id + ": " + title, clinic, html};
}

Page code_page(std::string const& clinic, FormOf const& form)
{
    std::string const title = "Enter the code";
    auto const life = minutes(ApprovalVisits::code_life);
    TextField const code{"code", "6-digit code", "For example, 042917", "", TextField::Kind::code};
    Html html;
    html.add(fault_summary(form.faults)).add(heading(title));
    html.add(paragraph("A code is on its way to your practice's registered contact. It may take a "
                       "minute to arrive. It works once, within " +
                       life +
                       ", and only in this "
                       "browser."));
    html.raw("<form method=\"post\" novalidate>\n").add(hidden_field("csrf", form.csrf));
    html.add(hidden_fields(form.draft)).add(text_field(code, form.faults));
    html.raw("<div class=\"doing\">")
        .add(step_button("prove", "Continue"))
        .raw("</div>\n</form>\n");
    html.add(section_heading("If no code arrives"));
    html.add(paragraph("Ask for a new one. The older code then stops working. Up to " +
                       std::to_string(ApprovalVisits::codes_max) + " codes are sent in " +
                       minutes(ApprovalVisits::codes_window) + "."));
    html.raw("<form method=\"post\" novalidate>\n").add(hidden_fields(form.draft));
    html.raw("<div class=\"doing\">").add(second_button("code", "Send a new code"));
    html.raw("</div>\n</form>\n");
    return {form.faults.empty() ? 200u : 422u, form.faults.empty() ? title : "Error: " + title,
            clinic, html};
}

std::string words_of(PageAnswer answer)
{
    switch (answer) {
    case PageAnswer::yes: return "Yes";
    case PageAnswer::conditions: return "Yes, with conditions";
    case PageAnswer::no: return "No";
    case PageAnswer::information: return "I need more information";
    case PageAnswer::not_mine: return "This is not my patient";
    }
    return "No";
}

std::string consequence(std::string const& clinic, PageAnswer answer, bool has_comment)
{
    switch (answer) {
    case PageAnswer::yes:
        if (has_comment) {
            return clinic + " will keep the procedure on hold until a clinician has read your "
                            "comment.";
        }
        return clinic + " will be told that you agree. The procedure can go ahead if everything "
                        "else it checks is in order.";
    case PageAnswer::conditions:
        return clinic + " will keep the procedure on hold until a clinician has accepted each of "
                        "your conditions.";
    case PageAnswer::no:
        return "The procedure is on hold. " + clinic + " sees your answer at once.";
    case PageAnswer::information:
        return "The procedure is on hold until " + clinic +
               " has replied and you have answered. Open the same link again to read the reply.";
    case PageAnswer::not_mine:
        return "The procedure is on hold while " + clinic +
               " checks who the patient is and which practice to ask.";
    }
    return clinic + " will keep the procedure on hold.";
}

Html answer_facts(AnswerDraft const& draft)
{
    std::string conditions;
    auto const lines = condition_lines(draft);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        conditions += (i == 0 ? "" : "\n") + std::to_string(i + 1) + ". " + lines[i];
    }
    return facts({{"Your answer", draft.decision ? words_of(*draft.decision) : ""},
                  {"Conditions", conditions},
                  {"Reason", draft.reason},
                  {"Your question", draft.information},
                  {"Comment", draft.comment},
                  {"Your name", draft.name},
                  {"On behalf of", draft.behalf},
                  {"GMC number", draft.gmc}});
}

std::string to_text(GivenAnswer const& given)
{
    return std::string{to_string(given.answer)} + (given.has_comment ? " comment " : " - ") +
           given.reference;
}

std::optional<GivenAnswer> read_given(std::string_view text)
{
    auto const first = text.find(' ');
    if (first == std::string_view::npos) return {};
    auto const second = text.find(' ', first + 1);
    if (second == std::string_view::npos) return {};
    ApprovalForm const form{{"decision", std::string{text.substr(0, first)}}};
    auto const answer = read_draft(form).decision;
    if (!answer) return {};
    return GivenAnswer{*answer, text.substr(first + 1, second - first - 1) == "comment",
                       std::string{text.substr(second + 1)}};
}

Page done_page(ApprovalQuestion const& question, GivenAnswer const& given)
{
    std::string const title = "Your answer has been recorded";
    Html html;
    html.add(heading(title)).raw("<p>Reference:<br><span class=\"reference\">");
    html.text(given.reference).raw("</span></p>\n");
    html.add(facts({{"Your answer", words_of(given.answer)}}));
    html.add(section_heading("What happens next"));
    html.add(paragraph(consequence(question.clinic, given.answer, given.has_comment)));
    if (given.answer == PageAnswer::yes || given.answer == PageAnswer::conditions) {
        html.add(paragraph("If you come to know something that speaks against the procedure, open "
                           "the same link again and answer “No”. That always puts it on hold."));
    }
    html.add(paragraph("Keep the reference. You can close this page."));
    return {200, title, question.clinic, html};
}

Page answering_page(std::string const& clinic)
{
    std::string const title = "Your answer is being recorded";
    Html html;
    html.add(heading(title));
    html.add(paragraph("This takes a moment. Load this page again to see the reference."));
    html.raw("<p><a href=\"\">Load this page again</a></p>\n");
    return {200, title, clinic, html};
}

Page not_yours_page(std::string const& clinic, AnswerDraft const& draft)
{
    std::string const title = "Your answer was not recorded";
    Html html;
    html.add(heading(title));
    html.add(paragraph("Another practice has been asked about this patient in the meantime. You "
                       "need do nothing more. If you believe that this is wrong, contact " +
                       clinic + "."));
    if (!draft.empty()) html.add(section_heading("What you had typed")).add(answer_facts(draft));
    return {403, "Error: " + title, clinic, html};
}

Page plain_page(unsigned status, std::string const& title, std::vector<std::string> const& words)
{
    Html html;
    html.add(heading(title));
    for (auto const& one : words) html.add(paragraph(one));
    return {status, title, "", html};
}

Page trouble_page(Error const& error)
{
    switch (error.kind()) {
    case ErrorKind::not_found:
        return plain_page(404, "This link leads to no request",
                          {"Check that the whole link was copied from the message.",
                           "If it still does not work, contact the clinic that sent it."});
    case ErrorKind::unavailable:
    case ErrorKind::busy:
    case ErrorKind::interrupted:
        return plain_page(503, "This service is not available at the moment",
                          {"Nothing was changed. Try again in a few minutes.",
                           "If the matter is urgent, telephone the clinic that sent the link."});
    default:
        return plain_page(500, "Something went wrong here",
                          {"The fault is ours and has been noted. Nothing was changed.",
                           "Telephone the clinic that sent the link to give your answer."});
    }
}

} // namespace foramen
