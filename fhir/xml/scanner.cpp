#include "fhir/xml/scanner.h"

#include "fhir/xml/characters.h"

#include <algorithm>
#include <cstring>

namespace fhir::xml {

namespace {

/// So that looking for an attribute that stands twice stays cheap.
constexpr std::size_t attributes_max = 64;

constexpr char const* wrong_reference =
    "only &lt; &gt; &amp; &quot; &apos; and references to characters are known: write others as "
    "characters";

} // namespace

bool Scanner::take(std::string_view wanted)
{
    if (!text_.substr(at_).starts_with(wanted)) return false;
    at_ += wanted.size();
    return true;
}

bool Scanner::take_space()
{
    auto const before = at_;
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    return at_ != before;
}

std::string_view Scanner::take_name()
{
    auto const first = at_;
    if (!is(peek(), starts_name)) return {};
    while (at_ < text_.size() && is(text_[at_], in_name)) ++at_;
    return text_.substr(first, at_ - first);
}

Event Scanner::next()
{
    begin_ = at_;
    if (end_is_next_) {
        end_is_next_ = false;
        name_ = open_.back();
        open_.pop_back();
        return Event::end;
    }
    if (at_ < text_.size()) return text_[at_] == '<' ? tag() : characters();
    if (!open_.empty()) return refuse("the text ends before the last tag is closed");
    return had_root_ ? Event::finish : refuse("there is no element in this text");
}

Event Scanner::tag()
{
    switch (peek(1)) {
    case '/': return end_tag();
    case '?': return instruction();
    case '!':
        if (take("<!--")) return comment();
        if (take("<![CDATA[")) return cdata();
        return refuse("a document type (DTD) or declaration is not allowed: leave it out");
    default: return start_tag();
    }
}

Event Scanner::start_tag()
{
    if (open_.empty() && had_root_) return refuse("only one element may stand at the top");
    if (open_.size() >= depth_max_) return refuse("it is nested too deeply");
    ++at_;
    name_ = take_name();
    if (name_.empty()) return refuse("a name is needed after <: write &lt; for the sign itself");
    attributes_.clear();
    empty_tag_ = false;
    for (;;) {
        auto const space = take_space();
        if (take(">")) break;
        if (take("/>")) {
            empty_tag_ = end_is_next_ = true;
            break;
        }
        if (!space) return refuse("a blank, an attribute or > is needed here");
        if (!attribute()) return Event::refused;
    }
    had_root_ = true;
    open_.push_back(name_);
    return Event::start;
}

bool Scanner::attribute()
{
    Attribute made;
    auto const start = at_;
    made.name = take_name();
    if (made.name.empty()) {
        refuse("the name of an attribute, > or /> is needed here");
        return false;
    }
    take_space();
    auto const equals = take("=");
    take_space();
    auto const quote = peek();
    if (!equals || (quote != '"' && quote != '\'')) {
        refuse("an attribute needs = and a value in quotes");
        return false;
    }
    ++at_;
    if (!attribute_value(made, quote)) return false;
    if (std::ranges::find(attributes_, made.name, &Attribute::name) != attributes_.end()) {
        at_ = start;
        refuse("this attribute stands twice in one tag");
        return false;
    }
    if (attributes_.size() == attributes_max) {
        refuse("this tag has too many attributes");
        return false;
    }
    attributes_.push_back(made);
    return true;
}

bool Scanner::attribute_value(Attribute& made, char quote)
{
    auto const first = at_;
    for (; at_ < text_.size(); ++at_) {
        auto const c = text_[at_];
        if (!is(c, ends_value)) continue;
        if (c == quote) {
            made.raw = text_.substr(first, at_ - first);
            ++at_;
            return true;
        }
        if (c == '<') {
            refuse("< is not allowed in a value: write &lt;");
            return false;
        }
        if (c == '&') {
            made.plain = false;
            auto const length = read_reference(text_.substr(at_)).length;
            if (length == 0) {
                refuse(wrong_reference);
                return false;
            }
            at_ += length - 1;
        } else if (is_space(c)) {
            made.plain = false;
        }
    }
    refuse("the value of an attribute does not end");
    return false;
}

Event Scanner::end_tag()
{
    at_ += 2;
    auto const found = take_name();
    if (open_.empty() || found != open_.back()) {
        at_ = begin_;
        return refuse("this tag does not close the one that was opened last");
    }
    take_space();
    if (!take(">")) return refuse("> is needed here");
    name_ = found;
    open_.pop_back();
    return Event::end;
}

Event Scanner::characters()
{
    auto const* const found = std::memchr(text_.data() + at_, '<', text_.size() - at_);
    auto const stop =
        found == nullptr ? text_.size()
                         : static_cast<std::size_t>(static_cast<char const*>(found) - text_.data());
    take_space();
    auto const blank = at_ == stop;
    for (; at_ < stop; ++at_) {
        auto const c = text_[at_];
        if (!is(c, ends_text)) continue;
        if (c == '&') {
            auto const length = read_reference(text_.substr(at_)).length;
            if (length == 0) return refuse(wrong_reference);
            at_ += length - 1;
        } else if (c == ']' && text_.substr(at_).starts_with("]]>")) {
            return refuse("]]> is not allowed in text: write ]]&gt;");
        }
    }
    if (blank) return Event::blank;
    if (!open_.empty()) return Event::text;
    at_ = begin_;
    return refuse("text is not allowed outside of the element: XML begins with < and ends with >");
}

Event Scanner::comment()
{
    auto const stop = text_.find("--", at_);
    if (stop == std::string_view::npos) return refuse("this comment does not end");
    at_ = stop;
    if (!take("-->")) return refuse("-- is not allowed in a comment");
    return Event::comment;
}

Event Scanner::cdata()
{
    auto const stop = text_.find("]]>", at_);
    if (stop == std::string_view::npos) return refuse("this CDATA section does not end");
    if (open_.empty()) return refuse("CDATA is not allowed outside of the element");
    at_ = stop + 3;
    return Event::cdata;
}

Event Scanner::instruction()
{
    at_ += 2;
    auto const target = take_name();
    if (target.empty() || target.find(':') != std::string_view::npos) {
        return refuse("a processing instruction needs a name");
    }
    constexpr auto lower = [](char c) { return static_cast<char>(c | 0x20); };
    if (std::ranges::equal(target, std::string_view{"xml"}, {}, lower)) {
        at_ = begin_;
        return refuse("the XML declaration may stand only at the very beginning");
    }
    auto const stop = text_.find("?>", at_);
    if (stop == std::string_view::npos) return refuse("this processing instruction does not end");
    if (stop != at_ && !is_space(peek())) return refuse("a blank is needed after this name");
    at_ = stop + 2;
    return Event::instruction;
}

} // namespace fhir::xml
