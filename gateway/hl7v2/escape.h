// Why this file exists: escapes are read in one place, and none of them can make text disappear.
// Source: HL7 v2.5.1 chapter 2.7.
#pragma once

#include "gateway/hl7v2/charset.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace foramen::hl7v2 {

/// As MSH-1 and MSH-2 say; '\0' where MSH-2 is too short to have one.
struct Separators {
    char field = '|';
    char component = '^';
    char repetition = '~';
    char escape = '\\';
    char subcomponent = '&';
};

/// "\.sp9999\" is no way to fill our disk.
inline constexpr unsigned escape_repeat_max = 100;
/// No escape but \X..\ and \Z..\ is longer.
inline constexpr std::size_t escape_bytes_max = 4'096;

/// Appends the text of one component or subcomponent: F, S, T, R and E are separators; .br, .sp
/// and .ce line feeds; .sk spaces; X bytes of `charset`; H, N, .in, .ti, .fi and .nf nothing. Any
/// other escape, and one without an end, stays as it is. Control characters become spaces, CR and
/// CRLF line feeds.
void append_unescaped(std::string& text, std::string_view raw, Separators const& separators,
                      Charset charset);

} // namespace foramen::hl7v2
