#include "fhir/validate/narrative.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace fhir::validate {

namespace {

constexpr std::size_t open_max = 64;

// Sorted. HTML 4.0 chapters 7 to 11 (but section 4 of chapter 9) and 15, <a> and <img>.
constexpr std::array<std::string_view, 57> elements{
    "a",       "abbr",   "acronym", "address", "b",     "bdo",      "big",    "blockquote", "br",
    "caption", "center", "cite",    "code",    "col",   "colgroup", "dd",     "dfn",        "dir",
    "div",     "dl",     "dt",      "em",      "font",  "h1",       "h2",     "h3",         "h4",
    "h5",      "h6",     "hr",      "i",       "img",   "kbd",      "li",     "ol",         "p",
    "pre",     "q",      "s",       "samp",    "small", "span",     "strike", "strong",     "sub",
    "sup",     "table",  "tbody",   "td",      "tfoot", "th",       "thead",  "tr",         "tt",
    "u",       "ul",     "var"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool name_character(char c)
{
    auto const low = lower(c);
    return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9') || c == ':' || c == '-' || c == '_';
}

bool allowed(std::string_view element) { return std::ranges::binary_search(elements, element); }

bool begins(std::string_view text, std::string_view lower_case)
{
    return text.size() >= lower_case.size() &&
           std::ranges::equal(text.substr(0, lower_case.size()), lower_case, {}, lower);
}

/// A scheme may hide behind blanks and character references; such a link is not needed.
bool safe_link(std::string_view element, std::string_view link)
{
    auto const scheme = link.substr(0, link.find_first_of("/?#"));
    if (scheme.find(':') == std::string_view::npos) {
        return scheme.find('&') == std::string_view::npos;
    }
    if (element == "img" && begins(link, "data:image/") && !begins(link, "data:image/svg")) {
        return true;
    }
    return begins(link, "http:") || begins(link, "https:") || begins(link, "mailto:") ||
           begins(link, "tel:");
}

/// Reads tags from left to right; keeps the open ones.
class SafetyReader {
public:
    explicit SafetyReader(std::string_view text) : left_{text} {}

    bool is_safe()
    {
        if (!left_.starts_with("<div")) return false;
        do {
            if (!tag()) return false;
            if (open_ == 0) return left_.empty();
            auto const next = left_.find('<');
            if (next == std::string_view::npos) return false;
            left_.remove_prefix(next);
        } while (true);
    }

private:
    bool take(std::string_view wanted)
    {
        if (!left_.starts_with(wanted)) return false;
        left_.remove_prefix(wanted.size());
        return true;
    }
    std::string_view name()
    {
        auto const end = std::ranges::find_if_not(left_, name_character) - left_.begin();
        auto const taken = left_.substr(0, static_cast<std::size_t>(end));
        left_.remove_prefix(taken.size());
        return taken;
    }
    bool blanks()
    {
        auto const before = left_.size();
        while (!left_.empty() && is_space(left_.front())) left_.remove_prefix(1);
        return left_.size() != before;
    }

    bool tag()
    {
        if (take("<!--")) return comment();
        if (take("</")) {
            auto const closed = name();
            blanks();
            return open_ > 0 && names_[--open_] == closed && take(">");
        }
        left_.remove_prefix(1);
        auto const opened = name();
        if (!allowed(opened)) return false;
        while (blanks() && !left_.starts_with('>') && !left_.starts_with('/')) {
            if (!attribute(opened)) return false;
        }
        if (take("/>")) return true;
        if (open_ == open_max) return false;
        names_[open_++] = opened;
        return take(">");
    }

    bool comment()
    {
        auto const end = left_.find("--");
        if (end == std::string_view::npos) return false;
        left_.remove_prefix(end);
        return take("-->");
    }

    bool attribute(std::string_view element)
    {
        auto const called = name();
        blanks();
        if (called.empty() || begins(called, "on") || !take("=")) return false;
        blanks();
        if (left_.empty() || (left_[0] != '"' && left_[0] != '\'')) return false;
        auto const end = left_.find(left_[0], 1);
        if (end == std::string_view::npos) return false;
        auto const value = left_.substr(1, end - 1);
        left_.remove_prefix(end + 1);
        if (value.find('<') != std::string_view::npos) return false;
        auto const link = called == "href" || called == "src" || called == "background" ||
                          called == "longdesc" || called == "cite";
        return !link || safe_link(element, value);
    }

    std::string_view left_;
    std::array<std::string_view, open_max> names_{};
    std::size_t open_ = 0;
};

} // namespace

bool is_safe_narrative(std::string_view xhtml)
{
    auto const first = std::ranges::find_if_not(xhtml, is_space);
    auto const begin = static_cast<std::size_t>(first - xhtml.begin());
    auto const end = xhtml.find_last_not_of(" \t\n\r");
    if (end == std::string_view::npos) return false;
    return SafetyReader{xhtml.substr(begin, end + 1 - begin)}.is_safe();
}

} // namespace fhir::validate
