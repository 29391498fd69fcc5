#include "fhir/map/reader.h"

#include "fhir/path/embed.h"
#include "fhir/path/temporal.h"

#include <algorithm>
#include <charconv>

namespace fhir::map {

using path::TokenKind;

namespace {

/// The end of the text that begins with the quote at `at`, behind its closing quote.
std::size_t end_of_quoted(std::string_view text, std::size_t at)
{
    for (++at; at < text.size() && text[at] != '"'; ++at) {
        if (text[at] == '\\') ++at;
    }
    return at < text.size() ? at + 1 : std::string_view::npos;
}

bool is_operator(std::string_view word)
{
    constexpr std::string_view words[] = {"and", "or",       "xor", "implies", "is",
                                          "as",  "contains", "in",  "div",     "mod"};
    return std::ranges::find(words, word) != std::end(words);
}

} // namespace

std::string place(std::string_view file, std::string_view text, std::size_t offset)
{
    return std::string{file} + ":" + path::place(text, offset);
}

Reader::Reader(std::string_view file, std::string& text) : file_{file}, text_{text} { go_to(0); }

void Reader::fail(std::size_t offset, std::string why)
{
    if (issue_) return;
    issue_ = Issue{Severity::error, "invalid", place(file_, text_, offset), std::move(why)};
    token_ = {TokenKind::end, {}, text_.size(), text_.size()};
}

void Reader::expected(std::string_view what)
{
    fail(token_.begin, "here " + std::string{what} + " is expected");
}

void Reader::go_to(std::size_t offset)
{
    if (failed()) return;
    token_ = path::next_token(text_, offset);
    if (token_.kind == TokenKind::broken) fail(token_.begin, token_.text);
}

void Reader::advance()
{
    previous_end_ = token_.end;
    go_to(token_.end);
}

bool Reader::at_sign(std::string_view sign) const
{
    return (token_.kind == TokenKind::sign || is_foreign()) && token_.text == sign;
}

bool Reader::at_word(std::string_view word) const
{
    return token_.kind == TokenKind::identifier && token_.text == word;
}

bool Reader::at_name() const
{
    return token_.kind == TokenKind::identifier || token_.kind == TokenKind::delimited;
}

bool Reader::at_literal() const
{
    switch (token_.kind) {
    case TokenKind::string:
    case TokenKind::number:
    case TokenKind::date:
    case TokenKind::date_time:
    case TokenKind::time: return true;
    case TokenKind::identifier: return token_.text == "true" || token_.text == "false";
    case TokenKind::sign: return token_.text == "-" || token_.text == "+";
    default: return false;
    }
}

bool Reader::take_sign(std::string_view sign)
{
    if (!at_sign(sign)) return false;
    advance();
    return true;
}

bool Reader::take_word(std::string_view word)
{
    if (!at_word(word)) return false;
    advance();
    return true;
}

bool Reader::take_letters(std::string_view letters)
{
    if (failed() || text_.compare(token_.begin, letters.size(), letters) != 0) return false;
    previous_end_ = token_.begin + letters.size();
    go_to(previous_end_);
    return true;
}

void Reader::need_sign(std::string_view sign)
{
    if (!take_sign(sign)) expected(sign);
}

Name Reader::need_name(std::string_view what)
{
    if (!at_name()) {
        expected(what);
        return {};
    }
    Name name{token_.text, token_.begin};
    advance();
    return name;
}

/// Begins at the opening quote.
std::string Reader::quoted()
{
    std::string result;
    auto at = token_.begin + 1;
    for (; at < text_.size() && text_[at] != '"'; ++at) {
        if (text_[at] == '\\' && at + 1 < text_.size()) ++at;
        result.push_back(text_[at]);
    }
    if (at >= text_.size()) {
        fail(token_.begin, "this text does not end");
        return {};
    }
    previous_end_ = at + 1;
    go_to(at + 1);
    return result;
}

Name Reader::need_text(std::string_view what)
{
    Name name{{}, token_.begin};
    if (at_quote()) {
        name.text = quoted();
    } else if (token_.kind == TokenKind::string) {
        name.text = token_.text;
        advance();
    } else {
        expected(what);
    }
    return name;
}

std::uint32_t Reader::need_count()
{
    std::uint32_t count = 0;
    auto const* const begin = token_.text.data();
    auto const* const end = begin + token_.text.size();
    auto const result = std::from_chars(begin, end, count);
    if (token_.kind != TokenKind::number || result.ptr != end || result.ec != std::errc{}) {
        expected("a count");
        return 0;
    }
    advance();
    return count;
}

Snippet Reader::take_literal()
{
    Snippet made{token_.begin, 0, {}};
    if (at_sign("-") || at_sign("+")) advance();
    bool const is_number = token_.kind == TokenKind::number;
    advance();
    // 5 'mg', 3 days
    if (is_number && (token_.kind == TokenKind::string ||
                      (token_.kind == TokenKind::identifier && path::time_unit(token_.text)))) {
        advance();
    }
    made.end = previous_end_;
    return made;
}

bool Reader::at_quoted_argument() const
{
    if (!at_quote()) return false;
    auto const end = end_of_quoted(text_, token_.begin);
    if (end == std::string_view::npos) return true;
    auto const next = path::next_token(text_, end);
    return next.kind == TokenKind::sign && (next.text == "," || next.text == ")");
}

/// False, with an issue, when it cannot be.
bool Reader::settle_quote(std::size_t& at)
{
    auto const end = end_of_quoted(text_, at);
    auto const inside = std::string_view{text_}.substr(at + 1, end - at - 2);
    if (end == std::string_view::npos) {
        fail(at, "this text does not end");
    } else if (inside.find('\'') != std::string_view::npos) {
        fail(at, "inside an expression this text stands in single quotes, with \\' for '");
    } else {
        text_[at] = text_[end - 1] = '\'';
        at = end;
    }
    return !failed();
}

/// FHIRPath knows only single quotes; maps of others have "text" inside expressions. What follows
/// a complete expression outside of all parentheses is the name of the rule.
void Reader::settle_quotes()
{
    unsigned depth = 0;
    bool wants_operand = true;
    for (auto at = token_.begin;;) {
        auto const token = path::next_token(text_, at);
        at = token.end;
        auto const& sign = token.text;
        if (token.kind == TokenKind::end || token.kind == TokenKind::broken) return;
        if (token.kind == TokenKind::foreign) {
            if (sign != "\"" || (depth == 0 && !wants_operand)) return;
            at = token.begin;
            if (!settle_quote(at)) return;
            wants_operand = false;
        } else if (token.kind != TokenKind::sign) {
            wants_operand = token.kind == TokenKind::identifier && is_operator(sign);
        } else if (sign == "(" || sign == "[" || sign == "{") {
            if (sign == "{" && !wants_operand) return; // The rules of a rule.
            ++depth;
            wants_operand = true;
        } else if (sign == ")" || sign == "]" || sign == "}") {
            if (depth-- == 0) return;
            wants_operand = false;
        } else {
            if (sign == "," && depth == 0) return;
            wants_operand = true;
        }
    }
}

Snippet Reader::take_quoted()
{
    Snippet made{token_.begin, 0, {}};
    made.quoted = quoted();
    made.end = previous_end_;
    return made;
}

Snippet Reader::need_parenthesised()
{
    need_sign("(");
    auto made = need_expression();
    need_sign(")");
    return made;
}

Snippet Reader::need_expression()
{
    if (failed()) return {};
    settle_quotes();
    if (failed()) return {};
    Snippet made{token_.begin, 0, {}};
    auto const end = path::skim(text_, token_.begin);
    if (!end) {
        issue_ = end.issues()[0];
        issue_->expression = std::string{file_} + ":" + issue_->expression;
        token_ = {TokenKind::end, {}, text_.size(), text_.size()};
        return made;
    }
    made.end = previous_end_ = *end;
    go_to(*end);
    return made;
}

Snippet Reader::need_path()
{
    Snippet made{token_.begin, 0, {}};
    need_name("a variable");
    while (take_sign(".")) need_name("an element");
    made.end = previous_end_;
    return made;
}

std::string Reader::need_code()
{
    if (failed()) return {};
    if (at_quote()) return quoted();
    if (token_.kind == TokenKind::string) return need_text("a code").text;
    auto end = text_.find_first_of(" \t\r\n;}", token_.begin);
    if (end == std::string::npos) end = text_.size();
    auto code = text_.substr(token_.begin, end - token_.begin);
    if (code.empty()) expected("a code");
    previous_end_ = end;
    go_to(end);
    return code;
}

} // namespace fhir::map
