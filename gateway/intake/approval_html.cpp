#include "gateway/intake/approval_html.h"

#include "gateway/base/digest.h"
#include "gateway/intake/approval_style.h"

#include <algorithm>

namespace foramen {

namespace {

/// Nothing from elsewhere, no script, no frame, no form to elsewhere, one style: ours.
std::string const& content_security_policy()
{
    static std::string const policy =
        "default-src 'none'; style-src 'sha256-" + to_base64(sha256(approval_style)) +
        "'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    return policy;
}

FieldFault const* fault_of(std::string_view id, FieldFaults const& faults)
{
    auto const found = std::ranges::find(faults, id, &FieldFault::id);
    return found == faults.end() ? nullptr : &*found;
}

void add_described_by(Html& html, TextField const& wanted, FieldFaults const& faults)
{
    bool const wrong = has_fault(wanted.id, faults);
    if (wanted.hint.empty() && !wrong) return;
    html.raw(" aria-describedby=\"");
    if (!wanted.hint.empty()) html.text(wanted.id).raw("-hint");
    if (!wanted.hint.empty() && wrong) html.raw(" ");
    if (wrong) html.text(wanted.id).raw("-fault");
    html.raw("\"");
    if (wrong) html.raw(" aria-invalid=\"true\"");
}

void add_kind(Html& html, TextField::Kind kind)
{
    switch (kind) {
    case TextField::Kind::code:
        html.raw(" class=\"digits\" inputmode=\"numeric\" autocomplete=\"one-time-code\"");
        break;
    case TextField::Kind::digits:
        html.raw(" class=\"digits\" inputmode=\"numeric\" autocomplete=\"off\"");
        break;
    case TextField::Kind::name: html.raw(" autocomplete=\"name\" spellcheck=\"false\""); break;
    case TextField::Kind::line:
    case TextField::Kind::text: html.raw(" autocomplete=\"off\""); break;
    }
}

Html button(std::string_view step, std::string_view words, char const* look)
{
    Html html;
    html.raw("<button type=\"submit\" name=\"step\" value=\"").text(step).raw("\" class=\"");
    html.text(look).raw("\">").text(words).raw("</button>");
    return html;
}

} // namespace

Html& Html::text(std::string_view words)
{
    for (char const letter : words) {
        switch (letter) {
        case '&': raw("&amp;"); break;
        case '<': raw("&lt;"); break;
        case '>': raw("&gt;"); break;
        case '"': raw("&quot;"); break;
        case '\'': raw("&#39;"); break;
        default: text_ += letter;
        }
    }
    return *this;
}

Html paragraph(std::string_view words)
{
    Html html;
    html.raw("<p>").text(words).raw("</p>\n");
    return html;
}

Html heading(std::string_view words)
{
    Html html;
    html.raw("<h1>").text(words).raw("</h1>\n");
    return html;
}

Html section_heading(std::string_view words)
{
    Html html;
    html.raw("<h2>").text(words).raw("</h2>\n");
    return html;
}

Html notice(std::string_view title, std::string_view words)
{
    Html html;
    html.raw("<div class=\"notice\">").add(section_heading(title));
    if (!words.empty()) html.add(paragraph(words));
    html.raw("</div>\n");
    return html;
}

Html facts(std::vector<std::pair<std::string, std::string>> const& list)
{
    Html html;
    html.raw("<dl>\n");
    for (auto const& [name, value] : list) {
        if (value.empty()) continue;
        html.raw("<div><dt>").text(name).raw("</dt><dd>").text(value).raw("</dd></div>\n");
    }
    html.raw("</dl>\n");
    return html;
}

Html hidden_field(std::string_view name, std::string_view value)
{
    Html html;
    html.raw("<input type=\"hidden\" name=\"").text(name).raw("\" value=\"");
    html.text(value).raw("\">\n");
    return html;
}

Html hidden_fields(AnswerDraft const& draft)
{
    Html html;
    for (auto const& [name, value] : fields_of(draft)) {
        if (!value.empty()) html.add(hidden_field(name, value));
    }
    return html;
}

Html fault_summary(FieldFaults const& faults)
{
    Html html;
    if (faults.empty()) return html;
    html.raw("<div class=\"problem\" role=\"alert\" tabindex=\"-1\" autofocus "
             "aria-labelledby=\"problem\">\n<h2 id=\"problem\">There is a problem</h2>\n<ul>\n");
    for (auto const& fault : faults) {
        html.raw("<li><a href=\"#").text(fault.id).raw("\">").text(fault.text).raw("</a></li>\n");
    }
    html.raw("</ul>\n</div>\n");
    return html;
}

Html text_field(TextField const& wanted, FieldFaults const& faults)
{
    bool const wrong = has_fault(wanted.id, faults);
    Html html;
    if (wrong) html.raw("<div class=\"field bad\">\n");
    else html.raw("<div class=\"field\">\n");
    html.raw("<label for=\"").text(wanted.id).raw("\">").text(wanted.label).raw("</label>\n");
    if (!wanted.hint.empty()) {
        html.raw("<p class=\"hint\" id=\"").text(wanted.id).raw("-hint\">");
        html.text(wanted.hint).raw("</p>\n");
    }
    html.add(field_fault(wanted.id, faults));
    bool const several_lines = wanted.kind == TextField::Kind::text;
    if (several_lines) html.raw("<textarea rows=\"4\"");
    else html.raw("<input type=\"text\"");
    html.raw(" id=\"").text(wanted.id).raw("\" name=\"").text(wanted.id).raw("\"");
    add_kind(html, wanted.kind);
    add_described_by(html, wanted, faults);
    // A line end after <textarea> belongs to the tag, not to the text (HTML 13.1.2.5).
    if (several_lines) html.raw(">\n").text(wanted.value).raw("</textarea>\n</div>\n");
    else html.raw(" value=\"").text(wanted.value).raw("\">\n</div>\n");
    return html;
}

Html field_fault(std::string_view id, FieldFaults const& faults)
{
    Html html;
    for (auto const& fault : faults) {
        if (fault.id != id) continue;
        // The id once: aria-describedby names the first.
        if (&fault == fault_of(id, faults))
            html.raw("<p class=\"fault\" id=\"").text(id).raw("-fault\">");
        else html.raw("<p class=\"fault\">");
        html.raw("<span class=\"unseen\">Error:</span> ").text(fault.text).raw("</p>\n");
    }
    return html;
}

bool has_fault(std::string_view id, FieldFaults const& faults)
{
    return fault_of(id, faults) != nullptr;
}

Html step_button(std::string_view step, std::string_view words)
{
    return button(step, words, "first");
}

Html second_button(std::string_view step, std::string_view words)
{
    return button(step, words, "second");
}

HttpReply approval_reply(Page const& page)
{
    Html html;
    html.raw("<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"robots\" content=\"noindex, nofollow\">\n<title>");
    html.text(page.title);
    if (!page.clinic.empty()) html.raw(" – ").text(page.clinic);
    html.raw("</title>\n<style>");
    auto text = html.markup();
    text += approval_style;
    Html body;
    body.raw("</style>\n</head>\n<body>\n<header><p>");
    if (page.clinic.empty()) body.raw("Approval of a procedure");
    else body.text(page.clinic);
    body.raw("</p></header>\n<main>\n").add(page.main).raw("</main>\n</body>\n</html>\n");
    text += body.markup();
    return {page.status,
            {{"Content-Type", "text/html; charset=utf-8"},
             {"Cache-Control", "no-store"},
             {"Content-Security-Policy", content_security_policy()},
             {"Referrer-Policy", "no-referrer"},
             {"X-Content-Type-Options", "nosniff"},
             {"X-Frame-Options", "DENY"},
             {"X-Robots-Tag", "noindex, nofollow"},
             {"Cross-Origin-Opener-Policy", "same-origin"},
             {"Cross-Origin-Resource-Policy", "same-origin"}},
            std::move(text)};
}

} // namespace foramen
