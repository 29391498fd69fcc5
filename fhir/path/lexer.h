// Why this file exists: the words of FHIRPath (https://hl7.org/fhirpath/N1/#lexical-elements).
// The mapping language embeds expressions, so the lexer works at any offset of a larger text and
// takes "->" and other foreign signs as the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fhir::path {

enum class TokenKind : std::uint8_t {
    end,
    identifier, ///< Also keywords: which of them are operators, the parser decides.
    delimited,  ///< `like this`; `text` is unescaped.
    string,     ///< 'like this'; `text` is unescaped.
    number,
    date,
    date_time,
    time,
    sign,     ///< "+", "<=", "(" …
    special,  ///< "$this", "$index", "$total"
    constant, ///< %name; `text` without the %.
    foreign,  ///< No word of FHIRPath: the end of an embedded expression, else an error.
    broken,   ///< `text` says why.
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::string text;
    std::size_t begin = 0;
    std::size_t end = 0;
};

/// The next token at or after `at`; blanks and comments are skipped.
Token next_token(std::string_view text, std::size_t at);

/// "12:5" of a byte offset, both from 1; columns count UTF-8 characters.
std::string place(std::string_view text, std::size_t offset);

} // namespace fhir::path
