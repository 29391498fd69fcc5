#include "fhir/xml/narrative.h"

#include "fhir/xml/characters.h"

namespace fhir::xml {

namespace {

/// Follows the tags of a div, and writes them anew from the first one that needs it.
class NarrativeReader {
public:
    NarrativeReader(Scanner& scanner, Namespaces& namespaces)
        : scanner_{scanner}, namespaces_{namespaces}, first_{scanner.begin()},
          outer_depth_{scanner.depth() - 1}
    {}

    Narrative run()
    {
        auto const tag = split(scanner_.name());
        if (tag.local != "div") return refuse("a narrative is one div");
        home_ = namespaces_.of(tag.prefix);
        if (home_ != Namespace::xhtml && home_ != Namespace::none) return refuse(not_xhtml);
        anew_ = home_ == Namespace::none || !declares_itself();
        if (!start()) return std::move(result_);
        while (scanner_.depth() > outer_depth_) {
            if (!next()) return std::move(result_);
        }
        if (!anew_) result_.written = scanner_.slice(first_, scanner_.end());
        return std::move(result_);
    }

private:
    static constexpr char const* not_xhtml =
        "only elements of XHTML (xmlns=\"http://www.w3.org/1999/xhtml\") may stand in a narrative";

    Narrative refuse(char const* what)
    {
        result_.wrong = what;
        return std::move(result_);
    }
    bool wrong(char const* what)
    {
        result_.wrong = what;
        return false;
    }

    bool declares_itself() const
    {
        for (auto const& one : scanner_.attributes()) {
            if (one.name == "xmlns") return true;
        }
        return false;
    }

    bool next()
    {
        switch (scanner_.next()) {
        case Event::start:
            if (auto const* const what = namespaces_.open(scanner_.attributes()))
                return wrong(what);
            return start();
        case Event::end: return end();
        case Event::text:
        case Event::blank:
        case Event::cdata:
        case Event::comment:
            if (anew_) result_.made += scanner_.slice(scanner_.begin(), scanner_.end());
            return true;
        case Event::instruction:
            return wrong("a processing instruction is not allowed in a narrative");
        case Event::finish:
        case Event::refused: break;
        }
        return wrong(scanner_.refusal());
    }

    bool start()
    {
        auto const tag = split(scanner_.name());
        auto const space = namespaces_.of(tag.prefix);
        if (tag.local.empty() || (space != Namespace::xhtml && space != home_)) {
            return wrong(not_xhtml);
        }
        for (auto const& one : scanner_.attributes()) {
            if (is_declaration(one.name)) continue;
            auto const name = split(one.name);
            auto const known = name.prefix.empty() || namespaces_.of(name.prefix) == Namespace::xml;
            if (name.local.empty() || !known) {
                return wrong("attributes of other namespaces are not allowed in a narrative");
            }
        }
        if (!anew_ && !tag.prefix.empty()) {
            anew_ = true;
            result_.made = scanner_.slice(first_, scanner_.begin());
        }
        if (anew_) write_start(tag.local);
        return true;
    }

    void write_start(std::string_view name)
    {
        auto& made = result_.made;
        auto const outermost = made.empty();
        made += '<';
        made += name;
        if (outermost) {
            made += " xmlns=\"";
            made += xhtml_namespace;
            made += '"';
        }
        for (auto const& one : scanner_.attributes()) {
            if (is_declaration(one.name)) continue;
            auto const quote = one.raw.data()[-1];
            made += ' ';
            made += one.name;
            made += '=';
            made += quote;
            made += one.raw;
            made += quote;
        }
        made += scanner_.is_empty_tag() ? "/>" : ">";
        in_empty_tag_ = scanner_.is_empty_tag();
    }

    bool end()
    {
        namespaces_.close();
        if (anew_ && !in_empty_tag_) {
            result_.made += "</";
            result_.made += split(scanner_.name()).local;
            result_.made += '>';
        }
        in_empty_tag_ = false;
        return true;
    }

    Scanner& scanner_;
    Namespaces& namespaces_;
    std::size_t first_;
    std::size_t outer_depth_;
    Namespace home_ = Namespace::xhtml;
    bool anew_ = false;
    bool in_empty_tag_ = false;
    Narrative result_;
};

} // namespace

Narrative read_narrative(Scanner& scanner, Namespaces& namespaces)
{
    return NarrativeReader{scanner, namespaces}.run();
}

Narrative read_narrative(std::string_view text, std::size_t depth_max)
{
    Narrative result;
    result.wrong = "this narrative is no div of well-formed XHTML";
    if (first_invalid(text)) return result;
    Scanner scanner{text, depth_max};
    Namespaces namespaces;
    auto event = scanner.next();
    if (event == Event::blank) event = scanner.next();
    if (event != Event::start) return result;
    if (auto const* const wrong = namespaces.open(scanner.attributes())) {
        result.wrong = wrong;
        return result;
    }
    auto found = read_narrative(scanner, namespaces);
    if (found.wrong != nullptr) return found;
    event = scanner.next();
    if (event == Event::blank) event = scanner.next();
    return event == Event::finish ? std::move(found) : std::move(result);
}

} // namespace fhir::xml
