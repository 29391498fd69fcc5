#include "fhir/definitions/definitions.h"
#include "fhir/json/json.h"

#include <cstring>

namespace fhir::json {

namespace {

/// A run of several is an array too when nobody said so: nothing may get lost.
bool is_array(Element const& first, Element const* end)
{
    return first.listed || first.next != end ||
           (first.definition != nullptr && first.definition->list());
}

bool is_plain(unsigned char one) { return one >= 0x20 && one != '"' && one != '\\'; }

/// Where the first character stands that must be escaped. Nearly all texts have none, so eight
/// bytes are asked at once: a byte of `word ^ sign` that is zero, and one of `word` below 0x20,
/// borrow from their highest bit when 1, or 0x20, is taken away.
std::size_t plain_length(std::string_view text)
{
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t highs = ones * 0x80;
    std::size_t at = 0;
    for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, sizeof word);
        auto const quote = word ^ (ones * '"');
        auto const slash = word ^ (ones * '\\');
        auto const found =
            ((quote - ones) & ~quote) | ((slash - ones) & ~slash) | ((word - ones * 0x20) & ~word);
        if ((found & highs) != 0) break;
    }
    while (at < text.size() && is_plain(static_cast<unsigned char>(text[at]))) ++at;
    return at;
}

bool same(std::string_view a, std::string_view b)
{
    return a.size() == b.size() && (a.data() == b.data() || a == b);
}

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
        out_.append(static_cast<std::size_t>(depth_) * 2, ' ');
    }

    void key(std::string_view name, std::string_view prefix, bool& empty)
    {
        if (!empty) out_ += ',';
        empty = false;
        line();
        out_ += '"';
        out_ += prefix;
        escaped(name);
        out_ += layout_ == Layout::compact ? "\":" : "\": ";
    }

    /// Writes all siblings that share the name of `first`; gives the one after them.
    Element const* run(Element const& first, bool& empty)
    {
        auto values = false;
        auto parts = false;
        auto const* end = &first;
        do {
            values = values || end->kind != Kind::none;
            parts = parts || (end->is_primitive() && end->first != nullptr);
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
        if (element.first == nullptr) out_ += "null";
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

    void string(std::string_view text)
    {
        out_ += '"';
        escaped(text);
        out_ += '"';
    }

    void escaped(std::string_view text)
    {
        static constexpr std::string_view hex{"0123456789abcdef"};
        for (;;) {
            auto const plain = plain_length(text);
            out_.append(text.data(), plain);
            if (plain == text.size()) return;
            auto const c = static_cast<unsigned char>(text[plain]);
            text.remove_prefix(plain + 1);
            switch (c) {
            case '"': out_ += "\\\""; break;
            case '\\': out_ += "\\\\"; break;
            case '\n': out_ += "\\n"; break;
            case '\r': out_ += "\\r"; break;
            case '\t': out_ += "\\t"; break;
            default: out_.append({'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]});
            }
        }
    }

    std::string& out_;
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
