// Why this file exists: words of a map file one after the other; FHIRPath inside is left to
// fhir/path, whose words are the same.
#pragma once

#include "fhir/issue.h"
#include "fhir/map/syntax.h"
#include "fhir/path/lexer.h"

#include <optional>
#include <string>
#include <string_view>

namespace fhir::map {

/// "booking.map:12:5"
std::string place(std::string_view file, std::string_view text, std::size_t offset);

/// Reads a file from left to right. After the first fault nothing is found any more, so that
/// parsers need to ask only at their end.
class Reader {
public:
    /// A text in double quotes inside FHIRPath becomes one in single quotes, in place.
    Reader(std::string_view file, std::string& text);

    std::string_view text() const { return text_; }
    std::size_t at() const { return token_.begin; }
    bool failed() const { return issue_.has_value(); }
    Issue const& issue() const { return *issue_; }
    void fail(std::size_t offset, std::string why);
    void expected(std::string_view what);

    bool at_end() const { return token_.kind == path::TokenKind::end; }
    bool at_sign(std::string_view sign) const;
    bool at_word(std::string_view word) const;
    bool at_name() const;
    bool at_quote() const { return !failed() && token_.text == "\"" && is_foreign(); }
    bool at_literal() const;

    bool take_sign(std::string_view sign);
    bool take_word(std::string_view word);
    /// Signs that FHIRPath does not have, letter by letter.
    bool take_letters(std::string_view letters);
    void need_sign(std::string_view sign);
    /// An identifier, also one that is a keyword elsewhere, or `delimited`.
    Name need_name(std::string_view what);
    /// 'text' or "text".
    Name need_text(std::string_view what);
    std::uint32_t need_count();
    /// A string, number, boolean or date as FHIRPath.
    Snippet take_literal();
    /// A "text" that is the whole argument.
    bool at_quoted_argument() const;
    Snippet take_quoted();
    /// ( FHIRPath )
    Snippet need_parenthesised();
    /// FHIRPath up to what cannot be of it.
    Snippet need_expression();
    /// a.b.c, no call, no operator.
    Snippet need_path();
    /// A code of a conceptmap: up to the next blank, or "quoted".
    std::string need_code();

private:
    bool is_foreign() const { return token_.kind == path::TokenKind::foreign; }
    void advance();
    void go_to(std::size_t offset);
    void settle_quotes();
    bool settle_quote(std::size_t& at);
    std::string quoted();

    std::string_view file_;
    std::string& text_;
    path::Token token_;
    std::size_t previous_end_ = 0;
    std::optional<Issue> issue_;
};

} // namespace fhir::map
