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
    json.member("received", to_rfc3339(telling.source.received));
    json.member("messages", report.tellings.size());
}

void put_name(JsonText& json, hl7v2::PersonName const& name)
{
    json.object().member("family", name.family.reveal(Purpose::answer));
    json.member("given", name.given.reveal(Purpose::answer)).end_object();
}

void put_patient(JsonText& json, hl7v2::PatientEvidence const& patient)
{
    json.key("patient").object().key("name");
    put_name(json, patient.name);
    json.key("otherNames").array();
    for (auto const& name : patient.other_names) put_name(json, name);
    json.end_array().key("nhsNumbers").array();
    for (auto const& number : patient.nhs_numbers) json.text(number.reveal(Purpose::answer));
    json.end_array().key("birthDate");
    auto const& born = patient.birth_date.reveal(Purpose::answer);
    if (born) json.text(to_string(*born));
    else json.null();
    json.member("sex", patient.sex).member("postcode", patient.postcode.reveal(Purpose::answer));
    json.end_object();
}

void put_reasons(JsonText& json, std::vector<std::string> const& reasons)
{
    json.key("reasons").array();
    for (auto const& reason : reasons) json.text(reason);
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

std::string imaging_json(imaging::Case const& report, matching::RegionTable const& regions)
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
    put_patient(json, said.patient);
    put_reasons(json, report.reasons);
    json.key("candidates").array();
    for (auto const& one : report.candidates) {
        json.object().member("patient", one.clinic_id).key("score").number(one.score);
        put_reasons(json, one.reasons);
        json.end_object();
    }
    json.end_array();
    put_decision(json, report);
    json.key("flaws").array();
    for (auto const& flaw : said.flaws) {
        json.object().member("place", flaw.place).member("text", flaw.text).end_object();
    }
    json.end_array().end_object();
    return json.take();
}

} // namespace foramen
