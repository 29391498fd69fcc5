// Why this file exists: reads the XML of the official FHIRPath suite, which is no FHIR: elements,
// attributes and text, nothing else.
#pragma once

#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fhir::path::suite {

struct Markup {
    std::string name;
    std::map<std::string, std::string, std::less<>> attributes;
    std::vector<Markup> children;
    std::string text; ///< All text directly inside.

    std::string attribute(std::string_view wanted) const
    {
        auto const found = attributes.find(wanted);
        return found == attributes.end() ? std::string{} : found->second;
    }
};

class Reader {
public:
    explicit Reader(std::string_view text) : rest_{text} {}

    std::optional<Markup> run()
    {
        skip_to_element();
        Markup root;
        if (!element(root)) return {};
        return root;
    }

private:
    bool take(std::string_view wanted)
    {
        if (!rest_.starts_with(wanted)) return false;
        rest_.remove_prefix(wanted.size());
        return true;
    }
    std::string_view until(std::string_view mark)
    {
        auto const at = rest_.find(mark);
        auto const found = rest_.substr(0, at);
        rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at + mark.size());
        return found;
    }
    std::string_view while_not(std::string_view stops)
    {
        auto const found = rest_.substr(0, rest_.find_first_of(stops));
        rest_.remove_prefix(found.size());
        return found;
    }
    void blanks()
    {
        while (!rest_.empty() && std::string_view{" \t\r\n"}.find(rest_.front()) != rest_.npos) {
            rest_.remove_prefix(1);
        }
    }
    /// Comments and the like.
    bool aside()
    {
        if (take("<!--")) until("-->");
        else if (take("<?")) until("?>");
        else if (take("<!")) until(">");
        else return false;
        return true;
    }
    void skip_to_element()
    {
        do {
            while_not("<");
        } while (aside());
    }

    static std::string plain(std::string_view text)
    {
        static std::map<std::string_view, std::string_view> const names{
            {"lt", "<"}, {"gt", ">"}, {"amp", "&"}, {"quot", "\""}, {"apos", "'"}};
        std::string result;
        while (!text.empty()) {
            auto const end = text.front() == '&' ? text.find(';') : text.npos;
            auto const found = end == text.npos ? names.end() : names.find(text.substr(1, end - 1));
            if (found != names.end()) {
                result += found->second;
                text.remove_prefix(end + 1);
            } else {
                result += text.front();
                text.remove_prefix(1);
            }
        }
        return result;
    }

    bool element(Markup& made)
    {
        if (!take("<")) return false;
        made.name = while_not(" \t\r\n/>");
        for (blanks(); !rest_.empty() && rest_.front() != '>' && rest_.front() != '/'; blanks()) {
            auto const name = std::string{while_not("=")};
            take("=");
            auto const quote = rest_.substr(0, 1);
            rest_.remove_prefix(quote.size());
            made.attributes[name] = plain(until(quote));
        }
        if (take("/>")) return true;
        return take(">") && inside(made);
    }

    bool inside(Markup& made)
    {
        for (;;) {
            made.text += plain(while_not("<"));
            if (rest_.empty()) return false;
            if (take("</")) {
                until(">");
                return true;
            }
            if (aside()) continue;
            made.children.emplace_back();
            if (!element(made.children.back())) return false;
        }
    }

    std::string_view rest_;
};

} // namespace fhir::path::suite
