// Why this file exists: the one question to a practice, what it rests on, and its check page. What
// a GP is shown is standards/gp-approval.md C3; words that can be misread are hazard H12.
#include "gateway/base/digest.h"
#include "gateway/intake/approval_pages.h"

namespace foramen {

namespace {

constexpr std::string_view the_question = "Can this procedure go ahead?";

struct StateWords {
    std::string title;
    std::string words;
};

StateWords words_of_state(ApprovalQuestion const& question)
{
    auto const& clinic = question.clinic;
    switch (question.state) {
    case RequestState::requested:
    case RequestState::received:
    case RequestState::in_review: return {};
    case RequestState::more_information:
        return {"You have asked for more information",
                clinic + " has yet to reply. The procedure is on hold. You can wait for the reply "
                         "or answer now."};
    case RequestState::information_given:
        return {clinic + " has replied", "Read the reply under “Messages”, then answer."};
    case RequestState::approved:
        return {"This request has been answered: Yes",
                "If something speaks against the procedure now, answer “No” below. That puts it on "
                "hold at once. For any other change, contact " +
                    clinic + "."};
    case RequestState::conditions_open:
        return {"This request has been answered: Yes, with conditions or a comment",
                "The procedure stays on hold until a clinician has accepted them. If something "
                "speaks against the procedure now, answer “No” below."};
    case RequestState::declined:
        return {"This request has been answered: No",
                "The procedure stays on hold. To change this answer, contact " + clinic +
                    ": it can ask again, and you are sent a new link."};
    case RequestState::not_my_patient:
        return {"This request has been answered: This is not my patient",
                "The procedure stays on hold. If this answer was wrong, contact " + clinic + "."};
    case RequestState::refused:
        return {"Your practice has chosen to give no answer",
                "The procedure stays on hold. If you want to answer after all, contact " + clinic +
                    ": it can ask again, and you are sent a new link."};
    case RequestState::expired:
        return {"The time for an answer has passed",
                "The procedure stays on hold. To answer “Yes”, contact " + clinic +
                    " and ask for a new link. “No” can be answered here at any time."};
    case RequestState::withdrawn:
        return {clinic + " has withdrawn this request", "You need do nothing."};
    case RequestState::replaced:
        return {"This request has been replaced",
                "The booking changed after this question was sent. Your practice is sent a new "
                "link; give a “Yes” there. “No” can be answered here at any time."};
    }
    return {};
}

/// What there is to know before the question; empty for one that simply waits.
StateWords words_about(ApprovalQuestion const& question)
{
    auto const& clinic = question.clinic;
    if (question.goes_ahead) {
        return {
            "The procedure goes ahead without an answer",
            "Two people of " + clinic +
                " decided so, because no answer had come. If something "
                "speaks against the procedure, answer “No” below. That puts it on hold at once."};
    }
    if (is_open(question.state) && !question.is_current) {
        return {"The booking has changed",
                "What was booked is not what this request asks about any more. Your practice is "
                "sent a new link; give a “Yes” there."};
    }
    return words_of_state(question);
}

Html patient_and_procedure(ApprovalQuestion const& question)
{
    Html html;
    html.add(section_heading("Patient"));
    html.add(
        facts({{"Name", question.patient_name},
               {"Date of birth", question.birth_date},
               {"NHS number", question.nhs_number.empty() ? "Not known" : question.nhs_number}}));
    // A link of long ago may be another practice's by now: it tells nothing of today's booking.
    auto const is_gone =
        question.state == RequestState::replaced || question.state == RequestState::withdrawn;
    if (is_gone) return html;
    html.add(section_heading(question.is_current ? "Procedure" : "Procedure, as it is booked now"));
    html.add(facts({{"Procedure", question.procedure},
                    {"Region", question.region},
                    {"Side", question.side},
                    {"Levels", question.levels},
                    {"Planned for", question.day}}));
    return html;
}

Html why_asked(ApprovalQuestion const& question)
{
    Html html;
    html.add(section_heading("Why you are asked"));
    if (question.factors.empty()) {
        return html.add(paragraph(question.clinic + " decided to ask for your approval."));
    }
    html.add(paragraph("The patient's answers to the clinic's questions show:")).raw("<ul>\n");
    for (auto const& factor : question.factors) {
        html.raw("<li>").text(factor.text).raw("</li>\n");
    }
    return html.raw("</ul>\n");
}

Html conversation(ApprovalQuestion const& question)
{
    Html html;
    if (!question.conditions.empty()) {
        html.add(section_heading("Conditions and comments given")).raw("<ul>\n");
        for (auto const& one : question.conditions) {
            html.raw("<li class=\"words\">").text(one.text).raw("</li>\n");
        }
        html.raw("</ul>\n");
    }
    if (question.lines.empty()) return html;
    html.add(section_heading("Messages")).raw("<ul class=\"talk\">\n");
    for (auto const& line : question.lines) {
        bool const ours = line.from == ApprovalLine::From::practice;
        html.raw("<li class=\"said\"><p class=\"by\">");
        html.text(ours ? std::string{"Your practice"} : question.clinic);
        if (!line.name.empty()) html.raw(", ").text(line.name);
        html.raw(", ").text(london_words(line.at)).raw("</p>\n<p class=\"words\">");
        html.text(line.text).raw("</p></li>\n");
    }
    return html.raw("</ul>\n");
}

struct Choice {
    PageAnswer answer;
    std::string_view words;
    std::string hint;
    std::optional<TextField> more;
};

std::vector<Choice> choices(ApprovalQuestion const& question, AnswerDraft const& draft)
{
    using Kind = TextField::Kind;
    auto const released = question.goes_ahead || question.state == RequestState::approved;
    std::string const held = released ? "It is put on hold" : "It stays on hold";
    Choice no{PageAnswer::no, "No", held + ".",
              TextField{"reason", "Reason (optional)", "", draft.reason, Kind::text}};
    Choice not_mine{PageAnswer::not_mine,
                    "This is not my patient",
                    held + " while the clinic checks who the patient is.",
                    {}};
    if (offer_of(question) == Offer::cautious) return {std::move(no), std::move(not_mine)};
    std::vector<Choice> list{
        {PageAnswer::yes, "Yes", "It can go ahead, as far as your approval is needed.", {}},
        {PageAnswer::conditions, "Yes, with conditions",
         held + " until a clinician has accepted each condition.",
         TextField{"conditions", "Conditions", "Write each condition on a line of its own.",
                   draft.conditions, Kind::text}},
        std::move(no),
        {PageAnswer::information, "I need more information",
         held + " until the clinic has replied and you have answered.",
         TextField{"information", "What do you need to know?", "", draft.information, Kind::text}},
        std::move(not_mine)};
    // The clinic has the floor: a second question before its reply is taken by nobody.
    if (question.state == RequestState::more_information) {
        std::erase_if(list, [](auto const& one) { return one.answer == PageAnswer::information; });
    }
    return list;
}

Html choice_of(Choice const& choice, FormOf const& form)
{
    auto const id = "decision-" + std::string{to_string(choice.answer)};
    Html html;
    html.raw("<div class=\"choice\">\n<div class=\"pick\"><input type=\"radio\" name=\"decision\"");
    html.raw(" id=\"").text(id).raw("\" value=\"").text(to_string(choice.answer)).raw("\"");
    html.raw(" aria-describedby=\"").text(id).raw("-hint\"");
    if (form.draft.decision == choice.answer) html.raw(" checked");
    html.raw("><div><label for=\"").text(id).raw("\">").text(choice.words).raw("</label>");
    html.raw("<span class=\"hint\" id=\"").text(id).raw("-hint\">").text(choice.hint);
    html.raw("</span></div></div>\n");
    if (choice.more) {
        html.raw("<div class=\"more\">").add(text_field(*choice.more, form.faults)).raw("</div>\n");
    }
    return html.raw("</div>\n");
}

Html answer_form(ApprovalQuestion const& question, FormOf const& form)
{
    auto const list = choices(question, form.draft);
    auto const first = "decision-" + std::string{to_string(list.front().answer)};
    Html html;
    html.raw("<form method=\"post\" novalidate>\n").add(hidden_field("csrf", form.csrf));
    html.add(hidden_field("seen", form.draft.seen));
    if (has_fault(first, form.faults)) {
        html.raw("<fieldset class=\"bad\" aria-describedby=\"").text(first).raw("-fault\">\n");
    } else {
        html.raw("<fieldset>\n");
    }
    html.raw("<legend>").text(the_question).raw("</legend>\n");
    html.add(field_fault(first, form.faults));
    for (auto const& choice : list) html.add(choice_of(choice, form));
    html.raw("</fieldset>\n");
    using Kind = TextField::Kind;
    auto const& draft = form.draft;
    for (auto const& wanted : {
             TextField{"comment", "Comment (optional)",
                       "A clinician reads it before the procedure goes ahead.", draft.comment,
                       Kind::text},
             TextField{"name", "Your full name", "", draft.name, Kind::name},
             TextField{"behalf", "If you answer for a GP: that GP's full name (optional)", "",
                       draft.behalf, Kind::line},
             TextField{"gmc", "GMC reference number",
                       "7 digits: your own, or that of the GP for whom you answer", draft.gmc,
                       Kind::digits},
         }) {
        html.add(text_field(wanted, form.faults));
    }
    html.raw("<div class=\"doing\">").add(step_button("check", "Continue"));
    return html.raw("</div>\n</form>\n")
        .add(paragraph("Next you check your answer. Nothing is sent before that."));
}

Html whom_to_ask(ApprovalQuestion const& question)
{
    Html html;
    if (question.contact.empty()) return html;
    return html.add(section_heading("If you want to talk to somebody"))
        .add(paragraph(question.clinic + ": " + question.contact));
}

} // namespace

Offer offer_of(ApprovalQuestion const& question)
{
    if (is_open(question.state)) return question.is_current ? Offer::all : Offer::cautious;
    switch (question.state) {
    case RequestState::approved:
    case RequestState::conditions_open:
    case RequestState::expired:
    case RequestState::replaced: return Offer::cautious;
    default: return Offer::nothing;
    }
}

std::string seen_mark(ApprovalQuestion const& question)
{
    std::string all;
    auto const add = [&](std::string_view text) {
        all.append(std::to_string(text.size())).append(":").append(text);
    };
    for (auto const* text : {&question.task_id, &question.practice, &question.patient_name,
                             &question.birth_date, &question.nhs_number, &question.procedure,
                             &question.region, &question.side, &question.levels, &question.day}) {
        add(*text);
    }
    for (auto const& factor : question.factors) add(factor.text);
    add("messages");
    for (auto const& line : question.lines) add(line.text);
    constexpr std::size_t mark_digits = 32;
    return to_hex(sha256(all)).substr(0, mark_digits);
}

Page question_page(ApprovalQuestion const& question, FormOf const& form)
{
    auto const offer = offer_of(question);
    auto const about = words_about(question);
    FormOf shown = form;
    shown.draft.seen = seen_mark(question);
    // A closed request says so before anything else.
    auto const title = offer == Offer::all ? std::string{the_question} : about.title;
    Html html;
    html.add(fault_summary(form.faults)).add(heading(title));
    if (offer != Offer::all) html.add(paragraph(about.words));
    else if (!about.title.empty()) html.add(notice(about.title, about.words));
    html.add(facts({{"Asked by", question.clinic},
                    {"Practice asked", question.practice_name},
                    {"Answer by", is_open(question.state) ? question.deadline : ""}}));
    if (is_open(question.state) && !question.goes_ahead) {
        html.add(paragraph("Until you answer, the procedure stays on hold."));
    }
    html.add(patient_and_procedure(question)).add(why_asked(question));
    html.add(conversation(question));
    if (offer != Offer::nothing) html.add(answer_form(question, shown));
    html.add(whom_to_ask(question));
    if (offer == Offer::nothing) {
        html.add(paragraph("Reference: " + question.task_id));
    }
    return {form.faults.empty() ? 200u : 422u, form.faults.empty() ? title : "Error: " + title,
            question.clinic, html};
}

Page check_page(ApprovalQuestion const& question, FormOf const& form)
{
    std::string const title = "Check your answer";
    auto const& draft = form.draft;
    Html html;
    html.add(fault_summary(form.faults)).add(heading(title));
    html.add(paragraph("Nothing has been sent yet."));
    html.raw("<h2 id=\"answer\" tabindex=\"-1\">").text(the_question).raw("</h2>\n");
    html.add(answer_facts(draft)).add(section_heading("What happens next"));
    html.add(paragraph(consequence(question.clinic, draft.decision.value_or(PageAnswer::no),
                                   !draft.comment.empty())));
    html.add(patient_and_procedure(question));
    html.raw("<form method=\"post\" novalidate>\n").add(hidden_field("csrf", form.csrf));
    html.add(hidden_fields(draft)).raw("<div class=\"doing\">");
    html.add(step_button("confirm", "Confirm and send")).add(second_button("change", "Change"));
    html.raw("</div>\n</form>\n");
    return {form.faults.empty() ? 200u : 422u, form.faults.empty() ? title : "Error: " + title,
            question.clinic, html};
}

Page not_taken_page(ApprovalQuestion const& question, FormOf const& form)
{
    std::string const title = "Your answer was not recorded";
    auto const about = words_about(question);
    Html html;
    html.add(heading(title));
    html.add(paragraph("Things have changed since you opened the request."));
    if (!about.title.empty()) html.add(notice(about.title, about.words));
    html.add(section_heading("What you had typed")).add(answer_facts(form.draft));
    html.raw("<form method=\"post\" novalidate>\n").add(hidden_field("csrf", form.csrf));
    html.add(hidden_fields(form.draft)).raw("<div class=\"doing\">");
    html.add(step_button("change", "Go back to the request")).raw("</div>\n</form>\n");
    return {409, "Error: " + title, question.clinic, html};
}

} // namespace foramen
