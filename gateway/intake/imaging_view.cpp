#include "gateway/intake/imaging_view.h"

#include "gateway/base/json_text.h"

namespace foramen {

namespace {

void put_head(JsonText& json, imaging::Case const& report, matching::RegionTable const& regions)
{
    auto const current = imaging::current_of(report.tellings);
    auto const& telling = report.tellings[current.told_by];
    auto const& said = telling.said;
    json.member("id", report.id).member("sender", report.sender);
    json.member("standing", to_string(report.standing));
    json.member("status", hl7v2::to_string(current.status)).key("work").array();
    for (auto const work : report.work) json.text(to_string(work));
    json.end_array().member("accession", current.accession).member("modality", said.modality);
    json.key("regions").array();
    for (auto const region : imaging::regions_of(report, regions).regions) {
        json.text(matching::to_string(region));
    }
    json.end_array().key("scanned");
    if (said.scanned) json.text(to_string(london_date(said.scanned->at)));
    else json.null();
    json.key("waitingSince");
    if (report.waiting_since == TimePoint{}) json.null();
    else json.text(to_rfc3339(report.waiting_since));
    json.member("received", to_rfc3339(telling.source.received));
    json.member("messages", report.tellings.size());
}

constexpr std::string_view mask = "•••";

/// What is known of people, or a mask where something is known.
class PeopleText {
public:
    PeopleText(JsonText& json, People people) : json_{json}, people_{people} {}

    void value(std::string_view text) { json_.text(is_masked(text) ? mask : text); }
    void member(std::string_view name, std::string_view text)
    {
        json_.key(name);
        value(text);
    }
    void member(std::string_view name, std::optional<Date> const& date)
    {
        json_.key(name);
        if (date) value(to_string(*date));
        else json_.null();
    }
    void name(Sensitive<std::string> const& family, Sensitive<std::string> const& given)
    {
        json_.object();
        member("family", family.reveal(Purpose::answer));
        member("given", given.reveal(Purpose::answer));
        json_.end_object();
    }

private:
    bool is_masked(std::string_view text) const
    {
        return people_ == People::masked && !text.empty();
    }
    JsonText& json_;
    People people_;
};

void put_patient(JsonText& json, hl7v2::PatientEvidence const& patient, People people)
{
    PeopleText text{json, people};
    json.key("patient").object().key("name");
    text.name(patient.name.family, patient.name.given);
    json.key("otherNames").array();
    for (auto const& name : patient.other_names) text.name(name.family, name.given);
    json.end_array().key("nhsNumbers").array();
    for (auto const& number : patient.nhs_numbers) text.value(number.reveal(Purpose::answer));
    json.end_array();
    text.member("birthDate", patient.birth_date.reveal(Purpose::answer));
    text.member("sex", patient.sex);
    text.member("postcode", patient.postcode.reveal(Purpose::answer));
    json.end_object();
}

/// The codes, and beside them what they mean.
void put_reasons(JsonText& json, std::vector<std::string> const& reasons)
{
    json.key("reasons").array();
    for (auto const& reason : reasons) json.text(reason);
    json.end_array().key("why").array();
    for (auto const& reason : reasons) {
        for (int one = 0; one <= static_cast<int>(matching::last_reason); ++one) {
            auto const known = static_cast<matching::Reason>(one);
            if (to_string(known) == reason) json.text(matching::explain(known));
        }
    }
    json.end_array();
}

std::string_view sex_word(matching::Sex sex)
{
    if (sex == matching::Sex::female) return "female";
    return sex == matching::Sex::male ? "male" : "";
}

/// What the clinic knows of a candidate; nothing of one without an open booking.
void put_known(JsonText& json, ClinicList::Entry const& known, People people)
{
    PeopleText text{json, people};
    auto const& patient = known.patient;
    json.key("name");
    text.name(patient.name.family, patient.name.given);
    text.member("nhsNumber", patient.nhs_number ? patient.nhs_number->digits() : "");
    text.member("birthDate", patient.birth_date.reveal(Purpose::answer));
    text.member("sex", sex_word(patient.sex));
    text.member("postcode", patient.postcode.reveal(Purpose::answer));
    json.key("bookings").array();
    for (auto const& booking : known.bookings) json.text(booking);
    json.end_array();
}

void put_candidates(JsonText& json, imaging::Case const& report, ClinicList const& patients,
                    People people)
{
    json.key("candidates").array();
    for (auto const& one : report.candidates) {
        json.object().member("patient", one.clinic_id).key("score").number(one.score);
        put_reasons(json, one.reasons);
        json.key("needsSecondPerson").flag(imaging::is_override(report, one.clinic_id));
        if (auto const known = patients.find(one.clinic_id)) put_known(json, *known, people);
        json.end_object();
    }
    json.end_array();
}

void put_documents(JsonText& json, imaging::Case const& report)
{
    json.key("documents").array();
    for (auto const& note : imaging::current_of(report.tellings).attachments) {
        if (!imaging::is_by_hand(report) || note.hash.empty()) continue;
        json.object().member("hash", note.hash).member("contentType", note.content_type);
        json.member("bytes", note.bytes).end_object();
    }
    json.end_array();
}

void put_decision(JsonText& json, imaging::Case const& report)
{
    auto const& decision = report.decision;
    json.key("decision").object().member("by", decision.by).member("at", to_rfc3339(decision.at));
    if (!decision.clinic_id.empty()) json.member("patient", decision.clinic_id);
    if (!decision.basis.empty()) json.member("basis", decision.basis);
    if (!decision.reason.empty()) json.member("reason", decision.reason);
    json.end_object();
    if (!report.proposal) return;
    auto const& first = *report.proposal;
    json.key("proposal").object().member("by", first.by).member("at", to_rfc3339(first.at));
    json.member("patient", first.clinic_id).member("reason", first.reason).end_object();
}

} // namespace

std::string imaging_list_json(std::vector<imaging::Case> const& reports,
                              matching::RegionTable const& regions,
                              std::optional<std::string> const& next)
{
    JsonText json;
    json.object().key("reports").array();
    for (auto const& report : reports) {
        json.object();
        put_head(json, report, regions);
        json.member("candidates", report.candidates.size()).end_object();
    }
    json.end_array().key("next");
    if (next) json.text(*next);
    else json.null();
    json.end_object();
    return json.take();
}

std::string imaging_json(imaging::Case const& report, matching::RegionTable const& regions,
                         ClinicList const& patients, People people)
{
    auto const current = imaging::current_of(report.tellings);
    auto const& said = report.tellings[current.told_by].said;
    JsonText json;
    json.object();
    put_head(json, report, regions);
    json.key("exams").array();
    for (auto const& exam : said.exams) {
        json.object().member("code", exam.code).member("text", exam.text).end_object();
    }
    json.end_array();
    json.key("masked").flag(people == People::masked);
    put_patient(json, said.patient, people);
    put_reasons(json, report.reasons);
    put_candidates(json, report, patients, people);
    put_documents(json, report);
    put_decision(json, report);
    json.key("flaws").array();
    for (auto const& flaw : said.flaws) {
        json.object().member("place", flaw.place).member("text", flaw.text).end_object();
    }
    json.end_array().end_object();
    return json.take();
}

} // namespace foramen
