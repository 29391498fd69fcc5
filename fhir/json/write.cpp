#include "fhir/definitions/definitions.h"
#include "fhir/json/json.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace fhir::json {

namespace {

/// A run of several is an array too when nobody said so: nothing may get lost.
bool is_array(Element const& first, Element const* end)
{
    return first.listed || first.next != end ||
           (first.definition != nullptr && first.definition->list());
}

using Word = std::uint64_t;
constexpr Word ones = 0x0101010101010101;

Word word_at(char const* at)
{
    Word word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

/// The bytes of a text of at most seven, some of them twice, or blanks.
Word word_of_few(std::string_view text)
{
    if (text.size() >= sizeof(std::uint32_t)) {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
        std::memcpy(&first, text.data(), sizeof first);
        std::memcpy(&last, text.data() + text.size() - sizeof last, sizeof last);
        return Word{last} << 32 | first;
    }
    Word word = ones * ' ';
    for (unsigned char const byte : text) word = word << 8 | byte;
    return word;
}

/// Whether one of eight bytes must be escaped: a byte of `word ^ sign` that is zero, and one of
/// `word` below 0x20, borrow from their highest bit when 1, or 0x20, is taken away.
bool has_special(Word word)
{
    auto const quote = word ^ (ones * '"');
    auto const slash = word ^ (ones * '\\');
    auto const found =
        ((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((word - ones * 0x20) & ~word);
    return (found & (ones * 0x80)) != 0;
}

/// Nothing to escape. Nearly always true, so eight bytes are asked at once, the last eight a second
/// time in part.
bool is_plain(std::string_view text)
{
    auto const size = text.size();
    if (size < sizeof(Word)) return !has_special(word_of_few(text));
    for (std::size_t at = 0; at + sizeof(Word) < size; at += sizeof(Word)) {
        if (has_special(word_at(text.data() + at))) return false;
    }
    return !has_special(word_at(text.data() + size - sizeof(Word)));
}

/// Where the first character stands that must be escaped.
std::size_t plain_length(std::string_view text)
{
    auto const special = [](unsigned char one) { return one < 0x20 || one == '"' || one == '\\'; };
    return static_cast<std::size_t>(std::ranges::find_if(text, special) - text.begin());
}

bool same(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && (a.data() == b.data() || a == b);
}

/// Whether anything of its id and extensions is written. What has no value and no parts is not.
bool has_parts(Element const& primitive)
{
    for (auto const* one = primitive.first; one != nullptr; one = one->next) {
        if (one->kind != Kind::none || has_parts(*one)) return true;
    }
    return false;
}

/// Gathers what is written a few characters at a time, so that a string grows by whole pages of it.
class Page {
public:
    explicit Page(std::string& out) : out_{out} {}
    Page(Page const&) = delete;
    Page& operator=(Page const&) = delete;
    ~Page() { turn(); }

    void operator+=(char one)
    {
        if (used_ == page_.size()) turn();
        page_[used_++] = one;
    }
    void operator+=(std::string_view text)
    {
        if (text.size() > page_.size() - used_) {
            turn();
            if (text.size() > page_.size()) {
                out_ += text;
                return;
            }
        }
        std::ranges::copy(text, page_.data() + used_); // memcpy refuses null, even of length 0
        used_ += text.size();
    }

    /// ,"name": or "name": for a name without anything to escape.
    void key(std::string_view name, char const* before)
    {
        constexpr std::size_t signs = 4;
        if (name.size() + signs > page_.size() - used_) return long_key(name, before);
        auto* at = page_.data() + used_;
        if (*before != '\0') *at++ = *before;
        *at++ = '"';
        at = std::ranges::copy(name, at).out;
        *at++ = '"';
        *at++ = ':';
        used_ = static_cast<std::size_t>(at - page_.data());
    }

private:
    void long_key(std::string_view name, std::string_view before)
    {
        *this += before;
        *this += '"';
        *this += name;
        *this += "\":";
    }

    void turn()
    {
        out_.append(page_.data(), used_);
        used_ = 0;
    }

    std::string& out_;
    std::array<char, 2048> page_;
    std::size_t used_ = 0;
};

class Writer {
public:
    Writer(std::string& out, Layout layout) : out_{out}, layout_{layout} {}

    void object(Element const& element)
    {
        out_ += '{';
        ++depth_;
        auto empty = true;
        if (!element.text.empty()) {
            key("resourceType", {}, empty);
            string(element.text);
        }
        for (auto const* one = element.first; one != nullptr;) one = run(*one, empty);
        --depth_;
        if (!empty) line();
        out_ += '}';
    }

private:
    void line()
    {
        if (layout_ == Layout::compact) return;
        out_ += '\n';
        for (int i = 0; i < depth_; ++i) out_ += "  ";
    }

    void key(std::string_view name, std::string_view prefix, bool& empty)
    {
        if (layout_ == Layout::compact && prefix.empty() && is_plain(name)) {
            out_.key(name, empty ? "" : ",");
            empty = false;
            return;
        }
        if (!empty) out_ += ',';
        empty = false;
        line();
        out_ += '"';
        out_ += prefix;
        text(name);
        out_ += layout_ == Layout::compact ? std::string_view{"\":"} : "\": ";
    }

    /// Writes all siblings that share the name of `first`; gives the one after them.
    Element const* run(Element const& first, bool& empty)
    {
        auto values = false;
        auto parts = false;
        auto const* end = &first;
        do {
            values = values || end->kind != Kind::none;
            parts = parts || (end->is_primitive() && has_parts(*end));
            end = end->next;
        } while (end != nullptr && same(end->name, first.name));
        if (values) {
            key(first.name, {}, empty);
            list(first, end, [this](Element const& one) { value(one); });
        }
        if (parts) {
            key(first.name, "_", empty);
            list(first, end, [this](Element const& one) { part(one); });
        }
        return end;
    }

    template <class Write> void list(Element const& first, Element const* end, Write write)
    {
        if (!is_array(first, end)) return write(first);
        out_ += '[';
        ++depth_;
        for (auto const* one = &first; one != end; one = one->next) {
            if (one != &first) out_ += ',';
            line();
            write(*one);
        }
        --depth_;
        line();
        out_ += ']';
    }

    void value(Element const& element)
    {
        switch (element.kind) {
        case Kind::complex: object(element); break;
        case Kind::string: string(element.text); break;
        case Kind::number:
        case Kind::boolean: out_ += element.text; break;
        case Kind::none: out_ += "null"; break;
        }
    }

    void part(Element const& element)
    {
        if (!has_parts(element)) out_ += "null";
        else parts_of(element);
    }

    void parts_of(Element const& element)
    {
        out_ += '{';
        ++depth_;
        auto empty = true;
        for (auto const* one = element.first; one != nullptr;) one = run(*one, empty);
        --depth_;
        line();
        out_ += '}';
    }

    void string(std::string_view value)
    {
        out_ += '"';
        text(value);
        out_ += '"';
    }

    void text(std::string_view value)
    {
        if (is_plain(value)) out_ += value;
        else escaped(value);
    }

    void escaped(std::string_view text)
    {
        static constexpr std::string_view hex{"0123456789abcdef"};
        for (;;) {
            auto const plain = plain_length(text);
            out_ += text.substr(0, plain);
            if (plain == text.size()) return;
            auto const c = static_cast<unsigned char>(text[plain]);
            text.remove_prefix(plain + 1);
            switch (c) {
            case '"': out_ += "\\\""; break;
            case '\\': out_ += "\\\\"; break;
            case '\n': out_ += "\\n"; break;
            case '\r': out_ += "\\r"; break;
            case '\t': out_ += "\\t"; break;
            default:
                out_ += "\\u00";
                out_ += hex[c >> 4];
                out_ += hex[c & 15];
            }
        }
    }

    Page out_;
    Layout layout_;
    int depth_ = 0;
};

} // namespace

void write_to(std::string& out, Element const& element, Layout layout)
{
    Writer{out, layout}.object(element);
}

std::string write(Element const& element, Layout layout)
{
    std::string out;
    out.reserve(4096);
    write_to(out, element, layout);
    return out;
}

} // namespace fhir::json
