#include "gateway/hl7v2/escape.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace foramen::hl7v2 {

namespace {

bool is_control(char letter) { return static_cast<unsigned char>(letter) < 0x20; }

/// CR and CRLF become LF; tabs stay.
void append_clean(std::string& text, std::string_view plain)
{
    if (std::none_of(plain.begin(), plain.end(), is_control)) {
        text.append(plain);
        return;
    }
    for (std::size_t i = 0; i < plain.size(); ++i) {
        auto const letter = plain[i];
        if (letter == '\r') {
            if (i + 1 == plain.size() || plain[i + 1] != '\n') text += '\n';
        } else {
            text += is_control(letter) && letter != '\n' && letter != '\t' ? ' ' : letter;
        }
    }
}

int hex_value(char digit)
{
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    return -1;
}

std::optional<std::string> bytes_of(std::string_view hex)
{
    if (hex.empty() || hex.size() % 2 != 0) return {};
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        auto const high = hex_value(hex[i]);
        auto const low = hex_value(hex[i + 1]);
        if (high < 0 || low < 0) return {};
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

/// 1 without a number; none for what is no number. A sign is read over: it moves the indent.
std::optional<unsigned> count_of(std::string_view text)
{
    while (text.starts_with(' ')) text.remove_prefix(1);
    if (text.empty()) return 1;
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    unsigned count = 0;
    auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (failed != std::errc{} || end != text.data() + text.size()) return {};
    return std::min(count, escape_repeat_max);
}

struct Command {
    std::string_view name;
    char makes; ///< '\0': nothing
};
constexpr std::array commands{Command{"br", '\n'}, Command{"sp", '\n'}, Command{"ce", '\n'},
                              Command{"sk", ' '},  Command{"in", '\0'}, Command{"ti", '\0'},
                              Command{"fi", '\0'}, Command{"nf", '\0'}};

char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// \.name number\ ; false when there is no such command.
bool append_command(std::string& text, std::string_view command)
{
    if (command.size() < 2) return false;
    std::array const name{lower(command[0]), lower(command[1])};
    for (auto const& known : commands) {
        if (known.name != std::string_view{name.data(), name.size()}) continue;
        auto const count = count_of(command.substr(2));
        if (!count) return false;
        if (known.makes != '\0') text.append(*count, known.makes);
        return true;
    }
    return false;
}

/// Switches of the character set and a vendor's own: we cannot read them, but they are whole.
bool is_foreign(std::string_view code)
{
    return (code[0] == 'C' || code[0] == 'M' || code[0] == 'Z') && code.size() > 1 &&
           code.find(' ') == std::string_view::npos;
}

bool append_separator(std::string& text, char separator)
{
    if (separator == '\0') return false;
    text += separator;
    return true;
}

/// False when it is none that we know: its first separator is then plain text.
bool append_escape(std::string& text, std::string_view code, Separators const& separators,
                   Charset charset)
{
    if (code.empty()) return false;
    if (code.size() == 1) {
        switch (code[0]) {
        case 'F': return append_separator(text, separators.field);
        case 'S': return append_separator(text, separators.component);
        case 'T': return append_separator(text, separators.subcomponent);
        case 'R': return append_separator(text, separators.repetition);
        case 'E': return append_separator(text, separators.escape);
        case 'H':
        case 'N': return true;
        default: return false;
        }
    }
    if (code[0] == '.') return append_command(text, code.substr(1));
    if (code[0] == 'X') {
        auto const bytes = bytes_of(code.substr(1));
        auto const run = bytes ? decode_run(*bytes, charset) : std::nullopt;
        if (run) append_clean(text, *run);
        return run.has_value();
    }
    if (!is_foreign(code)) return false;
    text += separators.escape;
    append_clean(text, code);
    text += separators.escape;
    return true;
}

} // namespace

void append_unescaped(std::string& text, std::string_view raw, Separators const& separators,
                      Charset charset)
{
    auto const escape = separators.escape;
    while (!raw.empty()) {
        auto const begin = escape == '\0' ? std::string_view::npos : raw.find(escape);
        append_clean(text, raw.substr(0, begin));
        if (begin == std::string_view::npos) return;
        raw.remove_prefix(begin + 1);
        auto const end = raw.substr(0, escape_bytes_max).find(escape);
        if (end != std::string_view::npos &&
            append_escape(text, raw.substr(0, end), separators, charset)) {
            raw.remove_prefix(end + 1);
        } else {
            text += escape;
        }
    }
}

} // namespace foramen::hl7v2
