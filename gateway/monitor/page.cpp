#include "gateway/monitor/page.h"

#include "gateway/monitor/assets.h"
#include "gateway/net/problem.h"

#include <algorithm>

namespace foramen {

namespace {

/// Nothing from elsewhere, nothing inline, no frame, no form to elsewhere.
constexpr auto content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
constexpr std::string_view view_mark = "data-view=\"loading\"";

bool takes_gzip(std::string_view accept_encoding)
{
    auto const found = accept_encoding.find("gzip");
    if (found == std::string_view::npos) return false;
    // "gzip;q=0" says no.
    auto const rest = accept_encoding.substr(found + 4);
    return !rest.starts_with(";q=0") || rest.starts_with(";q=0.");
}

HttpHeaders guarded_headers(std::string_view media_type)
{
    return {{"Content-Type", std::string{media_type}},
            {"Content-Security-Policy", content_security_policy},
            {"X-Content-Type-Options", "nosniff"},
            {"Referrer-Policy", "no-referrer"},
            {"Cross-Origin-Opener-Policy", "same-origin"},
            {"Cross-Origin-Resource-Policy", "same-origin"}};
}

} // namespace

HttpReply page_reply(PageView view)
{
    HttpReply reply{200, guarded_headers("text/html; charset=utf-8"), std::string{page_shell()}};
    reply.headers.emplace_back("Cache-Control", "no-store");
    auto const mark = reply.body.find(view_mark);
    if (view == PageView::sign_in && mark != std::string::npos) {
        reply.body.replace(mark, view_mark.size(), "data-view=\"sign-in\"");
    }
    return reply;
}

HttpReply asset_reply(std::string_view name, std::string_view accept_encoding)
{
    auto const all = assets();
    auto const found =
        std::find_if(all.begin(), all.end(), [&](Asset const& one) { return one.name == name; });
    if (found == all.end()) return problem(404, "there is no such file; load the page again");
    HttpReply reply{200, guarded_headers(found->media_type), {}};
    reply.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
    reply.headers.emplace_back("Vary", "Accept-Encoding");
    if (takes_gzip(accept_encoding)) {
        reply.headers.emplace_back("Content-Encoding", "gzip");
        reply.body = found->gzipped;
    } else {
        reply.body = found->content;
    }
    return reply;
}

} // namespace foramen
