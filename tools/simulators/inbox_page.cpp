#include "tools/simulators/inbox_page.h"

#include "gateway/net/problem.h"
#include "tools/simulators/resource_text.h"
#include "tools/simulators/transaction.h"

#include <algorithm>
#include <array>
#include <set>

namespace foramen {

namespace {

constexpr std::size_t messages_max = 100;
constexpr std::string_view head =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
    "<meta http-equiv=\"refresh\" content=\"5\">"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
    "<style>body{font:1.1rem/1.5 sans-serif;max-width:42rem;margin:1rem auto;padding:0 1rem;"
    "color:#111;background:#fff}article{border-top:1px solid #767676;padding:.5rem 0}"
    "h2{font-size:1.1rem;margin:0}dl{margin:.25rem 0}dt{font-weight:bold}"
    "dd{margin:0 0 .25rem;overflow-wrap:anywhere}.code{font:bold 1.6rem monospace}</style>";

std::string escaped(std::string_view text)
{
    std::string safe;
    for (char const letter : text) {
        switch (letter) {
        case '&': safe += "&amp;"; break;
        case '<': safe += "&lt;"; break;
        case '>': safe += "&gt;"; break;
        case '"': safe += "&quot;"; break;
        case '\'': safe += "&#39;"; break;
        default: safe += letter;
        }
    }
    return safe;
}

std::string_view subject_of(std::string_view type)
{
    struct Subject {
        std::string_view type;
        std::string_view words;
    };
    static constexpr std::array subjects{
        Subject{"approval.code", "Your one-time code"},
        Subject{"approval.asked", "A clinic asks for your approval"},
        Subject{"approval.reminded", "Reminder: a clinic waits for your answer"},
        Subject{"approval.replied", "The clinic has replied to your question"},
    };
    auto const same = [&](Subject const& subject) { return subject.type == type; };
    auto const found = std::ranges::find_if(subjects, same);
    return found == subjects.end() ? type : found->words;
}

/// A link only to where a browser may go: "javascript:" is a link, too.
bool is_link(std::string_view value)
{
    return value.starts_with("https://") || value.starts_with("http://");
}

std::string row(std::string_view name, std::string_view value)
{
    auto const safe = escaped(value);
    auto html = "<dt>" + escaped(name) + "</dt>";
    if (name == "code") return html + "<dd class=\"code\">" + safe + "</dd>";
    if (!is_link(value)) return html + "<dd>" + safe + "</dd>";
    return html + "<dd><a href=\"" + safe + "\">" + safe + "</a></dd>";
}

std::string article(std::string const& body)
{
    rapidjson::Document json;
    if (!is_too_deep(body)) json.Parse(body.data(), body.size());
    if (json.HasParseError() || !json.IsObject()) {
        return "<article><h2>A message that is no JSON object</h2><p>" + escaped(body) +
               "</p></article>\n";
    }
    auto html = "<article><h2>" + escaped(subject_of(member_text(json, "type"))) + "</h2><dl>";
    if (auto const* const data = member_object(json, "data")) {
        for (auto const& member : data->GetObject()) {
            if (!member.value.IsString()) continue;
            html += row({member.name.GetString(), member.name.GetStringLength()},
                        {member.value.GetString(), member.value.GetStringLength()});
        }
    }
    return html + row("sent", member_text(json, "timestamp")) + "</dl></article>\n";
}

} // namespace

HttpReply inbox_page(Journal const& journal, std::string_view practice)
{
    auto const title = "Inbox of " + escaped(practice) + " (simulated)";
    std::string html{head};
    html += "<title>" + title + "</title></head><body><main><h1>" + title + "</h1>\n";
    std::set<std::string_view> seen;
    bool is_empty = true;
    for (auto const* one : journal.newest(practice, "contact", messages_max)) {
        auto const was_taken = one->status >= 200 && one->status < 300;
        if (!was_taken || (!one->key.empty() && !seen.insert(one->key).second)) continue;
        html += article(one->body);
        is_empty = false;
    }
    if (is_empty) html += "<p>Nothing has come yet.</p>\n";
    html += "</main></body></html>\n";
    return {200,
            {{"Content-Type", "text/html; charset=utf-8"},
             {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"},
             {"Cache-Control", "no-store"},
             {"Referrer-Policy", "no-referrer"}},
            std::move(html)};
}

} // namespace foramen
