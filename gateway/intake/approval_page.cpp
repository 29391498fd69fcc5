#include "gateway/intake/approval_page.h"

#include "gateway/base/log.h"
#include "gateway/monitor/sessions.h"

namespace foramen {

/// One request to the page, with what was found out about it.
struct ApprovalPage::Call {
    HttpRequest request;
    std::string token;
    std::string address;
    std::string link;        ///< Names the request in memory and in the cookie; tells nothing.
    std::string cookie_name; ///< One for each request: two of them may be open in one browser.
    std::string visit_id;    ///< What the cookie says.
    ApprovalQuestion question;
    std::optional<ApprovalVisit> visit;
    AnswerDraft draft;
    std::string code;

    FormOf form(FieldFaults faults = {}) const
    {
        return {visit ? visit->csrf : "", draft, std::move(faults)};
    }
};

namespace {

constexpr std::size_t cookie_mark_digits = 12;
constexpr std::string_view page_route = "/approve/{token}";
constexpr std::string_view page_door = "page";
/// What was read is compared by seen_mark(); a Task changes with every view.
constexpr std::optional<std::uint64_t> any_version;

/// Browsers say where a form comes from. `Origin: null` is what they send of our own pages, whose
/// policy is no-referrer; then the form's own token has to do (Fetch standard, "append a request
/// Origin header").
bool from_elsewhere(HttpRequest const& request)
{
    auto const site = header(request.headers, "Sec-Fetch-Site");
    if (!site.empty()) return site != "same-origin" && site != "none";
    auto const origin = header(request.headers, "Origin");
    if (origin.empty() || origin == "null") return false;
    auto const scheme = origin.find("://");
    return scheme == std::string_view::npos ||
           origin.substr(scheme + 3) != header(request.headers, "Host");
}

HttpReply reply_of(Page page, unsigned status)
{
    page.status = status;
    return approval_reply(page);
}

HttpReply trouble(Error const& error)
{
    auto reply = approval_reply(trouble_page(error));
    if (reply.status == 503) reply.headers.emplace_back("Retry-After", "60");
    return reply;
}

HttpReply unreadable_form(Error const& error)
{
    log(Level::warning, "approval-form-refused",
        {{Field::route, page_route}, {Field::error, error.text()}});
    return approval_reply(
        plain_page(400, "This form could not be read",
                   {"Nothing was changed. Open the link from the message again."}));
}

HttpReply foreign_form()
{
    log(Level::warning, "approval-form-from-elsewhere", {{Field::route, page_route}});
    return approval_reply(plain_page(
        403, "This form came from another website",
        {"Nothing was changed. Open the link from the message again and answer there."}));
}

ApprovalStep view_of(ApprovalQuestion const& question)
{
    ApprovalStep step;
    step.action = ApprovalAction::view;
    step.request = question.request;
    step.who.practice = question.practice;
    step.who.door = page_door;
    return step;
}

/// An answer that lets something happen is only to what was read; "No" needs no such proof.
bool must_be_current(AnswerDraft const& draft)
{
    return draft.decision != PageAnswer::no && draft.decision != PageAnswer::not_mine;
}

FieldFaults all_faults(ApprovalQuestion const& question, AnswerDraft const& draft)
{
    auto const offer = offer_of(question);
    auto faults = faults_of(draft, offer);
    if (offer == Offer::all && must_be_current(draft) && draft.seen != seen_mark(question)) {
        faults.push_back({"decision-yes", "The request has changed since you opened it. Read it "
                                          "again before you answer"});
    }
    return faults;
}

} // namespace

ApprovalPage::ApprovalPage(ApprovalDesk& desk, Sealer const& sealer, Clock const& clock,
                           Random& random, CookieLine line)
    : desk_{desk}, sealer_{sealer}, visits_{clock, random}, line_{line}
{}

std::string ApprovalPage::cookie_header(Call const& call, std::string_view id) const
{
    auto text = call.cookie_name + "=" + std::string{id};
    text += "; Path=/approve; HttpOnly; SameSite=Strict";
    if (line_ == CookieLine::tls) text += "; Secure";
    return text;
}

/// After a form, the page is asked for anew: loading it again then repeats nothing.
HttpReply ApprovalPage::again(Call const& call) const
{
    HttpReply reply = approval_reply(plain_page(303, "Continue", {"Load this page again."}));
    reply.headers.emplace_back("Location", "/approve/" + percent_encode(call.token));
    return reply;
}

HttpReply ApprovalPage::start_over(Call const& call, FieldFault const& trouble,
                                   unsigned status) const
{
    return reply_of(entry_page(call.question.clinic, call.draft, trouble), status);
}

Task<ApprovalPage::Call> ApprovalPage::locate(Visit visit)
{
    Call call;
    call.token = visit.captures.empty() ? std::string{} : visit.captures.front();
    CO_TRY(link, read_approval_token(sealer_, call.token));
    call.link =
        sealer_.lookup_key("approval/" + std::to_string(link.request) + "/" + link.booking_id);
    call.cookie_name = "foramen_approval_" + call.link.substr(0, cookie_mark_digits);
    call.request = std::move(visit.request);
    call.address = std::move(visit.caller.address);
    call.visit_id = cookie(header(call.request.headers, "Cookie"), call.cookie_name);
    CO_TRY(question, co_await desk_.question(link.booking_id, link.request));
    if (question.is_refused) co_return not_found("the patient shares nothing with the practice");
    call.question = std::move(question);
    call.visit = visits_.find(call.visit_id, call.link);
    co_return call;
}

boost::asio::awaitable<Answer> ApprovalPage::get(Visit visit)
{
    auto const located = co_await locate(std::move(visit));
    if (!located) co_return trouble(located.error());
    auto const& call = *located;
    auto const& clinic = call.question.clinic;
    if (!call.visit) co_return approval_reply(entry_page(clinic, call.draft));
    switch (call.visit->stage) {
    case VisitStage::asked: co_return approval_reply(code_page(clinic, call.form()));
    case VisitStage::proved: break;
    case VisitStage::answering: co_return approval_reply(answering_page(clinic));
    case VisitStage::done:
        if (auto const given = read_given(call.visit->reference)) {
            co_return approval_reply(done_page(call.question, *given));
        }
        co_return trouble(fault("what was answered cannot be read"));
    }
    // The code went to the practice that was asked then; another one's patient is not theirs.
    if (call.visit->practice != call.question.practice) {
        co_return approval_reply(not_yours_page(clinic, call.draft));
    }
    co_return approval_reply(question_page(call.question, call.form()));
}

boost::asio::awaitable<Answer> ApprovalPage::post(Visit visit)
{
    if (from_elsewhere(visit.request)) co_return foreign_form();
    auto const form = read_approval_form(visit.request);
    if (!form) co_return unreadable_form(form.error());
    auto located = co_await locate(std::move(visit));
    if (!located) co_return trouble(located.error());
    auto call = *std::move(located);
    call.draft = read_draft(*form);
    call.code = field(*form, "code");
    std::string step{field(*form, "step")};
    if (step == "code") co_return co_await send_code(std::move(call));
    if (!call.visit || !ApprovalVisits::is_own_form(*call.visit, field(*form, "csrf"))) {
        FieldFault const ended{"Your visit has ended",
                               "If you saw no reference, your answer was not recorded. Ask for a "
                               "new code to go on."};
        co_return start_over(call, ended, 403);
    }
    co_return co_await take_step(std::move(step), std::move(call));
}

ApprovalPage::Reply ApprovalPage::take_step(std::string step, Call call)
{
    switch (call.visit->stage) {
    case VisitStage::asked:
        if (step == "prove") co_return co_await prove(std::move(call));
        co_return reply_of(code_page(call.question.clinic, call.form()), 403);
    case VisitStage::proved: break;
    case VisitStage::answering:
    case VisitStage::done: co_return again(call);
    }
    if (call.visit->practice != call.question.practice) {
        visits_.close(call.visit_id);
        co_return approval_reply(not_yours_page(call.question.clinic, call.draft));
    }
    if (step == "check") co_return co_await check(std::move(call));
    if (step == "confirm") co_return co_await confirm(std::move(call));
    if (step == "change") co_return approval_reply(question_page(call.question, call.form()));
    if (step == "prove") co_return again(call);
    co_return unreadable_form(incorrect("the form asks for an unknown step"));
}

ApprovalPage::Reply ApprovalPage::send_code(Call call)
{
    if (call.visit) visits_.close(call.visit_id);
    auto const opened = visits_.open(call.link, call.question.practice, call.address);
    if (!opened) {
        log(Level::warning, "approval-code-limit",
            {{Field::route, page_route}, {Field::error, opened.error().text()}});
        FieldFault const limit{"No code was sent", opened.error().text() + "."};
        auto reply = start_over(call, limit, 429);
        auto const wait = std::chrono::seconds{ApprovalVisits::codes_window};
        reply.headers.emplace_back("Retry-After", std::to_string(wait.count()));
        co_return reply;
    }
    auto const& question = call.question;
    auto const sent = co_await desk_.send_code(question.booking_id, question.request, opened->code);
    if (!sent) {
        visits_.close(opened->id);
        bool const nobody = sent.error().kind() == ErrorKind::not_found;
        FieldFault const why{"No code was sent",
                             nobody ? "Your practice has no registered contact for codes. "
                                      "Telephone the clinic to give your answer."
                                    : "The code could not be sent at the moment. Try again in a "
                                      "few minutes, or telephone the clinic."};
        log(Level::error, "approval-code-not-sent",
            {{Field::route, page_route}, {Field::error, sent.error().text()}});
        co_return start_over(call, why, nobody ? 409 : 503);
    }
    call.visit = visits_.find(opened->id, call.link);
    // What was typed before the visit ended goes on with the form, so it cannot be asked for anew.
    auto reply =
        call.draft.empty() ? again(call) : approval_reply(code_page(question.clinic, call.form()));
    reply.headers.emplace_back("Set-Cookie", cookie_header(call, opened->id));
    co_return reply;
}

ApprovalPage::Reply ApprovalPage::prove(Call call)
{
    std::erase(call.code, ' ');
    auto const proof = visits_.prove(call.visit_id, call.code);
    if (proof != ApprovalVisits::Proof::proved) {
        log(Level::warning, "approval-code-wrong", {{Field::route, page_route}});
        auto const* const words =
            proof == ApprovalVisits::Proof::wrong
                ? "That code is not right. Enter the 6 digits of the newest message"
                : "That code no longer works. Ask for a new code below";
        FieldFaults faults{{"code", words}};
        co_return approval_reply(code_page(call.question.clinic, call.form(std::move(faults))));
    }
    // Who sees a patient's data is on record before it is shown; "closed already" is no hindrance.
    auto view = view_of(call.question);
    auto const viewed = co_await desk_.take(call.question.booking_id, std::move(view), any_version);
    if (!viewed && viewed.error().kind() != ErrorKind::conflict) {
        visits_.close(call.visit_id);
        if (viewed.error().kind() != ErrorKind::forbidden) co_return trouble(viewed.error());
        co_return approval_reply(not_yours_page(call.question.clinic, call.draft));
    }
    if (call.draft.empty()) co_return again(call);
    co_return approval_reply(question_page(call.question, call.form()));
}

ApprovalPage::Reply ApprovalPage::check(Call call)
{
    auto faults = all_faults(call.question, call.draft);
    auto const form = call.form(std::move(faults));
    if (!form.faults.empty()) co_return approval_reply(question_page(call.question, form));
    co_return approval_reply(check_page(call.question, form));
}

ApprovalPage::Reply ApprovalPage::confirm(Call call)
{
    auto faults = all_faults(call.question, call.draft);
    if (!faults.empty()) {
        auto const form = call.form(std::move(faults));
        if (offer_of(call.question) == Offer::all) {
            co_return approval_reply(question_page(call.question, form));
        }
        co_return approval_reply(not_taken_page(call.question, form));
    }
    if (!visits_.claim(call.visit_id)) co_return again(call);
    auto const& question = call.question;
    auto step = step_of(call.draft, question.request, question.practice);
    auto taken = co_await desk_.take(question.booking_id, std::move(step), any_version);
    if (!taken) {
        visits_.release(call.visit_id);
        co_return co_await not_taken(std::move(call), std::move(taken).error());
    }
    GivenAnswer const given{*call.draft.decision, !call.draft.comment.empty(), taken->task_id};
    visits_.finish(call.visit_id, to_text(given));
    co_return again(call);
}

ApprovalPage::Reply ApprovalPage::not_taken(Call call, Error error)
{
    log(Level::warning, "approval-answer-not-taken",
        {{Field::route, page_route}, {Field::error, error.text()}});
    switch (error.kind()) {
    case ErrorKind::conflict: {
        auto now = co_await desk_.question(call.question.booking_id, call.question.request);
        if (!now) co_return trouble(now.error());
        co_return approval_reply(not_taken_page(*now, call.form()));
    }
    case ErrorKind::forbidden:
        visits_.close(call.visit_id);
        co_return approval_reply(not_yours_page(call.question.clinic, call.draft));
    case ErrorKind::incorrect: {
        auto const* const first =
            offer_of(call.question) == Offer::all ? "decision-yes" : "decision-no";
        FieldFaults faults{{first, "This answer was not accepted: " + error.text()}};
        co_return approval_reply(question_page(call.question, call.form(std::move(faults))));
    }
    case ErrorKind::not_found: co_return trouble(error);
    default: break;
    }
    FieldFaults faults{{"answer", "Your answer could not be recorded at the moment. Try again in a "
                                  "minute, or telephone the clinic"}};
    auto reply = reply_of(check_page(call.question, call.form(std::move(faults))), 503);
    reply.headers.emplace_back("Retry-After", "60");
    co_return reply;
}

} // namespace foramen
