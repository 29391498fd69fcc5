// Why this file exists: what time brings about in reports by itself: who waits too long is told of,
// and what is of nobody here is forgotten.
#include "gateway/base/json_fields.h"
#include "gateway/base/json_text.h"
#include "gateway/base/log.h"
#include "gateway/imports.h"

#include <algorithm>

namespace foramen {

namespace {

constexpr unsigned due_at_once_max = 50;
constexpr unsigned page_size = 100;
/// A report that says it is due but has nothing to do is asked again only after this.
constexpr std::chrono::minutes idle_due{1};

struct StoredMessage {
    std::string acknowledgement;
    std::vector<std::string> case_ids; ///< Of the reports in it.
};

Result<StoredMessage> read_message(std::string const& body)
{
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag>(body.data(), body.size());
    if (document.HasParseError()) return fault("a stored message is not JSON");
    std::string missing;
    JsonFields const fields{document, missing};
    StoredMessage message{fields.text("acknowledgement"), fields.texts("reports")};
    if (missing.empty()) return message;
    return fault("a stored message has no usable member \"" + missing + '"');
}

/// What is kept of a message: how it was answered, so that a repetition is answered the same.
std::string without_content(StoredMessage const& message)
{
    JsonText json;
    json.object().member("acknowledgement", message.acknowledgement).key("reports").array();
    for (auto const& id : message.case_ids) json.text(id);
    json.end_array().end_object();
    return json.take();
}

/// Each message that told of the report, once.
std::vector<std::string> messages_of(imaging::Case const& report)
{
    std::vector<std::string> ids;
    for (auto const& telling : report.tellings) {
        auto const& id = telling.source.message_id;
        if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
    }
    return ids;
}

} // namespace

bool is_report(ImagingRecord const& record)
{
    using enum imaging::Standing;
    static constexpr std::array standings{work_list, matched, not_ours};
    return record.version > 0 && std::ranges::any_of(standings, [&](imaging::Standing standing) {
               return to_string(standing) == record.standing;
           });
}

std::optional<TimePoint> Imports::due_of(imaging::Case const& report, TimePoint now) const
{
    std::optional<TimePoint> due;
    if (report.standing == imaging::Standing::work_list) {
        if (report.work.contains(imaging::Work::overdue)) return {};
        due = report.waiting_since + settings_.overdue_after;
    }
    if (report.standing == imaging::Standing::not_ours && settings_.keep_not_ours.count() > 0) {
        auto const last = std::ranges::max_element(
            report.tellings, {}, [](auto const& telling) { return telling.source.received; });
        due = std::max(last->source.received, report.decision.at) + settings_.keep_not_ours;
    }
    if (due && *due <= now) due = now + idle_due;
    return due;
}

Task<bool> Imports::is_free(std::string case_id, std::vector<std::string> case_ids)
{
    for (auto& id : case_ids) {
        if (id == case_id) continue;
        CO_TRY(other, co_await parts_.store.imaging(std::move(id)));
        if (is_report(other)) co_return false;
    }
    co_return true;
}

Task<> Imports::forget(ImagingRecord record, imaging::Case report)
{
    Batch batch;
    for (auto const& message_id : messages_of(report)) {
        CO_TRY(event, co_await parts_.store.event(message_id));
        CO_TRY(message, read_message(event.body));
        CO_TRY(free, co_await is_free(report.id, message.case_ids));
        if (free) batch.forgotten.push_back({message_id, without_content(message)});
    }
    for (auto const work : report.work) {
        batch.recalls.push_back(
            {report.id + '/' + std::string{to_string(work)}, "", "the report was forgotten"});
    }
    batch.audit.push_back(
        {"gateway", "imaging.forgotten", report.id,
         "of nobody here for " + std::to_string(settings_.keep_not_ours.count()) + " days"});
    record.patient_key.clear();
    record.standing = forgotten_standing;
    record.body = "{}";
    record.due.reset();
    batch.imaging.push_back(std::move(record));
    co_return co_await parts_.store.commit(std::move(batch));
}

Task<> Imports::keep_up_one(std::string case_id)
{
    CO_TRY(record, co_await parts_.store.imaging(std::move(case_id)));
    if (!is_report(record)) co_return Nothing{};
    CO_TRY(report, imaging::Case::from(record.body));
    auto const now = parts_.clock.now();
    auto const is_over =
        report.standing == imaging::Standing::not_ours && record.due && *record.due <= now;
    if (is_over) co_return co_await forget(std::move(record), std::move(report));
    auto const cause = report.tellings.back().source.message_id;
    Change change{std::move(record), report, report, cause, now};
    judge(change.after, now);
    CO_TRY(batch, co_await consequences(std::move(change)));
    co_return co_await parts_.store.commit(std::move(batch));
}

Task<> Imports::keep_up_due()
{
    CO_TRY(due, co_await parts_.store.due_imaging(parts_.clock.now(), due_at_once_max));
    for (auto& case_id : due) {
        auto const kept = co_await keep_up_one(std::move(case_id));
        // Somebody else moved it on: it is still due, or no longer.
        if (kept || kept.error().kind() == ErrorKind::conflict) continue;
        log(Level::error, "imaging_not_kept_up", {{Field::error, kept.error().text()}});
    }
    co_return Nothing{};
}

Task<Imports::Pile> Imports::unmatched()
{
    Pile pile;
    std::string after;
    for (;;) {
        std::string standing{to_string(imaging::Standing::work_list)};
        CO_TRY(page, co_await parts_.store.imaging_standing(std::move(standing), after, page_size));
        for (auto const& record : page) {
            CO_TRY(report, imaging::Case::from(record.body));
            ++pile.count;
            auto const since = report.waiting_since;
            pile.oldest = pile.oldest ? std::min(*pile.oldest, since) : since;
            after = record.id;
        }
        if (page.size() < page_size) co_return pile;
    }
}

} // namespace foramen
