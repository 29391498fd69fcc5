#include "gateway/intake/imaging_documents.h"

#include "gateway/base/digest.h"
#include "gateway/base/json_fields.h"
#include "gateway/imports.h"
#include "gateway/intake/imaging_form.h"
#include "gateway/net/problem.h"

#include <algorithm>

namespace foramen {

namespace {

constexpr std::string_view none = "there is no such document";

/// The message that brought the document; "" when none did.
std::string message_of(imaging::Case const& report, std::string const& hash)
{
    for (auto const& telling : report.tellings) {
        auto const has_it = std::ranges::any_of(
            telling.attachments, [&](auto const& note) { return note.hash == hash; });
        if (has_it && telling.said.event == hl7v2::form_event) return telling.source.message_id;
    }
    return {};
}

Result<std::string> stored_pdf(std::string const& body)
{
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag>(body.data(), body.size());
    if (document.HasParseError()) return fault("a stored message is not JSON");
    std::string missing;
    auto const message = JsonFields{document, missing}.text("message");
    if (!missing.empty()) return not_found(std::string{none}); // It was forgotten.
    TRY(bytes, from_base64(message));
    return pdf_of(bytes);
}

} // namespace

Task<std::string> ImagingDocuments::document(Visit visit, Which which)
{
    auto const& id = visit.captures[0];
    auto const& hash = visit.captures[1];
    CO_TRY(record, co_await store_.imaging(id));
    if (!is_report(record)) co_return not_found(std::string{none});
    CO_TRY(report, imaging::Case::from(record.body));
    auto const is_open = which == Which::any || report.standing == imaging::Standing::matched;
    auto message_id = is_open ? message_of(report, hash) : std::string{};
    if (message_id.empty()) co_return not_found(std::string{none});
    CO_TRY(event, co_await store_.event(std::move(message_id)));
    CO_TRY(pdf, stored_pdf(event.body));
    if (to_hex(sha256(pdf)) != hash) co_return fault("a stored document is not what it was");
    Batch batch;
    batch.audit.push_back({visit.identity->name, "imaging.document", id, ""});
    CO_CHECK(co_await store_.commit(std::move(batch)));
    co_return pdf;
}

boost::asio::awaitable<Answer> ImagingDocuments::answer(Visit visit, Which which)
{
    if (!visit.identity || visit.captures.size() < 2) co_return problem(404, std::string{none});
    auto pdf = co_await document(std::move(visit), which);
    if (!pdf) co_return problem(pdf.error());
    HttpReply reply;
    reply.status = 200;
    reply.headers.emplace_back("Content-Type", "application/pdf");
    reply.headers.emplace_back("Content-Disposition", "attachment; filename=\"report.pdf\"");
    reply.headers.emplace_back("Cache-Control", "no-store");
    // Somebody else made it: it may do nothing in the name of this page.
    reply.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'");
    reply.headers.emplace_back("X-Content-Type-Options", "nosniff");
    reply.body = *std::move(pdf);
    co_return reply;
}

boost::asio::awaitable<Answer> ImagingDocuments::for_clinic(Visit visit)
{
    return answer(std::move(visit), Which::matched);
}

boost::asio::awaitable<Answer> ImagingDocuments::for_operators(Visit visit)
{
    return answer(std::move(visit), Which::any);
}

} // namespace foramen
