#include "gateway/hl7v2/charset.h"

#include <array>
#include <cstdint>
#include <cstring>

namespace foramen::hl7v2 {

namespace {

constexpr char16_t no_letter = 0xFFFD;

/// 0x80 to 0x9F of Windows-1252. Senders of "8859/1" use them too: its own are control characters.
constexpr std::array<char16_t, 32> cp_1252_letters{
    0x20AC,    no_letter, 0x201A, 0x0192, 0x201E, 0x2026,    0x2020, 0x2021,
    0x02C6,    0x2030,    0x0160, 0x2039, 0x0152, no_letter, 0x017D, no_letter,
    no_letter, 0x2018,    0x2019, 0x201C, 0x201D, 0x2022,    0x2013, 0x2014,
    0x02DC,    0x2122,    0x0161, 0x203A, 0x0153, no_letter, 0x017E, 0x0178};

char16_t latin_9_letter(unsigned char byte)
{
    switch (byte) {
    case 0xA4: return 0x20AC;
    case 0xA6: return 0x0160;
    case 0xA8: return 0x0161;
    case 0xB4: return 0x017D;
    case 0xB8: return 0x017E;
    case 0xBC: return 0x0152;
    case 0xBD: return 0x0153;
    case 0xBE: return 0x0178;
    default: return byte;
    }
}

char16_t letter_of(unsigned char byte, Charset charset)
{
    if (byte < 0x80) return byte;
    if (byte < 0xA0) return cp_1252_letters[byte - 0x80u];
    return charset == Charset::latin_9 ? latin_9_letter(byte) : byte;
}

void append(std::string& text, char16_t letter)
{
    if (letter < 0x80) {
        text += static_cast<char>(letter);
    } else if (letter < 0x800) {
        text += static_cast<char>(0xC0 | letter >> 6);
        text += static_cast<char>(0x80 | (letter & 0x3F));
    } else {
        text += static_cast<char>(0xE0 | letter >> 12);
        text += static_cast<char>(0x80 | (letter >> 6 & 0x3F));
        text += static_cast<char>(0x80 | (letter & 0x3F));
    }
}

std::string from_single_bytes(std::string_view bytes, Charset charset, std::size_t& lost_count)
{
    std::string text;
    text.reserve(bytes.size() + bytes.size() / 8);
    for (char const byte : bytes) {
        auto const letter = letter_of(static_cast<unsigned char>(byte), charset);
        if (letter == no_letter) ++lost_count;
        append(text, letter);
    }
    return text;
}

/// The length of the UTF-8 sequence at the front; 0 when there is none (RFC 3629, 4).
std::size_t sequence_size(std::string_view bytes)
{
    auto const at = [bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    auto const first = at(0);
    if (first < 0x80) return 1;
    std::size_t const size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || bytes.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i) {
        if ((at(i) & 0xC0) != 0x80) return 0;
    }
    auto const second = at(1);
    if (first == 0xE0 && second < 0xA0) return 0;
    if (first == 0xED && second > 0x9F) return 0;
    if (first == 0xF0 && second < 0x90) return 0;
    if (first == 0xF4 && second > 0x8F) return 0;
    return size;
}

std::size_t ascii_size(std::string_view bytes)
{
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    std::size_t i = 0;
    for (; i + 8 <= bytes.size(); i += 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, bytes.data() + i, 8);
        if ((eight & high_bits) != 0) break;
    }
    while (i < bytes.size() && static_cast<unsigned char>(bytes[i]) < 0x80) ++i;
    return i;
}

struct Name {
    std::string_view name;
    Charset charset;
};
constexpr std::array names{
    Name{"ASCII", Charset::ascii},         Name{"US-ASCII", Charset::ascii},
    Name{"UNICODE UTF-8", Charset::utf_8}, Name{"UNICODE", Charset::utf_8},
    Name{"UTF-8", Charset::utf_8},         Name{"UTF8", Charset::utf_8},
    Name{"8859/1", Charset::latin_1},      Name{"ISO-8859-1", Charset::latin_1},
    Name{"8859/15", Charset::latin_9},     Name{"ISO-8859-15", Charset::latin_9},
    Name{"CP1252", Charset::cp_1252},      Name{"WINDOWS-1252", Charset::cp_1252},
};

bool same_name(std::string_view left, std::string_view right)
{
    if (left.size() != right.size()) return false;
    for (std::size_t i = 0; i < left.size(); ++i) {
        auto const letter = left[i] >= 'a' && left[i] <= 'z' ? left[i] - 'a' + 'A' : left[i];
        if (letter != right[i]) return false;
    }
    return true;
}

} // namespace

std::optional<Charset> charset_named(std::string_view name)
{
    for (auto const& known : names) {
        if (same_name(name, known.name)) return known.charset;
    }
    return {};
}

bool is_ascii(std::string_view bytes) { return ascii_size(bytes) == bytes.size(); }

bool is_utf_8(std::string_view bytes)
{
    for (;;) {
        bytes.remove_prefix(ascii_size(bytes));
        if (bytes.empty()) return true;
        auto const size = sequence_size(bytes);
        if (size == 0) return false;
        bytes.remove_prefix(size);
    }
}

Decoded decode(std::string bytes, std::string_view declared, Charset fallback)
{
    Decoded decoded;
    auto const named = charset_named(declared);
    if (is_ascii(bytes)) {
        decoded.charset = named.value_or(Charset::ascii);
        decoded.text = std::move(bytes);
        return decoded;
    }
    if (is_utf_8(bytes)) {
        decoded.charset = Charset::utf_8;
        decoded.certainty = named == Charset::utf_8 ? CharsetIs::declared : CharsetIs::guessed;
        decoded.text = std::move(bytes);
        return decoded;
    }
    auto const is_believable = named && *named != Charset::ascii && *named != Charset::utf_8;
    decoded.charset = is_believable ? *named : fallback;
    decoded.certainty = is_believable ? CharsetIs::declared : CharsetIs::guessed;
    // These bytes are neither, so the fallback is no help when it says so.
    if (decoded.charset == Charset::ascii || decoded.charset == Charset::utf_8) {
        decoded.charset = Charset::cp_1252;
    }
    decoded.text = from_single_bytes(bytes, decoded.charset, decoded.lost_count);
    return decoded;
}

std::optional<std::string> decode_run(std::string_view bytes, Charset charset)
{
    if (is_utf_8(bytes) && (charset == Charset::utf_8 || is_ascii(bytes))) {
        return std::string{bytes};
    }
    if (charset == Charset::utf_8) return {};
    std::size_t lost_count = 0;
    auto const single = charset == Charset::ascii ? Charset::cp_1252 : charset;
    auto text = from_single_bytes(bytes, single, lost_count);
    if (lost_count > 0) return {};
    return text;
}

} // namespace foramen::hl7v2
