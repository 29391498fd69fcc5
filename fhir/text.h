// Why this file exists: whatever reads or makes text needs the same of UTF-8, and says in the same
// way where in a text something is wrong.
#pragma once

#include "fhir/issue.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace fhir {

/// Length of the sequence that begins at `at`, of which `left` bytes (at least one) may be read;
/// 0 when it is malformed (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
std::size_t utf8_length(unsigned char const* at, std::size_t left);

/// Offset of the first byte that does not belong to a well-formed sequence; no value when all is
/// well.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

/// Writes one character, four bytes at most; gives the end of what it wrote.
constexpr char* write_utf8(char32_t code, char* to)
{
    auto const put = [&to](char32_t byte) { *to++ = static_cast<char>(byte); };
    if (code < 0x80) {
        put(code);
        return to;
    }
    if (code < 0x800) {
        put(0xC0 | code >> 6);
    } else {
        if (code < 0x10000) {
            put(0xE0 | code >> 12);
        } else {
            put(0xF0 | code >> 18);
            put(0x80 | (code >> 12 & 0x3F));
        }
        put(0x80 | (code >> 6 & 0x3F));
    }
    put(0x80 | (code & 0x3F));
    return to;
}

inline void append_utf8(std::string& out, char32_t code)
{
    char bytes[4];
    out.append(bytes, write_utf8(code, bytes));
}

/// A text that cannot be read, with "line 3, column 7" of that byte.
Issue unreadable(std::string_view text, std::size_t offset, std::string what);

} // namespace fhir
