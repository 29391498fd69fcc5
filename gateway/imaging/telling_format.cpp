// Why this file exists: one telling of a report as it is stored.
#include "gateway/base/json_fields.h"
#include "gateway/imaging/words.h"

namespace foramen::imaging {

namespace {

void put_moment(JsonText& json, std::string_view name, std::optional<hl7v2::Moment> const& moment)
{
    if (!moment) return;
    json.key(name).object().member("at", moment->at.time_since_epoch().count());
    json.member("precision", words::of(words::precisions, moment->precision)).end_object();
}

std::optional<hl7v2::Moment> read_moment(JsonFields const& fields, char const* name)
{
    auto const* const found = fields.find(name);
    if (found == nullptr) return {};
    auto const inside = fields.inside(*found);
    return hl7v2::Moment{inside.time("at"),
                         inside.one_of<hl7v2::Precision>("precision", words::precisions)};
}

void put_name(JsonText& json, hl7v2::PersonName const& name)
{
    json.object().member("family", name.family.reveal(Purpose::audit));
    json.member("given", name.given.reveal(Purpose::audit)).end_object();
}

hl7v2::PersonName read_name(JsonFields const& fields)
{
    return {Sensitive{fields.text("family")}, Sensitive{fields.text("given")}};
}

void put_patient(JsonText& json, hl7v2::PatientEvidence const& patient)
{
    json.key("patient").object().key("nhsNumbers").array();
    for (auto const& number : patient.nhs_numbers) json.text(number.reveal(Purpose::audit));
    json.end_array().member("nhsNumberStatus", patient.nhs_number_status).key("ids").array();
    for (auto const& id : patient.local_ids) {
        json.object().member("value", id.value.reveal(Purpose::audit));
        json.member("authority", id.authority).member("type", id.type).end_object();
    }
    json.end_array().key("name");
    put_name(json, patient.name);
    json.key("otherNames").array();
    for (auto const& name : patient.other_names) put_name(json, name);
    json.end_array();
    auto const& born = patient.birth_date.reveal(Purpose::audit);
    if (born) json.member("birthDate", foramen::to_string(*born));
    json.member("sex", patient.sex).member("postcode", patient.postcode.reveal(Purpose::audit));
    json.end_object();
}

hl7v2::LocalId read_local_id(JsonFields const& fields)
{
    return {Sensitive{fields.text("value")}, fields.text("authority"), fields.text("type")};
}

hl7v2::PatientEvidence read_patient(JsonFields const& fields)
{
    hl7v2::PatientEvidence patient;
    for (auto& number : fields.texts("nhsNumbers")) patient.nhs_numbers.emplace_back(number);
    patient.nhs_number_status = fields.text("nhsNumberStatus");
    patient.local_ids = fields.list("ids", read_local_id);
    if (auto const* const name = fields.find("name"))
        patient.name = read_name(fields.inside(*name));
    patient.other_names = fields.list("otherNames", read_name);
    if (fields.find("birthDate")) {
        patient.birth_date = Sensitive{std::optional{fields.date("birthDate")}};
    }
    patient.sex = fields.text("sex");
    patient.postcode = Sensitive{fields.text("postcode")};
    return patient;
}

void put_exams(JsonText& json, hl7v2::ImagingReport const& said)
{
    json.key("exams").array();
    for (auto const& exam : said.exams) {
        json.object().member("code", exam.code).member("text", exam.text);
        json.member("system", exam.system).key("regions").array();
        for (auto const& one : exam.regions) {
            json.object().member("region", words::of(words::spine_regions, one.region));
            json.member("from", words::of(words::region_sources, one.from)).end_object();
        }
        json.end_array().end_object();
    }
    json.end_array().key("bodyParts").array();
    for (auto const& part : said.body_parts) json.text(part);
    json.end_array();
}

hl7v2::RegionCandidate read_region(JsonFields const& fields)
{
    return {fields.one_of<hl7v2::SpineRegion>("region", words::spine_regions),
            fields.one_of<hl7v2::RegionFrom>("from", words::region_sources)};
}

hl7v2::Exam read_exam(JsonFields const& fields)
{
    return {fields.text("code"), fields.text("text"), fields.text("system"),
            fields.list("regions", read_region)};
}

void put_numbers(JsonText& json, hl7v2::ImagingReport const& said)
{
    json.member("sender", said.sender).member("controlId", said.control_id);
    json.member("event", said.event).member("kind", words::of(words::kinds, said.kind));
    json.member("provider", said.provider).member("requestNumber", said.request_number);
    json.member("requestAuthority", said.request_authority).member("reportId", said.report_id);
    json.member("parentReportId", said.parent_report_id).member("accession", said.accession);
    json.member("studyUid", said.study_uid).member("studyUrl", said.study_url);
    json.member("series", said.series_count).member("instances", said.instance_count);
    json.member("modality", said.modality);
}

void read_numbers(JsonFields const& fields, hl7v2::ImagingReport& said)
{
    said.sender = fields.text("sender");
    said.control_id = fields.text("controlId");
    said.event = fields.text("event");
    said.kind = fields.one_of<hl7v2::ReportKind>("kind", words::kinds);
    said.provider = fields.text("provider");
    said.request_number = fields.text("requestNumber");
    said.request_authority = fields.text("requestAuthority");
    said.report_id = fields.text("reportId");
    said.parent_report_id = fields.text("parentReportId");
    said.accession = fields.text("accession");
    said.study_uid = fields.text("studyUid");
    said.study_url = fields.text("studyUrl");
    said.series_count = fields.count("series");
    said.instance_count = fields.count("instances");
    said.modality = fields.text("modality");
}

void put_content(JsonText& json, Telling const& telling)
{
    auto const& said = telling.said;
    json.member("status", words::of(words::statuses, said.status));
    json.member("textIs", words::of(words::texts, said.text_is));
    json.member("text", said.text.reveal(Purpose::audit));
    json.key("reporter").object().member("code", said.reporter.code);
    json.member("family", said.reporter.family).member("given", said.reporter.given).end_object();
    json.key("flaws").array();
    for (auto const& flaw : said.flaws) {
        json.object().member("place", flaw.place).member("text", flaw.text).end_object();
    }
    json.end_array().key("attachments").array();
    for (auto const& one : telling.attachments) {
        json.object().member("contentType", one.content_type).member("hash", one.hash);
        json.member("bytes", one.bytes).member("url", one.url).end_object();
    }
    json.end_array();
}

hl7v2::Flaw read_flaw(JsonFields const& fields)
{
    return {fields.text("place"), fields.text("text")};
}

AttachmentNote read_attachment(JsonFields const& fields)
{
    return {fields.text("contentType"), fields.text("hash"), fields.count("bytes"),
            fields.text("url")};
}

void read_content(JsonFields const& fields, Telling& telling)
{
    auto& said = telling.said;
    said.status = fields.one_of<hl7v2::ImagingStatus>("status", words::statuses);
    said.text_is = fields.one_of<hl7v2::TextIs>("textIs", words::texts);
    said.text = Sensitive{fields.text("text")};
    if (auto const* const found = fields.find("reporter")) {
        auto const inside = fields.inside(*found);
        said.reporter = {inside.text("code"), inside.text("family"), inside.text("given")};
    }
    said.flaws = fields.list("flaws", read_flaw);
    telling.attachments = fields.list("attachments", read_attachment);
}

} // namespace

void put(JsonText& json, Telling const& telling)
{
    auto const& said = telling.said;
    json.object().member("messageId", telling.source.message_id);
    json.member("place", telling.source.place).member("hash", telling.source.hash);
    json.member("received", telling.source.received.time_since_epoch().count());
    put_numbers(json, said);
    put_patient(json, said.patient);
    put_exams(json, said);
    put_moment(json, "scanned", said.scanned);
    put_moment(json, "reported", said.reported);
    put_moment(json, "sent", said.sent);
    put_content(json, telling);
    json.end_object();
}

Telling read_telling(JsonFields const& fields)
{
    Telling telling;
    telling.source = {fields.text("messageId"), fields.count("place"), fields.text("hash"),
                      fields.time("received")};
    read_numbers(fields, telling.said);
    if (auto const* const patient = fields.find("patient")) {
        telling.said.patient = read_patient(fields.inside(*patient));
    }
    telling.said.exams = fields.list("exams", read_exam);
    telling.said.body_parts = fields.texts("bodyParts");
    telling.said.scanned = read_moment(fields, "scanned");
    telling.said.reported = read_moment(fields, "reported");
    telling.said.sent = read_moment(fields, "sent");
    read_content(fields, telling);
    return telling;
}

} // namespace foramen::imaging
