#include "fhir/text.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace fhir {

std::size_t utf8_length(unsigned char const* at, std::size_t left)
{
    auto const first = at[0];
    if (first < 0x80) return 1;
    std::size_t const length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || length > left) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((at[i] & 0xC0) != 0x80) return 0;
    }
    auto const second = at[1];
    if (first == 0xE0 && second < 0xA0) return 0; // overlong
    if (first == 0xED && second > 0x9F) return 0; // surrogates
    if (first == 0xF0 && second < 0x90) return 0; // overlong
    if (first == 0xF4 && second > 0x8F) return 0; // above U+10FFFF
    return length;
}

std::optional<std::size_t> first_invalid_utf8(std::string_view text)
{
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    auto const* const bytes = reinterpret_cast<unsigned char const*>(text.data());
    for (std::size_t i = 0; i < text.size();) {
        std::uint64_t eight = 0;
        if (i + sizeof eight <= text.size()) {
            std::memcpy(&eight, bytes + i, sizeof eight);
            if ((eight & high_bits) == 0) {
                i += sizeof eight;
                continue;
            }
        }
        auto const length = utf8_length(bytes + i, text.size() - i);
        if (length == 0) return i;
        i += length;
    }
    return {};
}

Issue unreadable(std::string_view text, std::size_t offset, std::string what)
{
    auto const before = text.substr(0, std::min(offset, text.size()));
    auto const line = std::count(before.begin(), before.end(), '\n') + 1;
    auto const start = before.rfind('\n') + 1; // npos + 1 is 0
    return {Severity::fatal, "structure",
            "line " + std::to_string(line) + ", column " +
                std::to_string(before.size() - start + 1),
            std::move(what)};
}

} // namespace fhir
