// Why this file exists: the approval page is made of few pieces of HTML that need no script, and
// no text of anybody gets into it unescaped.
#pragma once

#include "gateway/intake/approval_form.h"
#include "gateway/net/http.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace foramen {

/// Only literals of our own source and other Html get in as they are.
class Html {
public:
    template <std::size_t size> Html& raw(char const (&literal)[size])
    {
        text_.append(literal, size - 1);
        return *this;
    }
    /// Escaped for text and for a value in double quotes (HTML 13.3).
    Html& text(std::string_view words);
    Html& add(Html const& other)
    {
        text_ += other.text_;
        return *this;
    }
    std::string const& markup() const { return text_; }

private:
    std::string text_;
};

using FieldFaults = std::vector<FieldFault>;

Html paragraph(std::string_view words);
Html heading(std::string_view words); ///< The one of the page.
Html section_heading(std::string_view words);
/// Something to know before reading on. `words` may be empty.
Html notice(std::string_view title, std::string_view words);
/// Empty values are left out.
Html facts(std::vector<std::pair<std::string, std::string>> const& list);
Html hidden_field(std::string_view name, std::string_view value);
Html hidden_fields(AnswerDraft const& draft);
/// A list of links to the fields, in the order of the fields; takes the focus. Empty without any.
Html fault_summary(FieldFaults const& faults);

struct TextField {
    enum class Kind { line, digits, code, name, text };
    std::string id; ///< Also its name.
    std::string label;
    std::string hint; ///< May be empty.
    std::string value;
    Kind kind = Kind::line;
};
Html text_field(TextField const& wanted, FieldFaults const& faults);
/// What is wrong with that field, to stand before it; empty when nothing is.
Html field_fault(std::string_view id, FieldFaults const& faults);
bool has_fault(std::string_view id, FieldFaults const& faults);

/// `step` is what the form asks for.
Html step_button(std::string_view step, std::string_view words);
Html second_button(std::string_view step, std::string_view words);

struct Page {
    unsigned status = 200;
    std::string title;
    std::string clinic; ///< May be empty.
    Html main;
};
/// The whole page with the headers that guard it.
HttpReply approval_reply(Page const& page);

} // namespace foramen
