#include "gateway/intake/fhir_imaging_poller.h"

#include "gateway/base/digest.h"
#include "gateway/base/json_fields.h"
#include "gateway/base/json_text.h"
#include "gateway/base/log.h"
#include "gateway/channels/refusal.h"
#include "gateway/fhirimaging/next_link.h"
#include "gateway/fhirimaging/words.h"

#include <array>

namespace foramen {

namespace {

using fhirimaging::FhirAnswer;

/// Reports first: a study that one of them names needs no word of its own.
constexpr std::array types{"DiagnosticReport", "ImagingStudy"};
constexpr unsigned memory_format = 1;

std::string first_target(std::string const& type, TimePoint since)
{
    return "/" + type + "?_lastUpdated=ge" + percent_encode(to_rfc3339(since)) +
           "&_sort=_lastUpdated&_count=" + std::to_string(FhirImagingPoller::page_count);
}

std::optional<TimePoint> changed_at(fhir::Element const& resource)
{
    auto const* const meta = resource.child("meta");
    auto const moment =
        meta == nullptr ? std::nullopt : fhirimaging::read_time(meta->value("lastUpdated"));
    return moment ? std::optional{moment->at} : std::nullopt;
}

} // namespace

FhirImagingPoller::FhirImagingPoller(ImagingDesk& desk, HttpClient& http, Clock const& clock,
                                     FhirImagingServer server, PollerMemory memory)
    : desk_{desk}, http_{http}, clock_{clock}, server_{std::move(server)},
      memory_{std::move(memory)}, pace_{server_.every}
{
    server_.endpoint.reply_bytes_max = fhirimaging::answer_bytes_max;
}

Task<> FhirImagingPoller::load()
{
    CO_TRY(text, co_await memory_.load());
    is_loaded_ = true;
    if (text.empty()) co_return Nothing{};
    rapidjson::Document document;
    document.Parse(text.data(), text.size());
    std::string wrong;
    JsonFields const fields{document, wrong};
    if (document.HasParseError() || fields.count("format") != memory_format || !wrong.empty()) {
        // Asking for everything again doubles nothing.
        log(Level::warning, "imaging_poll_memory_unreadable",
            {{Field::partner, std::string_view{name()}}});
        co_return Nothing{};
    }
    for (auto const* type : types) {
        if (fields.find(type) != nullptr) passed_[type] = fields.time(type);
    }
    co_return Nothing{};
}

Task<> FhirImagingPoller::save()
{
    JsonText json;
    json.object().member("format", memory_format);
    for (auto const& [type, at] : passed_) json.member(type, at.time_since_epoch().count());
    json.end_object();
    auto text = json.take();
    co_return co_await memory_.save(std::move(text));
}

Task<std::string> FhirImagingPoller::get(std::string target)
{
    HttpRequest request;
    request.target = std::move(target);
    request.headers.emplace_back("Accept", "application/fhir+json");
    if (!server_.authorization.empty()) {
        request.headers.emplace_back("Authorization", std::string{server_.authorization.use()});
    }
    CO_TRY(reply, co_await http_.exchange(server_.endpoint, std::move(request)));
    if (reply.status == 200) co_return std::move(reply.body);
    if (reply.status == 404 || reply.status == 410) co_return std::string{};
    auto refusal = refusal_of(reply, clock_.now());
    retry_after_ = refusal.retry_after;
    co_return std::move(refusal.error);
}

Task<> FhirImagingPoller::complete(FhirAnswer& answer, Round& round)
{
    for (auto const& reference : answer.missing()) {
        auto known = round.read.find(reference);
        if (known == round.read.end()) {
            // What is left unread is read in the next round, when its page comes again.
            if (round.read.size() >= reads_max) co_return busy("too much to read in one round");
            auto target = "/" + reference;
            CO_TRY(body, co_await get(std::move(target)));
            known = round.read.emplace(reference, std::move(body)).first;
        }
        if (known->second.empty()) continue;
        auto const added = answer.add(reference, known->second);
        // A patient who was merged into another one must not hold up all reports: a person matches.
        if (!added && added.error().kind() != ErrorKind::not_found) co_return added.error();
    }
    co_return Nothing{};
}

Task<> FhirImagingPoller::keep(fhirimaging::FhirReport report)
{
    auto const id = report.report.control_id;
    if (seen_.contains(id)) co_return Nothing{};
    ImagingArrival arrival;
    arrival.key = {name(), id, to_hex(sha256(report.bytes))};
    arrival.bytes = std::move(report.bytes);
    arrival.reports.push_back(std::move(report.report));
    CO_TRY(kept, co_await desk_.keep(std::move(arrival)));
    static_cast<void>(kept);
    if (seen_.size() >= seen_max) seen_.clear();
    seen_.insert(id);
    co_return Nothing{};
}

void FhirImagingPoller::pass(FhirAnswer const& answer, Search& search, TimePoint limit) const
{
    for (auto const* resource : answer.subjects()) {
        if (resource->text != search.type) continue;
        auto const at = changed_at(*resource);
        if (!at || *at < search.newest) search.is_in_order = false;
        // A server whose clock is ahead must not make us pass over what comes meanwhile.
        if (at) search.newest = std::max(search.newest, std::min(*at, limit));
    }
}

Task<std::string> FhirImagingPoller::take_page(std::string target, Search& search, Round& round)
{
    CO_TRY(body, co_await get(std::move(target)));
    if (body.empty()) co_return incorrect("the server knows no search for " + search.type);
    CO_TRY(answer, FhirAnswer::read(body, server_.endpoint.url));
    if (answer.root().value("type") != "searchset") {
        co_return incorrect("the server answered a search with no searchset");
    }
    CO_TRY(next, fhirimaging::next_target(answer.root(), server_.endpoint.url));
    CO_CHECK(co_await complete(answer, round));
    CO_TRY(reports, answer.reports(server_.provider, round.begun));
    for (auto& report : reports) {
        round.told.insert(report.studies.begin(), report.studies.end());
        auto const is_told = report.report.kind == hl7v2::ReportKind::announcement &&
                             round.told.contains(report.reference);
        if (!is_told) CO_CHECK(co_await keep(std::move(report)));
    }
    pass(answer, search, round.begun);
    co_return std::move(next);
}

TimePoint FhirImagingPoller::since(std::string const& type) const
{
    auto const known = passed_.find(type);
    if (known != passed_.end()) return known->second - server_.overlap;
    return clock_.now() - server_.first_look_back;
}

Task<> FhirImagingPoller::search(std::string type, Round& round)
{
    auto const from = since(type);
    Search search{type, from};
    auto target = first_target(type, from);
    for (unsigned page = 0; page < pages_max; ++page) {
        auto const asked = target;
        CO_TRY(next, co_await take_page(std::move(target), search, round));
        auto const is_last = next.empty();
        if (next == asked) co_return incorrect("Bundle.link[next] leads to the page itself");
        auto const came_on = search.newest > from;
        if (came_on && (is_last || search.is_in_order)) {
            auto& passed = passed_[type];
            passed = std::max(passed, search.newest);
            CO_CHECK(co_await save());
        }
        if (is_last) co_return Nothing{};
        target = std::move(next);
    }
    co_return busy("there are more than " + std::to_string(pages_max) +
                   " pages: the rest is asked for in the next round");
}

Task<> FhirImagingPoller::poll_all()
{
    if (!is_loaded_) CO_CHECK(co_await load());
    Round round{clock_.now()};
    for (auto const* type : types) {
        std::string name_of_type = type;
        CO_CHECK(co_await search(std::move(name_of_type), round));
    }
    co_return Nothing{};
}

Task<> FhirImagingPoller::poll()
{
    retry_after_.reset();
    auto const polled = co_await poll_all();
    if (polled) pace_.went_well();
    else pace_.failed(retry_after_);
    co_return polled;
}

} // namespace foramen
