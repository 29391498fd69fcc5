// Why this file exists: a letter read in the wrong character set is another name, or a lost "no":
// every message becomes UTF-8 once, and what was guessed says so.
// Source: HL7 table 0211; the declared name is often wrong, see standards/imaging.md 1.4.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace foramen::hl7v2 {

enum class Charset { ascii, utf_8, latin_1, latin_9, cp_1252 };

enum class CharsetIs {
    declared, ///< MSH-18 says so, and the bytes agree.
    guessed,  ///< MSH-18 says nothing or something else; a person should look at the names.
};

struct Decoded {
    std::string text; ///< UTF-8
    Charset charset = Charset::ascii;
    CharsetIs certainty = CharsetIs::declared;
    std::size_t lost_count = 0; ///< Bytes without a letter in that set; each became U+FFFD.
};

/// By a name of MSH-18 ("UNICODE UTF-8", "8859/1", …); none for a name that we do not know.
std::optional<Charset> charset_named(std::string_view name);

bool is_ascii(std::string_view bytes);
/// Strictly: no overlong form, no surrogate, nothing above U+10FFFF (RFC 3629).
bool is_utf_8(std::string_view bytes);

/// `declared` is MSH-18's first repetition, maybe empty; `fallback` is the sender's own set.
/// What reads as UTF-8 with a letter outside ASCII is UTF-8, whatever it says of itself: hardly
/// any text of another set does so by chance.
Decoded decode(std::string bytes, std::string_view declared, Charset fallback);

/// A run of bytes of that set, for \X..\ escapes; none when UTF-8 is asked for and it is not.
std::optional<std::string> decode_run(std::string_view bytes, Charset charset);

} // namespace foramen::hl7v2
