#include "fhir/path/unicode.h"

#include "fhir/text.h"

#include <algorithm>

namespace fhir::path {

namespace {

char32_t to_lower(char32_t c)
{
    if (c < 0x80) return c >= U'A' && c <= U'Z' ? c + 32 : c;
    if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 32;
    // Latin Extended-A alternates capital and small, with two shifts of parity and exceptions.
    if (c == 0x130 || c == 0x131 || c == 0x138 || c == 0x149 || c == 0x17F) return c;
    if (c == 0x178) return 0xFF;
    if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177)) return c | 1;
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return (c & 1) != 0 ? c + 1 : c;
    if (c >= 0x391 && c <= 0x3A9 && c != 0x3A2) return c + 32;
    if (c >= 0x410 && c <= 0x42F) return c + 32;
    if (c >= 0x400 && c <= 0x40F) return c + 80;
    return c;
}

char32_t to_upper(char32_t c)
{
    if (c < 0x80) return c >= U'a' && c <= U'z' ? c - 32 : c;
    if (c >= 0xE0 && c <= 0xFE && c != 0xF7) return c - 32;
    if (c == 0x130 || c == 0x131 || c == 0x138 || c == 0x149 || c == 0x17F) return c;
    if (c == 0xFF) return 0x178;
    if ((c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177)) return c & ~char32_t{1};
    if ((c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E)) return (c & 1) != 0 ? c : c - 1;
    if (c == 0x3C2) return 0x3A3; // final sigma
    if (c >= 0x3B1 && c <= 0x3C9) return c - 32;
    if (c >= 0x430 && c <= 0x44F) return c - 32;
    if (c >= 0x450 && c <= 0x45F) return c - 80;
    return c;
}

bool is_space(char32_t c) { return c == U' ' || (c >= 9 && c <= 13) || c == 0xA0; }

template <class Letter> std::string ascii_letters(std::string_view text, Letter letter)
{
    std::string out{text};
    for (auto& one : out) one = static_cast<char>(letter(static_cast<unsigned char>(one)));
    return out;
}

} // namespace

bool is_ascii(std::string_view text)
{
    unsigned char seen = 0;
    for (char const one : text) seen = static_cast<unsigned char>(seen | one);
    return seen < 0x80;
}

std::u32string decode(std::string_view utf8)
{
    std::u32string text;
    text.reserve(utf8.size());
    for (std::size_t i = 0; i < utf8.size();) {
        auto const lead = static_cast<unsigned char>(utf8[i]);
        std::size_t const size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t code = size == 1 ? lead : lead & (0x7Fu >> size);
        for (std::size_t k = 1; k < size && i + k < utf8.size(); ++k) {
            code = code << 6 | (static_cast<unsigned char>(utf8[i + k]) & 0x3Fu);
        }
        text.push_back(code);
        i += size;
    }
    return text;
}

std::string encode(std::u32string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (char32_t const code : text) append_utf8(out, code);
    return out;
}

std::size_t length(std::string_view utf8)
{
    return static_cast<std::size_t>(std::ranges::count_if(
        utf8, [](char one) { return (static_cast<unsigned char>(one) & 0xC0) != 0x80; }));
}

std::string upper(std::string_view text)
{
    if (is_ascii(text)) return ascii_letters(text, to_upper);
    auto wide = decode(text);
    std::ranges::transform(wide, wide.begin(), to_upper);
    return encode(wide);
}

std::string lower(std::string_view text)
{
    if (is_ascii(text)) return ascii_letters(text, to_lower);
    auto wide = decode(text);
    std::ranges::transform(wide, wide.begin(), to_lower);
    return encode(wide);
}

std::string equivalence_form(std::string_view text)
{
    std::u32string form;
    for (char32_t const one : decode(text)) {
        if (!is_space(one)) form.push_back(to_lower(one));
        else if (!form.empty() && form.back() != U' ') form.push_back(U' ');
    }
    if (!form.empty() && form.back() == U' ') form.pop_back();
    return encode(form);
}

} // namespace fhir::path
