// Why this file exists: reads XML 1.0 from left to right, one tag or text at a time, and knows no
// DTD at all: nothing can be declared, fetched or blown up.
// https://www.w3.org/TR/xml/
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace fhir::xml {

struct Attribute {
    std::string_view name; ///< With its prefix.
    std::string_view raw;  ///< Between the quotes, as written.
    bool plain = true;     ///< `raw` is the value: no reference, no line end, no tab.
};

enum class Event {
    start,
    end, ///< Also after a tag that is empty.
    text,
    blank, ///< Text of nothing but blanks.
    cdata,
    comment,
    instruction,
    finish,
    refused,
};

/// The characters of `text` must be those of XML (first_invalid); it must outlive the scanner.
class Scanner {
public:
    Scanner(std::string_view text, std::size_t depth_max) : text_{text}, depth_max_{depth_max} {}

    Event next();

    std::string_view name() const { return name_; } ///< Of a start or an end, with its prefix.
    std::span<Attribute const> attributes() const { return attributes_; }
    bool is_empty_tag() const { return empty_tag_; }
    std::size_t depth() const { return open_.size(); } ///< Of open elements.
    std::size_t begin() const { return begin_; }       ///< Offset of what next() found.
    std::size_t end() const { return at_; }            ///< Offset after it.
    std::string_view slice(std::size_t from, std::size_t to) const
    {
        return text_.substr(from, to - from);
    }
    /// After `refused`: what is wrong. It is wrong at end().
    char const* refusal() const { return refusal_; }

private:
    Event refuse(char const* what)
    {
        refusal_ = what;
        return Event::refused;
    }
    char peek(std::size_t ahead = 0) const
    {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    bool take(std::string_view wanted);
    bool take_space();
    std::string_view take_name();
    Event tag();
    Event start_tag();
    Event end_tag();
    Event characters();
    Event comment();
    Event cdata();
    Event instruction();
    bool attribute();
    bool attribute_value(Attribute& made, char quote);

    std::string_view text_;
    std::size_t depth_max_;
    std::size_t at_ = 0;
    std::size_t begin_ = 0;
    std::string_view name_;
    std::vector<Attribute> attributes_;
    std::vector<std::string_view> open_;
    char const* refusal_ = nullptr;
    bool empty_tag_ = false;
    bool end_is_next_ = false;
    bool had_root_ = false;
};

} // namespace fhir::xml
