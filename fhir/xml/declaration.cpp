#include "fhir/xml/declaration.h"

#include "fhir/xml/characters.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace fhir::xml {

namespace {

struct KnownEncoding {
    std::string_view begin; ///< Of its name, in lower case.
    char const* refusal;
};

constexpr char const* utf_16 = "the encoding UTF-16 is not read: send the text as UTF-8";
constexpr char const* utf_32 = "the encoding UTF-32 is not read: send the text as UTF-8";

constexpr std::array known_encodings{
    KnownEncoding{"utf-16", utf_16},
    KnownEncoding{"iso-10646-ucs-2", utf_16},
    KnownEncoding{"utf-32", utf_32},
    KnownEncoding{"iso-10646-ucs-4", utf_32},
    KnownEncoding{"utf-7", "the encoding UTF-7 is not read: send the text as UTF-8"},
    KnownEncoding{"iso-8859-1", "the encoding ISO-8859-1 is not read: send the text as UTF-8"},
    KnownEncoding{"latin1", "the encoding ISO-8859-1 is not read: send the text as UTF-8"},
    KnownEncoding{"iso-8859-", "no encoding ISO-8859 is read: send the text as UTF-8"},
    KnownEncoding{"windows-1252", "the encoding windows-1252 is not read: send the text as UTF-8"},
    KnownEncoding{"cp1252", "the encoding windows-1252 is not read: send the text as UTF-8"},
    KnownEncoding{"us-ascii", "the encoding US-ASCII: call it UTF-8, which it is a part of"},
    KnownEncoding{"ascii", "the encoding US-ASCII: call it UTF-8, which it is a part of"},
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool begins(std::string_view text, std::string_view lower_case)
{
    return text.size() >= lower_case.size() &&
           std::ranges::equal(text.substr(0, lower_case.size()), lower_case, {}, lower);
}

char const* refusal_of_encoding(std::string_view name)
{
    if (name.size() == 5 && begins(name, "utf-8")) return nullptr;
    for (auto const& known : known_encodings) {
        if (begins(name, known.begin)) return known.refusal;
    }
    return "this encoding is not read: send the text as UTF-8";
}

/// By its first bytes, for what is no superset of ASCII.
char const* refusal_of_bytes(std::string_view text)
{
    using namespace std::string_view_literals;
    if (text.starts_with("\xFF\xFE\0\0"sv) || text.starts_with("\0\0\xFE\xFF"sv)) return utf_32;
    if (text.starts_with("\xFF\xFE"sv) || text.starts_with("\xFE\xFF"sv)) return utf_16;
    if (text.starts_with("<\0\0\0"sv) || text.starts_with("\0\0\0<"sv)) return utf_32;
    if (text.starts_with("<\0"sv) || text.starts_with("\0<"sv)) return utf_16;
    if (text.starts_with("\x4C\x6F\xA7\x94"sv)) {
        return "the encoding EBCDIC is not read: send the text as UTF-8";
    }
    return nullptr;
}

class DeclarationReader {
public:
    explicit DeclarationReader(std::string_view text, std::size_t at) : text_{text}, at_{at} {}

    std::size_t at() const { return at_; }

    bool take(std::string_view wanted)
    {
        if (!text_.substr(at_).starts_with(wanted)) return false;
        at_ += wanted.size();
        return true;
    }
    bool space()
    {
        auto const before = at_;
        while (at_ < text_.size() && is_space(text_[at_])) ++at_;
        return at_ != before;
    }
    /// ="value"; false when there is none.
    bool value(std::string_view& found)
    {
        space();
        if (!take("=")) return false;
        space();
        auto const quote = at_ < text_.size() ? text_[at_] : '\0';
        if (quote != '"' && quote != '\'') return false;
        auto const stop = text_.find(quote, at_ + 1);
        if (stop == std::string_view::npos) return false;
        found = text_.substr(at_ + 1, stop - at_ - 1);
        at_ = stop + 1;
        return true;
    }

private:
    std::string_view text_;
    std::size_t at_;
};

constexpr char const* malformed =
    "the XML declaration is not well-formed: write <?xml version=\"1.0\" encoding=\"UTF-8\"?>";

char const* read_parts(DeclarationReader& reader)
{
    std::string_view value;
    if (!reader.take("version") || !reader.value(value)) return malformed;
    if (value != "1.0") return "only XML 1.0 is read";
    auto space = reader.space();
    if (space && reader.take("encoding")) {
        if (!reader.value(value)) return malformed;
        if (auto const* const refusal = refusal_of_encoding(value)) return refusal;
        space = reader.space();
    }
    if (space && reader.take("standalone")) {
        if (!reader.value(value) || (value != "yes" && value != "no")) return malformed;
        reader.space();
    }
    return reader.take("?>") ? nullptr : malformed;
}

} // namespace

Declaration read_declaration(std::string_view text)
{
    if (auto const* const refusal = refusal_of_bytes(text)) return {0, refusal};
    DeclarationReader reader{text, 0};
    reader.take("\xEF\xBB\xBF");
    auto const begin = reader.at();
    if (!reader.take("<?xml") || !reader.space()) return {begin, nullptr};
    auto const* const wrong = read_parts(reader);
    return {reader.at(), wrong};
}

} // namespace fhir::xml
