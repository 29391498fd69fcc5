#include "tools/simulators/practice.h"

#include "gateway/base/digest.h"
#include "gateway/base/json_text.h"
#include "gateway/net/problem.h"
#include "tools/simulators/fhir_server.h"
#include "tools/simulators/inbox_page.h"
#include "tools/simulators/transaction.h"

#include <charconv>

namespace foramen {

namespace {

constexpr std::string_view practices_base = "/fhir/R4/";
constexpr std::string_view webhook_base = "/webhook/";
constexpr std::string_view inbox_base = "/inbox/";
constexpr std::string_view secret_prefix = "whsec_";
constexpr std::int64_t webhook_tolerance_seconds = 300;
constexpr char practice_metadata[] =
    R"({"resourceType":"CapabilityStatement","status":"active","kind":"instance",)"
    R"("fhirVersion":"4.0.1","format":["application/fhir+json"],"rest":[{"mode":"server",)"
    R"("interaction":[{"code":"transaction"}]}]})";

/// The path below /inbox/ is one name.
bool is_practice(std::string const& name)
{
    return !name.empty() && name.find('/') == std::string::npos;
}

std::string key_of(HttpRequest const& request)
{
    auto const key = header(request.headers, "Idempotency-Key");
    return std::string{key.empty() ? header(request.headers, "webhook-id") : key};
}

} // namespace

PracticeSystem::PracticeSystem(Bodies bodies, Secret webhook_secret, Clock const& clock)
    : bodies_{bodies}, webhook_secret_{std::move(webhook_secret)}, clock_{clock}
{}

std::optional<FarRequest> PracticeSystem::recognise(HttpRequest const& request,
                                                    Target const& target) const
{
    FarRequest wanted;
    wanted.method = request.method;
    wanted.key = key_of(request);
    wanted.if_none_exist = header(request.headers, "If-None-Exist");
    std::string_view path = target.path;
    if (path.starts_with(webhook_base) && request.method == "POST") {
        wanted.practice = path.substr(webhook_base.size());
        wanted.interaction = "webhook";
        return wanted;
    }
    if (path.starts_with(inbox_base)) {
        wanted.practice = path.substr(inbox_base.size());
        wanted.interaction = request.method == "POST" ? "contact" : "page";
        auto const is_known = request.method == "POST" || request.method == "GET";
        if (!is_known || !is_practice(wanted.practice)) return {};
        return wanted;
    }
    if (!path.starts_with(practices_base)) return {};
    path.remove_prefix(practices_base.size());
    auto const slash = std::min(path.find('/'), path.size());
    wanted.practice = path.substr(0, slash);
    wanted.path = path.substr(std::min(slash + 1, path.size()));
    if (auto const mark = request.target.find('?'); mark != std::string::npos) {
        wanted.query = request.target.substr(mark + 1);
    }
    wanted.interaction = fhir_interaction(wanted.method, wanted.path);
    if (wanted.practice.empty() || wanted.interaction.empty()) return {};
    return wanted;
}

HttpReply PracticeSystem::answer(FarRequest request, Journal const& journal)
{
    if (request.is_signed()) return take_webhook(request);
    if (request.is_page()) return inbox_page(journal, request.practice);
    if (request.interaction == "metadata") return simulated_fhir_reply(200, practice_metadata);
    auto& record = records_[request.practice];
    auto const base = std::string{practices_base} + request.practice;
    if (request.interaction == "read") return fhir_read(record, request);
    if (request.interaction == "search") return fhir_search(record, request, base);
    WriteContext const context{record, bodies_, journal, to_rfc3339(clock_.now())};
    return fhir_write(context, std::move(request));
}

/// Standard Webhooks: HMAC over id.timestamp.body, not older than five minutes.
HttpReply PracticeSystem::take_webhook(FarRequest const& request) const
{
    HttpReply const thanks{204, {}, ""};
    if (webhook_secret_.empty() || request.was_kept) return thanks;
    auto const key = from_base64(webhook_secret_.use().substr(secret_prefix.size()));
    auto const time = std::string{header(request.headers, "webhook-timestamp")};
    std::int64_t second = 0;
    std::from_chars(time.data(), time.data() + time.size(), second);
    auto const now = std::chrono::floor<std::chrono::seconds>(clock_.now().time_since_epoch());
    if (!key || std::abs(now.count() - second) > webhook_tolerance_seconds) {
        return problem(401, "the webhook's timestamp is too old or too new");
    }
    auto const signed_text = request.key + "." + time + "." + request.body;
    Secret const expected{"v1," + to_base64(hmac_sha256(*key, signed_text))};
    auto const given = header(request.headers, "webhook-signature");
    for (std::size_t at = 0; at < given.size();) {
        auto const end = std::min(given.find(' ', at), given.size());
        if (expected.equals(given.substr(at, end - at))) return thanks;
        at = end + 1;
    }
    return problem(401, "the webhook's signature is wrong");
}

std::string PracticeSystem::summary(std::string_view detail) const
{
    JsonText json;
    std::uint64_t duplicates = 0;
    json.object().key("records").object();
    for (auto const& [practice, record] : records_) {
        auto const& effects = record.effects();
        duplicates += effects.duplicates;
        json.key(practice).object().member("created", effects.created);
        json.member("updated", effects.updated).member("unchanged", effects.unchanged);
        json.member("duplicateEffects", effects.duplicates).key("resources").object();
        for (auto const& [type, count] : record.by_type()) json.member(type, count);
        json.end_object();
        if (detail == "identifiers") {
            json.key("identifiers").array();
            for (auto const& one : record.resources()) {
                for (auto const& identifier : one.identifiers) {
                    json.object().member("type", one.type).member("identifier", identifier);
                    json.member("created", 1).member("updated", one.version - 1);
                    json.member("unchanged", one.unchanged).end_object();
                }
            }
            json.end_array();
        }
        json.end_object();
    }
    json.end_object().member("duplicateEffects", duplicates).end_object();
    auto text = json.take();
    return text.substr(1, text.size() - 2) + ",";
}

} // namespace foramen
