#include "gateway/intake/clinic_desk.h"

#include "gateway/base/json_text.h"
#include "gateway/clinic/nhs_number.h"
#include "gateway/follow_up.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <array>

namespace foramen {

namespace {

/// "943 476 5919": as people read it to each other.
constexpr std::array<std::size_t, 2> nhs_gaps{3, 6};

std::string spaced(std::string_view nhs_number)
{
    std::string text;
    for (std::size_t at = 0; at < nhs_number.size(); ++at) {
        if (std::ranges::find(nhs_gaps, at) != nhs_gaps.end()) text += ' ';
        text += nhs_number[at];
    }
    return text;
}

std::string plain_words(std::string_view code)
{
    std::string words{code};
    std::ranges::replace(words, '-', ' ');
    if (!words.empty()) words.front() = static_cast<char>(std::toupper(words.front()));
    return words;
}

std::string joined(std::vector<std::string> const& parts)
{
    std::string text;
    for (auto const& part : parts) text += (text.empty() ? "" : ", ") + part;
    return text;
}

void put_procedure(ApprovalQuestion& question, Booking const& booking)
{
    auto const& planned = booking.procedure;
    question.procedure = plain_words(planned.type);
    for (auto const& other : planned.combined_with) {
        question.procedure += ", with " + plain_words(other);
    }
    question.region = planned.region == Region::cervical ? "Neck" : "Lower back";
    question.side = plain_words(to_string(planned.side));
    question.levels = joined(planned.levels);
    question.day = london_words(booking.start);
}

/// The name stands in the clinic's event alone. Empty where the event does not say.
std::string name_in(std::string_view booking_event)
{
    rapidjson::Document event;
    event.Parse(booking_event.data(), booking_event.size());
    if (event.HasParseError() || !event.IsObject()) return "";
    auto const patient = event.FindMember("patient");
    if (patient == event.MemberEnd() || !patient->value.IsObject()) return "";
    auto const name = patient->value.FindMember("name");
    if (name == patient->value.MemberEnd() || !name->value.IsObject()) return "";
    std::vector<std::string> parts;
    auto const add = [&](rapidjson::Value const& value) {
        if (value.IsString()) parts.emplace_back(value.GetString(), value.GetStringLength());
    };
    for (auto const* key : {"given", "family"}) {
        auto const part = name->value.FindMember(key);
        if (part == name->value.MemberEnd()) continue;
        if (!part->value.IsArray()) add(part->value);
        else
            for (auto const& one : part->value.GetArray()) add(one);
    }
    std::string text;
    for (auto const& part : parts) text += (text.empty() ? "" : " ") + part;
    return text;
}

} // namespace

Task<ApprovalQuestion> ClinicDesk::question(std::string booking_id, unsigned request)
{
    CO_TRY(record, co_await parts_.store.journey(std::move(booking_id)));
    if (record.version == 0) co_return not_found("there is no such request");
    CO_TRY(journey, BookingJourney::from(record.body));
    co_return co_await shown(std::move(journey), request);
}

Task<ApprovalQuestion> ClinicDesk::shown(BookingJourney journey, unsigned request)
{
    if (request == 0 && !journey.requests.empty()) request = journey.requests.back().number;
    auto const found = std::ranges::find(journey.requests, request, &ApprovalRequest::number);
    if (found == journey.requests.end() || !journey.booking) {
        co_return not_found("there is no such request");
    }
    CO_TRY(event, co_await parts_.store.event(journey.booking_message));
    ApprovalQuestion question;
    question.booking_id = journey.booking_id;
    question.request = request;
    question.task_id = approval_task_id(journey.booking_id, request);
    question.state = found->state;
    question.is_refused = journey.share_with_gp == false;
    question.is_current = found->question == approval_question(journey);
    question.goes_ahead = is_overridden(*found, journey);
    question.clinic = names_.clinic;
    question.contact = names_.contact;
    question.practice = found->practice;
    auto const practice = names_.practices.find(found->practice);
    if (practice != names_.practices.end()) question.practice_name = practice->second;
    question.patient_name = name_in(event.body);
    auto const born = parse_date(journey.birth_date);
    question.birth_date = born ? words(*born) : journey.birth_date;
    if (journey.patient_identity.starts_with(nhs_identity)) {
        question.nhs_number = spaced(journey.patient_identity.substr(nhs_identity.size()));
    }
    put_procedure(question, *journey.booking);
    question.deadline = london_words(found->deadline);
    question.factors = found->factors;
    question.lines = found->lines;
    question.conditions = found->conditions;
    co_return question;
}

Task<ApprovalQuestion> ClinicDesk::take(std::string booking_id, ApprovalStep step,
                                        std::optional<std::uint64_t> task_version)
{
    auto const request = step.request;
    CO_TRY(journey, co_await advance_.take(std::move(booking_id), std::move(step), task_version));
    co_return co_await shown(std::move(journey), request);
}

Task<> ClinicDesk::send_code(std::string booking_id, unsigned request, std::string code)
{
    CO_TRY(asked, co_await question(booking_id, request));
    if (!parts_.contacts.contains(asked.practice)) {
        co_return not_found("the practice has no registered contact: config/practices.json must "
                            "name one");
    }
    Cause const cause{new_uuid(parts_.clock, parts_.random), "approval", booking_id, "",
                      parts_.clock.now()};
    auto message = new_message(parts_, cause, contact_of(asked.practice), "approval-code");
    message.lane = message.id;
    JsonText json;
    json.object().member("type", "approval.code").member("timestamp", to_rfc3339(cause.now));
    json.key("data").object().member("practice", asked.practice).member("code", code);
    json.end_object().end_object();
    message.body = json.take();
    Batch batch;
    batch.messages.push_back(std::move(message));
    batch.audit.push_back({"practice:" + asked.practice, "approval.code", asked.task_id, ""});
    co_return co_await parts_.store.commit(std::move(batch));
}

} // namespace foramen
