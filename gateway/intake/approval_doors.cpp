#include "gateway/intake/approval_doors.h"

#include "fhir/json/json.h"
#include "gateway/base/json_text.h"
#include "gateway/intake/clinic_step.h"
#include "gateway/intake/fhir_api.h"
#include "gateway/intake/json_patch.h"
#include "gateway/intake/operation_outcome.h"
#include "gateway/intake/task_answer.h"
#include "gateway/net/problem.h"

#include <charconv>

namespace foramen {

namespace {

constexpr std::string_view say_if_match =
    "say which version is answered: If-Match with the ETag of the Task as it was read";

/// W/"3" or "3".
std::optional<std::uint64_t> version_of(std::string_view tag)
{
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return {};
    tag = tag.substr(1, tag.size() - 2);
    std::uint64_t version = 0;
    auto const [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
    if (error != std::errc{} || end != tag.data() + tag.size()) return {};
    return version;
}

bool is_media_type(std::string_view given, std::string_view wanted)
{
    return given.substr(0, given.find(';')).starts_with(wanted);
}

/// The Task that a Bundle brings, with the version that its entry asks for.
struct Brought {
    fhir::Element const* task = nullptr;
    std::string_view if_match;
};

Result<Brought> task_in(fhir::Element const& bundle)
{
    Brought brought;
    auto const type = bundle.value("type");
    if (bundle.text != "Bundle" || (type != "transaction" && type != "message")) {
        return incorrect("send a Bundle of type transaction or message that holds the Task");
    }
    for (auto const* entry = bundle.first; entry != nullptr; entry = entry->next) {
        auto const* const resource = entry->name == "entry" ? entry->child("resource") : nullptr;
        if (resource == nullptr || resource->text == "MessageHeader") continue;
        if (resource->text != "Task" || brought.task != nullptr) {
            return incorrect("Bundle.entry: exactly one Task is taken here, and nothing else");
        }
        brought.task = resource;
        auto const* const request = entry->child("request");
        if (request == nullptr) continue;
        if (request->value("method") != "PUT") {
            return incorrect("Bundle.entry.request.method: an answer is a PUT of the Task");
        }
        brought.if_match = request->value("ifMatch");
    }
    if (brought.task == nullptr) return incorrect("Bundle.entry: there is no Task");
    return brought;
}

/// {"resourceType":"Bundle","type":"transaction-response", …}
std::string transaction_response(ResourceRecord const& task)
{
    JsonText json;
    json.object().member("resourceType", "Bundle").member("type", "transaction-response");
    json.key("entry").array().object().key("response").object().member("status", "200");
    json.member("location", "Task/" + task.id + "/_history/" + std::to_string(task.version));
    json.member("etag", "W/\"" + std::to_string(task.version) + "\"");
    json.member("lastModified", to_rfc3339(task.updated));
    json.end_object().end_object().end_array().end_object();
    return json.take();
}

HttpReply refused(Error const& error)
{
    auto const is_stale = error.text() == task_is_stale;
    return is_stale ? operation_outcome(412, error.text()) : operation_outcome(error);
}

} // namespace

/// What came, made one: a whole Task, or a patch of it.
struct ApprovalDoors::Sent {
    std::string id;
    std::string body;
    std::uint64_t version = 0;
    enum class Form { task, patch } form = Form::task;
};

Task<ResourceRecord> ApprovalDoors::task(std::string id)
{
    std::string type{"Task"};
    std::optional<std::uint64_t> const newest;
    co_return co_await store_.resource(std::move(type), std::move(id), newest);
}

Task<ResourceRecord> ApprovalDoors::take(Identity who, Sent sent)
{
    CO_TRY(stored, co_await task(sent.id));
    CO_TRY(current, shown(stored));
    if (sent.form == Sent::Form::patch) {
        CO_TRY(patched, apply_json_patch(current, sent.body));
        sent.body = std::move(patched);
    }
    auto const before = fhir::json::read(current);
    auto const after = fhir::json::read(sent.body);
    if (!before) co_return fault("a stored resource cannot be read");
    if (!after) co_return incorrect("the body is no FHIR JSON: " + after.issues().front().text);
    if (after->root().value("id") != sent.id) {
        co_return incorrect("Task.id: must be that of the URL");
    }
    auto const name = name_of(before->root());
    if (!name) co_return not_found("this Task is none of an approval");
    CO_TRY(step, answer_of(after->root(), before->root()));
    auto booking_id = name->booking_id;
    step.request = name->request;
    step.who.door = "fhir-api";
    CO_TRY(asked, co_await desk_.question(booking_id, step.request));
    // In the demo one caller plays all practices.
    step.who.practice = who.partner == any_practice ? asked.practice : who.partner;
    std::optional<std::uint64_t> const version{sent.version};
    CO_TRY(taken, co_await desk_.take(std::move(booking_id), std::move(step), version));
    static_cast<void>(taken);
    co_return co_await task(sent.id);
}

boost::asio::awaitable<Answer> ApprovalDoors::answer(Visit visit, Sent sent)
{
    auto const tag = header(visit.request.headers, "If-Match");
    if (tag.empty()) co_return operation_outcome(428, say_if_match);
    auto const version = version_of(tag);
    if (!version) co_return operation_outcome(400, "If-Match is no ETag such as W/\"3\"");
    sent.id = visit.captures[0];
    sent.body = std::move(visit.request.body);
    sent.version = *version;
    auto who = *visit.identity;
    auto const taken = co_await take(std::move(who), std::move(sent));
    if (!taken) co_return refused(taken.error());
    auto const body = shown(*taken);
    if (!body) co_return operation_outcome(body.error());
    auto reply = fhir_reply(200, *body);
    reply.headers.emplace_back("ETag", "W/\"" + std::to_string(taken->version) + "\"");
    co_return reply;
}

boost::asio::awaitable<Answer> ApprovalDoors::put(Visit visit)
{
    Sent sent;
    co_return co_await answer(std::move(visit), std::move(sent));
}

boost::asio::awaitable<Answer> ApprovalDoors::patch(Visit visit)
{
    auto const type = header(visit.request.headers, "Content-Type");
    if (!is_media_type(type, "application/json-patch+json")) {
        co_return operation_outcome(415, "send a JSON Patch as application/json-patch+json");
    }
    Sent sent;
    sent.form = Sent::Form::patch;
    co_return co_await answer(std::move(visit), std::move(sent));
}

boost::asio::awaitable<Answer> ApprovalDoors::bundle(Visit visit)
{
    auto const tree = fhir::json::read(visit.request.body);
    if (!tree) co_return operation_outcome(400, tree.issues());
    auto const brought = task_in(tree->root());
    if (!brought) co_return operation_outcome(brought.error());
    auto const version = version_of(brought->if_match);
    auto const is_message = tree->root().value("type") == "message";
    if (!version && !is_message) co_return operation_outcome(428, say_if_match);
    Sent sent;
    sent.id = brought->task->value("id");
    sent.body = fhir::json::write(*brought->task);
    // A message names the version it answers in the Task itself.
    auto const* const meta = brought->task->child("meta");
    auto const stated = meta == nullptr ? std::string_view{} : meta->value("versionId");
    auto const own = version_of("\"" + std::string{stated} + "\"");
    if (!version && !own) {
        co_return operation_outcome(422, "Task.meta.versionId: say which version is answered");
    }
    sent.version = version ? *version : *own;
    auto who = *visit.identity;
    auto const taken = co_await take(std::move(who), std::move(sent));
    if (!taken) co_return refused(taken.error());
    co_return fhir_reply(200, transaction_response(*taken));
}

boost::asio::awaitable<Answer> ApprovalDoors::clinic(Visit visit)
{
    auto step = read_clinic_step(visit.request.body);
    if (auto const* faults = std::get_if<std::vector<Fault>>(&step)) {
        std::vector<ProblemFault> told;
        for (auto const& fault : *faults) told.push_back({fault.pointer, fault.text});
        co_return problem(422, "the step was refused: mend what \"errors\" names", told);
    }
    auto booking_id = std::move(visit.captures[0]);
    auto const location = "/api/v1/bookings/" + percent_encode(booking_id);
    auto taking = std::get<ApprovalStep>(std::move(step));
    std::optional<std::uint64_t> const any;
    auto const taken = co_await desk_.take(std::move(booking_id), std::move(taking), any);
    if (!taken) co_return problem(taken.error());
    JsonText json;
    json.object().member("task", "Task/" + taken->task_id).member("request", taken->request);
    json.member("status", to_string(taken->state)).key("links").object();
    json.member("booking", location).end_object().end_object();
    co_return json_reply(200, json.take());
}

} // namespace foramen
