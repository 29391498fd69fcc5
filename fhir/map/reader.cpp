#include "fhir/map/reader.h"

#include "fhir/path/embed.h"

#include <charconv>

namespace fhir::map {

using path::TokenKind;

std::string place(std::string_view file, std::string_view text, std::size_t offset)
{
    return std::string{file} + ":" + path::place(text, offset);
}

Reader::Reader(std::string_view file, std::string_view text) : file_{file}, text_{text}
{
    go_to(0);
}

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
    advance();
    made.end = previous_end_;
    return made;
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
    auto end = text_.find_first_of(" \t\r\n;}", token_.begin);
    if (end == std::string_view::npos) end = text_.size();
    auto code = std::string{text_.substr(token_.begin, end - token_.begin)};
    if (code.empty()) expected("a code");
    previous_end_ = end;
    go_to(end);
    return code;
}

} // namespace fhir::map
