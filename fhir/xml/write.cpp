#include "fhir/xml/characters.h"
#include "fhir/xml/narrative.h"
#include "fhir/xml/order.h"
#include "fhir/xml/xml.h"

#include <array>
#include <vector>

namespace fhir::xml {

namespace {

/// A narrative within it is read back within Limits::depth_max.
constexpr std::size_t narrative_depth_max = 64;
/// After this many the writer stops looking for more.
constexpr std::size_t issues_max = 100;

bool is_narrative(Element const& element)
{
    if (element.kind != Kind::string) return false;
    return element.type != nullptr ? element.type->name == "xhtml" : element.name == "div";
}

bool is_extension(Element const& element)
{
    if (element.type != nullptr) return element.type->name == "Extension";
    return element.name == "extension" || element.name == "modifierExtension";
}

/// The children that XML writes as attributes. A resource has none.
bool is_attribute(Element const& parent, Element const& child)
{
    if (!parent.text.empty() && parent.kind == Kind::complex) return false;
    return child.name == "id" || (child.name == "url" && is_extension(parent));
}

bool is_resource(Element const& element)
{
    return element.kind == Kind::complex && !element.text.empty();
}

class Writer {
public:
    Writer(std::string& out, Layout layout) : out_{out}, layout_{layout} {}

    Issues run(Element const& root)
    {
        out_ += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
        if (layout_ == Layout::pretty) out_ += '\n';
        path_.push_back(&root);
        auto name = is_resource(root) ? root.text : root.name;
        if (name.empty() && root.type != nullptr) name = root.type->name;
        element(root, name, fhir_namespace);
        if (layout_ == Layout::pretty) out_ += '\n';
        return std::move(issues_);
    }

private:
    void issue(std::string text)
    {
        if (issues_.size() < issues_max) {
            issues_.push_back({Severity::error, "structure", location(), std::move(text)});
        }
    }

    /// Of what is written now: "Patient.name[1].given[0]".
    std::string location() const
    {
        auto const& root = *path_.front();
        std::string result{is_resource(root) ? root.text : root.name};
        for (std::size_t i = 1; i < path_.size(); ++i) {
            auto const& one = *path_[i];
            result += '.';
            result += is_plain_name(one.name) ? one.name : "?";
            std::size_t index = 0;
            auto const* sibling = path_[i - 1]->first;
            for (; sibling != &one; sibling = sibling->next) index += sibling->name == one.name;
            auto const repeats = one.next != nullptr && one.next->name == one.name;
            if (one.listed || repeats || index > 0) result += '[' + std::to_string(index) + ']';
        }
        return result;
    }

    void line()
    {
        if (layout_ == Layout::compact) return;
        out_ += '\n';
        out_.append((path_.size() - 1 + wraps_) * 2, ' ');
    }

    void open(std::string_view name)
    {
        if (!is_plain_name(name)) issue("this name cannot be the name of an XML element");
        out_ += '<';
        out_ += name;
    }

    void close(std::string_view name)
    {
        out_ += "</";
        out_ += name;
        out_ += '>';
    }

    /// `space`: the namespace to declare, if any.
    void element(Element const& one, std::string_view name, std::string_view space)
    {
        open(name);
        if (!space.empty()) attribute("xmlns", space);
        auto const first = attributes(one);
        if (one.is_primitive() && one.kind != Kind::none) attribute("value", one.text);
        if (first == nullptr) {
            out_ += "/>";
            return;
        }
        out_ += '>';
        children(one);
        line();
        close(name);
    }

    /// Writes the children that are attributes; gives the first one that is none.
    Element const* attributes(Element const& parent)
    {
        Element const* first_other = nullptr;
        std::string_view last;
        for (auto const* one = parent.first; one != nullptr; one = one->next) {
            if (!is_attribute(parent, *one)) {
                if (first_other == nullptr) first_other = one;
                continue;
            }
            path_.push_back(one);
            if (!one->is_primitive() || one->first != nullptr || one->kind == Kind::none) {
                issue("XML has this as an attribute: it can only have a value, no children");
            } else if (one->name == last) {
                issue("XML has this as an attribute: it cannot repeat");
            } else {
                attribute(one->name, one->text);
            }
            last = one->name;
            path_.pop_back();
        }
        return first_other;
    }

    void children(Element const& parent)
    {
        auto const visit = [this, &parent](Element const& one) {
            if (!is_attribute(parent, one)) child(one);
        };
        if (is_in_order(parent)) {
            for (auto const* one = parent.first; one != nullptr; one = one->next) visit(*one);
        } else {
            for (auto const* one : in_order(parent)) visit(*one);
        }
    }

    void child(Element const& one)
    {
        path_.push_back(&one);
        line();
        if (is_narrative(one)) narrative(one);
        else if (is_resource(one)) resource(one);
        else if (one.type != nullptr && one.type->kind == TypeKind::resource) {
            issue("this resource has no resourceType, which XML needs as the name of its element");
        } else element(one, one.name, {});
        path_.pop_back();
    }

    void resource(Element const& one)
    {
        open(one.name);
        out_ += '>';
        ++wraps_;
        line();
        element(one, one.text, {});
        --wraps_;
        line();
        close(one.name);
    }

    void narrative(Element const& one)
    {
        auto const found = read_narrative(one.text, narrative_depth_max);
        if (found.wrong != nullptr) issue(found.wrong);
        if (one.first != nullptr) issue("XML has no place for children of a narrative's div");
        out_ += found.text();
    }

    void attribute(std::string_view name, std::string_view value)
    {
        out_ += ' ';
        out_ += name;
        out_ += "=\"";
        escaped(value);
        out_ += '"';
    }

    void escaped(std::string_view text)
    {
        if (first_invalid(text)) {
            return issue("this text has a character that XML cannot hold: remove it");
        }
        std::size_t plain = 0;
        for (std::size_t i = 0; i < text.size(); ++i) {
            auto const c = text[i];
            if (!needs_escape[static_cast<unsigned char>(c)]) continue;
            out_.append(text, plain, i - plain);
            plain = i + 1;
            switch (c) {
            case '"': out_ += "&quot;"; break;
            case '&': out_ += "&amp;"; break;
            case '<': out_ += "&lt;"; break;
            case '>': out_ += "&gt;"; break;
            case '\n': out_ += "&#xA;"; break;
            case '\r': out_ += "&#xD;"; break;
            default: out_ += "&#x9;"; // Else a reader makes a blank of it.
            }
        }
        out_.append(text, plain);
    }

    static constexpr std::array<bool, 256> needs_escape = [] {
        std::array<bool, 256> table{};
        for (unsigned char const c : std::string_view{"\"&<>\n\r\t"}) table[c] = true;
        return table;
    }();

    std::string& out_;
    Layout layout_;
    std::vector<Element const*> path_;
    std::size_t wraps_ = 0; ///< Open tags around resources that are no elements of their own.
    Issues issues_;
};

} // namespace

Parsed<std::string> write(Element const& element, Layout layout)
{
    std::string out;
    out.reserve(4096);
    auto issues = Writer{out, layout}.run(element);
    if (!issues.empty()) return issues;
    return out;
}

} // namespace fhir::xml
