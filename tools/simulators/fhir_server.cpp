#include "tools/simulators/fhir_server.h"

#include "tools/simulators/record_search.h"
#include "tools/simulators/resource_text.h"
#include "tools/simulators/transaction.h"

#include <algorithm>

namespace foramen {

std::string fhir_interaction(std::string_view method, std::string_view path)
{
    if (method == "POST") return path.empty() ? "transaction" : "create";
    if (method == "PUT") return "update";
    if (method != "GET") return "";
    if (path == "metadata") return "metadata";
    return path.find('/') == std::string_view::npos ? "search" : "read";
}

HttpReply fhir_read(Record& record, FarRequest const& request)
{
    std::string_view const path = request.path;
    auto const slash = path.find('/');
    auto const* const one = record.find(path.substr(0, slash), path.substr(slash + 1));
    if (one == nullptr) return outcome(404, "not-found", "no such resource");
    if (one->json.empty()) return outcome(410, "deleted", "bodies are not kept in this run");
    auto reply = simulated_fhir_reply(200, one->json);
    reply.headers.emplace_back("ETag", "W/\"" + std::to_string(one->version) + "\"");
    return reply;
}

HttpReply fhir_search(Record const& record, FarRequest const& request, std::string_view base)
{
    auto const search = RecordSearch::parse(request.query);
    if (!search) {
        auto const is_unknown = search.error().kind() == ErrorKind::unsupported;
        return outcome(400, is_unknown ? "not-supported" : "invalid", search.error().text());
    }
    auto const is_foreign = request.trick == Trick::foreign_next;
    auto const origin = "http://" + std::string{header(request.headers, "Host")};
    auto found = search->in(record, request.path);
    if (request.trick == Trick::foreign_rows) {
        for (auto const* one : record.all_of(request.path)) {
            if (std::find(found.begin(), found.end(), one) == found.end()) found.push_back(one);
        }
    }
    SearchAddress const address{origin + std::string{base} + "/" + request.path, request.query,
                                is_foreign ? foreign_origin : std::string_view{}};
    return searchset(found, *search, address);
}

HttpReply fhir_write(WriteContext const& context, FarRequest request)
{
    auto body = std::move(request.body);
    if (request.interaction != "transaction") {
        auto const url = request.query.empty() ? request.path : request.path + "?" + request.query;
        SingleWrite const one{request.method, url, request.if_none_exist,
                              header(request.headers, "If-Match")};
        body = wrap_resource(one, body);
    }
    auto const was_stored = !request.key.empty() && context.journal.was_stored(request.key);
    TransactionContext const transaction{context.record, context.bodies, was_stored, context.now};
    auto reply = apply_transaction(transaction, std::move(body));
    if (request.interaction == "transaction" || reply.status != 200) return reply;
    // The response of the one entry becomes the reply.
    rapidjson::Document json;
    json.Parse(reply.body.data(), reply.body.size());
    auto const& response = json["entry"][0]["response"];
    reply =
        simulated_fhir_reply(member_text(response, "status").starts_with("201") ? 201 : 200, "");
    reply.headers.emplace_back("Location", member_text(response, "location"));
    reply.headers.emplace_back("ETag", member_text(response, "etag"));
    return reply;
}

} // namespace foramen
