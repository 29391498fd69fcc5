#include "gateway/hl7v2/attachment.h"

#include "gateway/base/digest.h"
#include "gateway/hl7v2/extract.h"

#include <algorithm>
#include <array>

namespace foramen::hl7v2 {

namespace {

constexpr std::size_t url_bytes_max = 4'096;

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
    });
    return text;
}

std::string without_blanks(std::string_view text)
{
    std::string packed;
    packed.reserve(text.size());
    for (char const letter : text) {
        if (letter != ' ' && letter != '\n' && letter != '\t') packed += letter;
    }
    return packed;
}

std::optional<std::string> from_hex(std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    auto const packed = lower(without_blanks(text));
    if (packed.size() % 2 != 0) return {};
    std::string bytes;
    for (std::size_t i = 0; i < packed.size(); i += 2) {
        auto const high = digits.find(packed[i]);
        auto const low = digits.find(packed[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return {};
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

/// One line of uuencode (POSIX): a length, then groups of four signs for three bytes.
bool append_uu_line(std::string& bytes, std::string_view line)
{
    auto const value = [&line](std::size_t i) -> unsigned {
        return i < line.size() ? (static_cast<unsigned char>(line[i]) - 32u) & 63u : 0u;
    };
    for (auto const letter : line) {
        if (letter < ' ' || letter > '`') return false;
    }
    auto const count = value(0);
    for (unsigned made = 0, at = 1; made < count; at += 4) {
        auto const group =
            value(at) << 18 | value(at + 1) << 12 | value(at + 2) << 6 | value(at + 3);
        for (unsigned shift = 24; shift > 0 && made < count; ++made) {
            shift -= 8;
            bytes += static_cast<char>(group >> shift & 0xFF);
        }
    }
    return true;
}

std::optional<std::string> from_uuencode(std::string_view text)
{
    auto const head_end = text.find('\n');
    if (!text.starts_with("begin ") || head_end == std::string_view::npos) return {};
    text.remove_prefix(head_end + 1);
    std::string bytes;
    while (!text.empty()) {
        auto const line = text.substr(0, text.find('\n'));
        if (line == "end") return bytes;
        if (!line.empty() && !append_uu_line(bytes, line)) return {};
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return {}; // Cut off.
}

std::optional<std::string> decoded(std::string const& text, std::string const& encoding)
{
    if (text.starts_with("begin ")) return from_uuencode(text);
    if (encoding == "hex") return from_hex(text);
    if (encoding == "a" || encoding == "8bit") return text;
    auto bytes = from_base64(without_blanks(text));
    if (!bytes) return {};
    return *std::move(bytes);
}

struct Format {
    std::string_view first_bytes;
    std::string_view content_type;
};
constexpr std::array formats{
    Format{"%PDF-", "application/pdf"},       Format{"\xFF\xD8\xFF", "image/jpeg"},
    Format{"\x89PNG\r\n\x1a\n", "image/png"}, Format{"II*", "image/tiff"},
    Format{"{\\rtf", "application/rtf"},      Format{"PK\x03\x04", "application/zip"},
};

bool is_token(std::string_view text)
{
    return !text.empty() && text.size() <= 100 &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.+-") ==
               std::string_view::npos;
}

/// Senders swap the fields (`^application^pdf^`, `^IM^JPEG^`, `PDF^^^`), so only what is a pair of
/// a known type and a token is believed.
std::string declared_type(std::string const& type, std::string const& subtype)
{
    constexpr std::array<std::string_view, 4> known{"application", "text", "image", "audio"};
    auto const is_known = std::find(known.begin(), known.end(), type) != known.end();
    if (is_known && is_token(subtype)) return type + '/' + subtype;
    if (subtype == "jpeg" || subtype == "png" || subtype == "tiff") return "image/" + subtype;
    if (subtype == "pdf" || type == "pdf") return "application/pdf";
    return "application/octet-stream";
}

std::string content_type(std::string_view bytes, std::string declared)
{
    for (auto const& format : formats) {
        if (bytes.starts_with(format.first_bytes)) return std::string{format.content_type};
    }
    return declared;
}

} // namespace

std::optional<Attachment> encapsulated(Message const& message, std::string_view value,
                                       std::string const& place, std::vector<Flaw>& flaws)
{
    auto const data = message.component(value, 5);
    // Four thirds of the limit, and room for line ends.
    if (data.size() > attachment_bytes_max / 2 * 3) {
        flaws.push_back({place, "the attachment is longer than our limit"});
        return {};
    }
    auto const encoding = lower(message.trimmed(message.component(value, 4)));
    auto bytes = decoded(message.text(data), encoding);
    if (!bytes || bytes->empty()) {
        flaws.push_back({place, "the attachment cannot be decoded"});
        return {};
    }
    if (bytes->size() > attachment_bytes_max) {
        flaws.push_back({place, "the attachment is longer than our limit"});
        return {};
    }
    auto const type = lower(message.trimmed(message.component(value, 2)));
    auto const subtype = lower(message.trimmed(message.component(value, 3)));
    Attachment made;
    made.content_type = content_type(*bytes, declared_type(type, subtype));
    made.bytes = Sensitive<std::string>{*std::move(bytes)};
    return made;
}

std::optional<Attachment> pointed_to(Message const& message, std::string_view value,
                                     std::string const& place, std::vector<Flaw>& flaws)
{
    // A URL's "&" is no subcomponent here: RP.1 is taken whole.
    auto url = message.trimmed(message.component(value, 1));
    auto const scheme = lower(url.substr(0, 8));
    auto const is_web = scheme.starts_with("https://") || scheme.starts_with("http://");
    auto const is_printable = std::all_of(url.begin(), url.end(), [](char letter) {
        return letter > ' ' && letter != '"' && letter != '<' && letter != '>' && letter != '\x7F';
    });
    if (!is_web || !is_printable || url.size() > url_bytes_max) {
        flaws.push_back({place, "the link is no http or https URL"});
        return {};
    }
    auto const type = lower(message.trimmed(message.component(value, 3)));
    auto const subtype = lower(message.trimmed(message.component(value, 4)));
    Attachment made;
    made.content_type = declared_type(type, subtype);
    made.url = Sensitive<std::string>{std::move(url)};
    return made;
}

} // namespace foramen::hl7v2
