// Why this file exists: each page that a person of a practice meets when they answer a request, in
// plain English; which of them comes next is approval_page.h's.
#pragma once

#include "gateway/intake/approval_desk.h"
#include "gateway/intake/approval_html.h"

namespace foramen {

/// What the form of a proved visit repeats.
struct FormOf {
    std::string csrf;
    AnswerDraft draft;
    FieldFaults faults;
};

/// Nothing but the clinic's name. `trouble`, if any, says why the person is here again.
Page entry_page(std::string const& clinic, AnswerDraft const& draft,
                FieldFault const& trouble = {});
Page code_page(std::string const& clinic, FormOf const& form);

/// Which answers this request still takes.
Offer offer_of(ApprovalQuestion const& question);
/// The question with its form; what there is to know about its state first.
Page question_page(ApprovalQuestion const& question, FormOf const& form);
Page check_page(ApprovalQuestion const& question, FormOf const& form);
/// Changes with whatever of the question a person reads; an answer is to what was read.
std::string seen_mark(ApprovalQuestion const& question);

/// What was recorded, kept by the visit as one line of text.
struct GivenAnswer {
    PageAnswer answer = PageAnswer::no;
    bool has_comment = false;
    std::string reference;
};
std::string to_text(GivenAnswer const& given);
std::optional<GivenAnswer> read_given(std::string_view text);

Page done_page(ApprovalQuestion const& question, GivenAnswer const& given);
Page answering_page(std::string const& clinic);

/// The answer was not taken because of how things stand; what was typed stays readable.
Page not_taken_page(ApprovalQuestion const& question, FormOf const& form);
/// The same for a person who may not answer any more: nothing of the patient.
Page not_yours_page(std::string const& clinic, AnswerDraft const& draft);
/// "The clinic will …"
std::string consequence(std::string const& clinic, PageAnswer answer, bool has_comment);
/// The answer as the form asks for it: "Yes, with conditions".
std::string words_of(PageAnswer answer);
/// What was typed, for reading.
Html answer_facts(AnswerDraft const& draft);

/// A page that only says what happened and what to do.
Page plain_page(unsigned status, std::string const& title, std::vector<std::string> const& words);
Page trouble_page(Error const& error);

} // namespace foramen
