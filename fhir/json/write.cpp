#include "fhir/definitions/definitions.h"
#include "fhir/json/json.h"

namespace fhir::json {

namespace {

/// A run of several is an array too when nobody said so: nothing may get lost.
bool is_array(Element const& first, Element const* end)
{
    return first.listed || first.next != end ||
           (first.definition != nullptr && first.definition->list());
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
        for (; end != nullptr && end->name == first.name; end = end->next) {
            values = values || end->kind != Kind::none;
            parts = parts || (end->is_primitive() && end->first != nullptr);
        }
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
        std::size_t plain = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            auto const c = static_cast<unsigned char>(text[i]);
            if (c >= 0x20 && c != '"' && c != '\\') continue;
            out_.append(text, plain, i - plain);
            plain = i + 1;
            switch (c) {
            case '"': out_ += "\\\""; break;
            case '\\': out_ += "\\\\"; break;
            case '\n': out_ += "\\n"; break;
            case '\r': out_ += "\\r"; break;
            case '\t': out_ += "\\t"; break;
            default: out_.append({'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]});
            }
        }
        out_.append(text, plain);
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
