#include "tools/player/morning.h"

#include "gateway/base/digest.h"
#include "gateway/base/json_text.h"
#include "tools/player/pdf.h"
#include "tools/player/story.h"

#include <algorithm>
#include <array>

namespace foramen {

namespace {

using namespace std::chrono_literals;
using std::chrono::sys_seconds;

std::string instant(sys_seconds time)
{
    auto const day = std::chrono::floor<std::chrono::days>(time);
    std::chrono::year_month_day const date{day};
    std::chrono::hh_mm_ss const clock{time - day};
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d+00:00",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text.data();
}

std::string date(sys_seconds time) { return instant(time).substr(0, 10); }

void put_location(JsonText& json)
{
    json.key("location").object().member("odsCode", "Z9A01");
    json.member("name", "Complete injection clinic, room 2").end_object();
}

void put_clinician(JsonText& json, std::string_view key, Story const& story)
{
    json.key(key).object().member("id", story.clinician_id);
    json.member("name", story.clinician_name).member("gmcNumber", story.clinician_gmc);
    json.end_object();
}

void put_procedure(JsonText& json, Story const& story)
{
    json.key("procedure").object().member("type", "nerve-root-injection");
    json.member("region", story.region).member("side", story.side).key("levels").array();
    for (auto const& level : story.levels) json.text(level);
    json.end_array().end_object();
}

void put_patient(JsonText& json, Story const& story)
{
    auto const& person = story.person;
    json.key("patient").object().member("clinicId", person.clinic_id);
    if (!person.nhs_number.empty()) {
        json.member("nhsNumber", person.nhs_number).key("nhsNumberVerified").flag(true);
    }
    json.key("name").object().member("prefix", person.prefix).key("given").array();
    json.text(person.given).end_array().member("family", person.family).end_object();
    json.member("birthDate", person.birth_date).member("gender", person.gender);
    json.key("address").object().key("lines").array().text(person.street).text("London");
    json.end_array().member("postcode", "NW1 9LR").end_object().member("phone", person.phone);
    json.key("gpPractice").object().member("odsCode", person.practice);
    json.member("name", person.practice_name).end_object();
    json.key("shareWithGp").flag(story.turn != Turn::refuses_sharing).end_object();
}

void begin(JsonText& json, Story const& story, std::string_view kind, sys_seconds occurred)
{
    auto const name = std::string{kind} + instant(occurred);
    json.object().member("event", kind);
    json.member("eventId", "ev-" + story.id + "-" + to_hex(sha256(name)).substr(0, 8));
    json.member("occurredAt", instant(occurred));
}

MorningEvent end(JsonText& json, Story const& story, std::string_view kind, sys_seconds occurred,
                 std::string path)
{
    put_patient(json, story);
    json.end_object();
    return {occurred, std::move(path), std::string{kind}, "BK-" + story.id, json.take()};
}

struct BookingChange {
    std::string_view kind;
    unsigned version;
    sys_seconds occurred;
    sys_seconds start;
};

MorningEvent booking_event(Story const& story, BookingChange const& change)
{
    JsonText json;
    begin(json, story, change.kind, change.occurred);
    json.key("booking").object().member("id", "BK-" + story.id).member("version", change.version);
    json.member("start", instant(change.start)).member("end", instant(change.start + 45min));
    put_location(json);
    put_clinician(json, "clinician", story);
    put_procedure(json, story);
    json.key("reason").object().member("code", story.reason).end_object();
    json.member("bookedVia", story.booked_via);
    if (change.kind == "booking.cancelled") json.member("cancellationReason", "patient request");
    json.key("escort").object().member("name", "Escort of the patient").end_object();
    json.end_object();
    return end(json, story, change.kind, change.occurred, "/api/v1/bookings");
}

std::string_view yes_if(Turn turn, Story const& story) { return story.turn == turn ? "yes" : "no"; }

void put_answer(JsonText& json, std::string_view question, std::string_view answer)
{
    json.key(question).object().member("answer", answer).end_object();
}

void put_answers(JsonText& json, Story const& story)
{
    auto const turn = story.turn;
    json.key("answers").object();
    put_answer(json, "infection", yes_if(Turn::declined, story));
    for (auto const* question : {"cancer", "bleedingDisorder", "pregnancyOrBreastfeeding",
                                 "osteoporosis", "steroidAllergy", "anaestheticAllergy"}) {
        put_answer(json, question, "no");
    }
    put_answer(json, "heartProblem", yes_if(Turn::heart_problem, story));
    json.key("anticoagulant").object();
    json.member("answer", yes_if(Turn::anticoagulant, story));
    if (turn == Turn::anticoagulant) json.member("medicine", "Apixaban 5 mg twice daily");
    json.end_object().key("diabetes").object();
    json.member("answer", yes_if(Turn::diabetes, story));
    if (turn == Turn::diabetes) json.member("controlled", "no").member("hba1cMmolMol", 86);
    json.end_object().key("bloodPressure").object();
    auto const high = turn == Turn::high_blood_pressure;
    json.member("answer", high ? "unstable" : "stable");
    json.member("systolicMmHg", high ? 186 : story.systolic);
    json.member("diastolicMmHg", high ? 112 : story.diastolic).end_object().end_object();
}

std::string_view decision_of(Turn turn)
{
    switch (turn) {
    case Turn::heart_problem:
    case Turn::diabetes:
    case Turn::anticoagulant:
    case Turn::high_blood_pressure: return "gp-approval-needed";
    case Turn::postponed: return "postponed";
    case Turn::declined: return "declined";
    default: return "clear";
    }
}

/// Three injections in the same area in the last twelve months: this one would be the fourth.
void put_previous(JsonText& json, Story const& story)
{
    json.key("previousInjections").array();
    for (auto const days_ago : {60, 150, 240}) {
        json.object().member("region", story.region);
        json.member("date", date(story.start - std::chrono::days{days_ago})).end_object();
    }
    json.end_array();
}

MorningEvent screening_event(Story const& story)
{
    constexpr std::string_view kind = "screening.completed";
    JsonText json;
    begin(json, story, kind, story.screened);
    json.key("screening").object().member("id", "SC-" + story.id).member("version", 1);
    json.member("bookingId", "BK-" + story.id).member("completedAt", instant(story.screened));
    put_answers(json, story);
    if (story.turn == Turn::steroid_limit) put_previous(json, story);
    json.key("symptoms").object().member("region", story.region).member("side", story.side);
    json.member("painScore", story.pain_before).member("changedSinceScan", "no").end_object();
    json.key("mri").object().member("done", "yes").member("provider", "Northbank Imaging");
    json.end_object().key("consent").object().key("given").flag(story.turn != Turn::no_consent);
    json.member("at", instant(story.screened)).member("by", "patient").end_object();
    json.key("decision").object().member("outcome", decision_of(story.turn));
    put_clinician(json, "by", story);
    json.end_object().end_object();
    return end(json, story, kind, story.screened, "/api/v1/screenings");
}

void put_medicine(JsonText& json, Story const& story)
{
    json.key("medicines").array();
    json.object().member("name", "Triamcinolone acetonide").member("kind", "corticosteroid");
    json.member("strength", "40 mg/ml").member("doseMg", 40).member("volumeMl", 1);
    json.member("batch", "TA41124").member("expiry", date(story.start + std::chrono::days{400}));
    json.member("level", story.levels.front()).end_object();
    json.object().member("name", "Lidocaine hydrochloride").member("kind", "local-anaesthetic");
    json.member("strength", "10 mg/ml").member("doseMg", 20).member("volumeMl", 2);
    json.member("batch", "LD44581").member("expiry", date(story.start + std::chrono::days{500}));
    json.end_object().end_array();
}

void put_attachment(JsonText& json, Story const& story, unsigned version)
{
    auto const pdf =
        make_pdf({"Procedure report " + story.id + ", version " + std::to_string(version),
                  "Nerve root injection, " + story.region + ", " + story.side,
                  "An invented report of an invented patient."});
    json.key("attachments").array().object().member("contentType", "application/pdf");
    json.member("title", "Procedure report").member("data", to_base64(pdf));
    json.end_object().end_array();
}

MorningEvent report_event(Story const& story, std::string_view kind, unsigned version)
{
    auto const occurred = story.start + 60min + 40min * (version - 1);
    auto const amended = kind == "procedureReport.amended";
    JsonText json;
    begin(json, story, kind, occurred);
    json.key("report").object().member("id", "PR-" + story.id).member("version", version);
    json.member("bookingId", "BK-" + story.id);
    put_procedure(json, story);
    json.member("performedStart", instant(story.start + 5min));
    json.member("performedEnd", instant(story.start + 17min));
    put_clinician(json, "clinician", story);
    put_location(json);
    json.member("guidance", "ultrasound");
    json.member("position", story.region == "lumbar" ? "prone" : "side-lying");
    put_medicine(json, story);
    json.member("findings", amended ? "Amended: side and level confirmed on review."
                                    : "Needle tip seen next to the nerve root; spread seen.");
    json.key("outcome").object().key("completed").flag(true);
    json.member("painBefore", story.pain_before).member("painAfter", story.pain_after);
    json.member("observationMinutes", 25).end_object().key("advice").array();
    json.text("Do not drive for 24 hours.");
    json.text("Seek help at once for fever, increasing redness, new weakness or loss of bladder "
              "or bowel control.");
    json.end_array().member("followUp", "Physiotherapy in two weeks.");
    put_attachment(json, story, version);
    if (version > 1) {
        json.member("replaces", "PR-" + story.id + "/" + std::to_string(version - 1));
    }
    json.end_object();
    return end(json, story, kind, occurred, "/api/v1/procedure-reports");
}

void tell(Story const& story, std::vector<MorningEvent>& events)
{
    auto const moved = story.turn == Turn::rescheduled;
    auto const first_start = moved ? story.start - std::chrono::days{3} : story.start;
    events.push_back(booking_event(story, {"booking.created", 1, story.booked, first_start}));
    if (story.turn != Turn::screening_missing) events.push_back(screening_event(story));
    auto const later = story.screened + 2h;
    if (moved) {
        events.push_back(booking_event(story, {"booking.rescheduled", 2, later, story.start}));
    } else if (story.turn == Turn::cancelled) {
        events.push_back(booking_event(story, {"booking.cancelled", 2, later, story.start}));
    } else if (story.turn == Turn::no_show) {
        auto const noticed = story.start + 30min;
        events.push_back(booking_event(story, {"booking.noShow", 2, noticed, story.start}));
    }
    if (!story.is_treated()) return;
    events.push_back(report_event(story, "procedureReport.final", 1));
    if (story.turn == Turn::report_amended) {
        events.push_back(report_event(story, "procedureReport.amended", 2));
    } else if (story.turn == Turn::report_in_error) {
        events.push_back(report_event(story, "procedureReport.enteredInError", 2));
    }
}

} // namespace

std::string synthetic_nhs_number(std::uint64_t counter)
{
    constexpr std::uint64_t numbers = 1'000'000;
    for (auto number = counter % numbers;; number = (number + 1) % numbers) {
        std::array<char, 16> text{};
        std::snprintf(text.data(), text.size(), "999%06u", static_cast<unsigned>(number));
        unsigned sum = 0;
        for (unsigned i = 0; i < 9; ++i) sum += static_cast<unsigned>(text[i] - '0') * (10 - i);
        auto const check = (11 - sum % 11) % 11;
        if (check != 10) return text.data() + std::to_string(check);
    }
}

std::vector<MorningEvent> make_morning(MorningPlan const& plan)
{
    std::vector<MorningEvent> events;
    for (unsigned place = 0; place < plan.patients; ++place) {
        tell(invent_story(plan.seed, place, plan.day), events);
    }
    std::ranges::stable_sort(events, {}, &MorningEvent::occurred);
    return events;
}

} // namespace foramen
