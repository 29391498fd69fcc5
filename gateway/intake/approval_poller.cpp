#include "gateway/intake/approval_poller.h"

#include "fhir/json/json.h"
#include "gateway/base/log.h"
#include "gateway/intake/fhir_api.h"
#include "gateway/intake/task_answer.h"

#include <array>

namespace foramen {

namespace {

constexpr std::array open_statuses{"requested", "received", "accepted", "on-hold", "in-progress"};
constexpr unsigned tasks_at_once_max = 200;

/// The Task of this request in a searchset: a server may pass over what it was asked for.
fhir::Element const* task_of(fhir::Element const& bundle, TaskName const& wanted)
{
    if (bundle.text != "Bundle") return nullptr;
    for (auto const* entry = bundle.first; entry != nullptr; entry = entry->next) {
        auto const* const resource = entry->name == "entry" ? entry->child("resource") : nullptr;
        if (resource == nullptr || resource->text != "Task") continue;
        auto const name = name_of(*resource);
        if (name && name->booking_id == wanted.booking_id && name->request == wanted.request) {
            return resource;
        }
    }
    return nullptr;
}

} // namespace

Task<std::string> ApprovalPoller::ask(PolledPractice const& practice, std::string identifier)
{
    HttpRequest request;
    request.target = "/Task?identifier=" + percent_encode(identifier);
    request.headers.emplace_back("Accept", "application/fhir+json");
    if (!practice.token.empty()) {
        request.headers.emplace_back("Authorization",
                                     "Bearer " + std::string{practice.token.use()});
    }
    CO_TRY(reply, co_await http_.exchange(practice.endpoint, std::move(request)));
    if (reply.status != 200) {
        co_return unavailable("the practice answered " + std::to_string(reply.status));
    }
    co_return std::move(reply.body);
}

Task<> ApprovalPoller::look(ResourceRecord ours)
{
    CO_TRY(body, shown(ours));
    auto const before = fhir::json::read(body);
    if (!before) co_return fault("a stored resource cannot be read");
    auto const name = name_of(before->root());
    if (!name) co_return Nothing{}; // A Task of something else.
    CO_TRY(asked, co_await desk_.question(name->booking_id, name->request));
    auto const practice = practices_.find(asked.practice);
    if (practice == practices_.end()) co_return Nothing{};
    auto identifier =
        "urn:foramen:approval-request|" + name->booking_id + "/" + std::to_string(name->request);
    CO_TRY(found, co_await ask(practice->second, std::move(identifier)));
    auto const bundle = fhir::json::read(found);
    auto const* const theirs = bundle ? task_of(bundle->root(), *name) : nullptr;
    if (theirs == nullptr || !is_anew(*theirs, before->root())) co_return Nothing{};
    CO_TRY(step, answer_of(*theirs, before->root()));
    if (step.action == ApprovalAction::approve && !is_of_question(*theirs, before->root())) {
        co_return incorrect("the practice's copy has no content-hash of this question: its yes is "
                            "not taken; ask the practice to answer the Task as it was sent");
    }
    step.request = name->request;
    step.who.practice = asked.practice;
    step.who.door = "poll";
    auto booking_id = name->booking_id;
    std::optional<std::uint64_t> const any;
    CO_TRY(taken, co_await desk_.take(std::move(booking_id), std::move(step), any));
    static_cast<void>(taken);
    co_return Nothing{};
}

Task<> ApprovalPoller::poll()
{
    for (auto const* status : open_statuses) {
        ResourceFilter filter;
        filter.type = "Task";
        filter.status = status;
        filter.limit = tasks_at_once_max;
        CO_TRY(page, co_await store_.resources(std::move(filter)));
        for (auto& task : page.resources) {
            auto const id = task.id;
            auto const looked = co_await look(std::move(task));
            if (looked) continue;
            log(Level::warning, "approval_not_polled",
                {{Field::message, id}, {Field::error, looked.error().text()}});
        }
    }
    co_return Nothing{};
}

} // namespace foramen
