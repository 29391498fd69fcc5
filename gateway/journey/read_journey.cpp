#include "gateway/base/json_fields.h"
#include "gateway/journey/journey.h"
#include "gateway/journey/journey_format.h"
#include "gateway/journey/names.h"

#include <rapidjson/document.h>

namespace foramen {

namespace {

using Fields = JsonFields;

Booking read_booking(Fields const& fields)
{
    return {.id = fields.text("id"),
            .version = fields.count("version"),
            .status = fields.one_of<BookingStatus>("status", names::booking_statuses),
            .start = fields.time("start"),
            .end = fields.time("end"),
            .procedure = {.type = fields.text("type"),
                          .region = fields.one_of<Region>("region", names::regions),
                          .side = fields.one_of<Side>("side", names::sides),
                          .levels = fields.texts("levels"),
                          .combined_with = fields.texts("combinedWith")}};
}

ScreeningAnswer read_answer(Fields const& fields)
{
    ScreeningAnswer answer{.question = fields.text("question"),
                           .answer = fields.text("answer"),
                           .controlled = {},
                           .hba1c = fields.number("hba1c"),
                           .systolic = fields.number("systolic"),
                           .diastolic = fields.number("diastolic")};
    if (fields.find("controlled")) answer.controlled = fields.text("controlled");
    if (fields.find("medicine")) answer.medicine = fields.text("medicine");
    if (fields.find("detail")) answer.detail = fields.text("detail");
    return answer;
}

EarlierInjection read_earlier(Fields const& fields)
{
    return {fields.one_of<Region>("region", names::regions), fields.date("date")};
}

/// What was written before it was noted has none.
std::vector<std::string> read_measured(Fields const& fields)
{
    return fields.find("measured") ? fields.texts("measured") : std::vector<std::string>{};
}

Screening read_screening(Fields const& fields)
{
    // Format 1 kept no medicines.
    auto const has_medication = fields.find("medication") != nullptr;
    return {.id = fields.text("id"),
            .version = fields.count("version"),
            .booking_id = fields.text("bookingId"),
            .answers = fields.list("answers", read_answer),
            .earlier_injections = fields.list("earlier", read_earlier),
            .symptoms_changed = fields.one_of<Answer3>("changed", names::answers),
            .consent_given = fields.flag("consent"),
            .decision = fields.one_of<ScreeningDecision>("decision", names::decisions),
            .other_medication =
                has_medication ? fields.texts("medication") : std::vector<std::string>{},
            .measured = read_measured(fields)};
}

RiskFactor read_factor(Fields const& fields)
{
    RiskFactor factor{fields.text("question"), fields.text("text")};
    if (fields.find("outcome")) { // Format 1 knew approvals only.
        factor.outcome = fields.one_of<RiskOutcome>("outcome", names::risk_outcomes);
    }
    return factor;
}

ApprovalCondition read_condition(Fields const& fields)
{
    return {fields.text("text"), fields.flag("comment"), fields.text("acceptedBy"),
            fields.time("acceptedAt")};
}

ApprovalLine read_line(Fields const& fields)
{
    auto const from =
        fields.flag("practice") ? ApprovalLine::From::practice : ApprovalLine::From::clinic;
    return {from, fields.text("text"), fields.text("name"), fields.time("at")};
}

Answerer read_answerer(Fields const& fields)
{
    return {fields.text("practice"), fields.text("name"), fields.text("gmc"), fields.text("door"),
            fields.find("behalf") ? fields.text("behalf") : ""};
}

ApprovalOverride read_override(Fields const& fields)
{
    return {fields.text("reason"),      fields.text("askedBy"),     fields.time("askedAt"),
            fields.text("confirmedBy"), fields.time("confirmedAt"), fields.flag("ended")};
}

/// Format 4; an older one knew none of it.
void read_since_4(Fields const& fields, ApprovalRequest& request)
{
    if (!fields.find("acknowledgeBy")) return;
    request.acknowledge_by = fields.time("acknowledgeBy");
    request.is_unacknowledged = fields.flag("unacknowledged");
    request.undelivered = fields.texts("undelivered");
    if (auto const* const one = fields.find("override")) {
        request.overridden = read_override(fields.inside(*one));
    }
}

ApprovalRequest read_request(Fields const& fields)
{
    ApprovalRequest request;
    request.number = fields.count("number");
    request.state = fields.one_of<RequestState>("state", names::request_states);
    request.since = fields.time("since");
    request.question = fields.text("question");
    request.practice = fields.text("practice");
    request.factors = fields.list("factors", read_factor);
    request.risk_version = fields.text("riskVersion");
    request.asked = fields.time("asked");
    request.deadline = fields.time("deadline");
    request.reminders = fields.count("reminders");
    request.escalated = fields.flag("escalated");
    if (auto const* const who = fields.find("answerer")) {
        request.answerer = read_answerer(fields.inside(*who));
    }
    request.answered_at = fields.time("answeredAt");
    request.conditions = fields.list("conditions", read_condition);
    request.lines = fields.list("lines", read_line);
    request.had_approval = fields.flag("hadApproval");
    request.withdrawn_by = fields.text("withdrawnBy");
    request.needs_acknowledgement = fields.flag("needsAcknowledgement");
    read_since_4(fields, request);
    return request;
}

Scan read_scan(Fields const& fields)
{
    Scan scan{
        fields.text("id"), {}, fields.date("day"), fields.flag("final"), fields.flag("matched")};
    if (fields.find("region")) scan.region = fields.one_of<Region>("region", names::regions);
    return scan;
}

ReportState read_report(Fields const& fields)
{
    return {fields.text("id"),
            fields.count("version"),
            fields.text("status"),
            fields.text("practice"),
            fields.text("receipt"),
            fields.text("messageId"),
            fields.count("medicineCount"),
            read_measured(fields),
            fields.find("enteredInError") && fields.flag("enteredInError")};
}

struct ReportVersion {
    std::string id;
    unsigned version;
    TimePoint occurred;
};
ReportVersion read_version(Fields const& fields)
{
    return {fields.text("id"), fields.count("version"), fields.time("occurred")};
}

ActiveHold read_hold(Fields const& fields)
{
    return {fields.one_of<HoldCode>("code", names::holds), fields.time("since")};
}

void read_patient(Fields const& fields, BookingJourney& journey)
{
    journey.patient_clinic_id = fields.text("clinicId");
    journey.patient_identity = fields.text("identity");
    journey.birth_date = fields.text("birthDate");
    journey.practice = fields.text("practice");
    journey.practice_occurred = fields.time("practiceOccurred");
    if (fields.find("share")) journey.share_with_gp = fields.flag("share");
    journey.share_occurred = fields.time("shareOccurred");
}

void read_names(Fields const& fields, BookingJourney& journey)
{
    journey.names = {fields.text("family"), fields.text("given"), fields.text("gender"),
                     fields.text("postcode")};
    journey.names_occurred = fields.time("namesOccurred");
}

UnappliedEvent read_unapplied(Fields const& fields)
{
    return {fields.text("event"), fields.text("about"), fields.count("version"),
            fields.time("occurred")};
}

/// Written where there is one only.
std::vector<UnappliedEvent> read_all_unapplied(Fields const& fields, char const* name,
                                               char const* format_4)
{
    if (fields.find(name)) return fields.list(name, read_unapplied);
    if (fields.find(format_4)) return {{"", "", 0, fields.time(format_4)}};
    return {};
}

void read_events(Fields const& fields, BookingJourney& journey)
{
    if (auto const* const booking = fields.find("booking")) {
        journey.booking = read_booking(fields.inside(*booking));
        journey.booking_occurred = fields.inside(*booking).time("occurred");
    }
    if (auto const* const screening = fields.find("screening")) {
        journey.screening = read_screening(fields.inside(*screening));
        journey.screening_occurred = fields.inside(*screening).time("occurred");
    }
    journey.reports = fields.list("reports", read_report);
    for (auto const& one : fields.list("reportVersions", read_version)) {
        journey.report_versions[one.id] = one.version;
        journey.report_occurred[one.id] = one.occurred;
    }
}

} // namespace

Result<BookingJourney> BookingJourney::from(std::string_view json)
{
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag>(
        json.data(), json.size());
    if (document.HasParseError()) return foramen::fault("a stored journey is not JSON");
    std::string missing;
    Fields const fields{document, missing};
    auto const format = fields.count("format");
    auto const known = format >= journey_format_oldest && format <= journey_format;
    if (!known && missing.empty()) {
        return foramen::fault("a stored journey has a format that this program does not know: "
                              "run the newer program");
    }
    BookingJourney journey;
    journey.booking_id = fields.text("bookingId");
    read_patient(fields, journey);
    read_events(fields, journey);
    journey.approval = fields.one_of<ApprovalState>("approval", names::approvals);
    if (format >= 3) read_names(fields, journey);
    if (format >= 2) {
        journey.booking_message = fields.text("bookingMessage");
        journey.requests = fields.list("requests", read_request);
    }
    journey.risk_version = fields.text("riskVersion");
    journey.factors = fields.list("factors", read_factor);
    journey.scans = fields.list("scans", read_scan);
    journey.unapplied_bookings =
        read_all_unapplied(fields, "unappliedBookings", "unappliedBooking");
    journey.unapplied_screenings =
        read_all_unapplied(fields, "unappliedScreenings", "unappliedScreening");
    journey.holds = fields.list("holds", read_hold);
    journey.ready = fields.flag("ready");
    if (fields.find("riskAuthor")) journey.risk_author = fields.text("riskAuthor");
    if (fields.find("restored")) journey.restored = fields.time("restored");
    if (missing.empty()) return journey;
    return foramen::fault("a stored journey has no usable member \"" + missing + '"');
}

} // namespace foramen
