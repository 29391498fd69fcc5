// Why this file exists: what the mapping of an imported report may know, and nothing else.
#include "gateway/base/json_text.h"
#include "gateway/imports.h"
#include "gateway/mapping/identity.h"

namespace foramen {

namespace {

using imaging::Current;

void put_filled(JsonText& json, std::string_view name, std::string_view value)
{
    if (!value.empty()) json.member(name, value);
}

void put_exams(JsonText& json, hl7v2::ImagingReport const& said)
{
    json.key("exams").array();
    for (auto const& exam : said.exams) {
        json.object();
        put_filled(json, "code", exam.code);
        put_filled(json, "text", exam.text);
        put_filled(json, "system", exam.system);
        json.end_object();
    }
    json.end_array();
}

void put_moments(JsonText& json, hl7v2::ImagingReport const& said)
{
    if (said.scanned && said.scanned->precision >= hl7v2::Precision::minute) {
        json.member("scanned", to_rfc3339(said.scanned->at));
    } else if (said.scanned && said.scanned->precision == hl7v2::Precision::day) {
        json.member("scanned", to_string(london_date(said.scanned->at)));
    }
    if (said.reported) json.member("reported", to_rfc3339(said.reported->at));
}

void put_numbers(JsonText& json, hl7v2::ImagingReport const& said, Current const& current)
{
    put_filled(json, "provider", said.provider);
    put_filled(json, "reportId", said.report_id);
    put_filled(json, "accession", current.accession);
    put_filled(json, "studyUid", current.study_uid);
    put_filled(json, "parentReportId", said.parent_report_id);
    put_filled(json, "requestNumber", said.request_number);
    put_filled(json, "modality", said.modality);
}

void put_reporter(JsonText& json, hl7v2::Reporter const& reporter)
{
    if (reporter.code.empty() && reporter.family.empty()) return;
    json.key("reporter").object();
    put_filled(json, "code", reporter.code);
    put_filled(json, "family", reporter.family);
    put_filled(json, "given", reporter.given);
    json.end_object();
}

/// What is withdrawn leaves nothing to read behind.
void put_content(JsonText& json, ImportSource const& source, Current const& current)
{
    auto const& said = source.report.tellings[current.told_by].said;
    json.key("attachments").array();
    for (auto const& one : current.attachments) {
        if (source.is_withdrawn) break;
        json.object().member("contentType", one.content_type);
        put_filled(json, "hash", one.hash);
        if (one.bytes > 0) json.member("bytes", one.bytes);
        put_filled(json, "url", one.url);
        json.end_object();
    }
    json.end_array();
    if (source.is_withdrawn) return;
    if (!current.text.empty()) {
        json.member("textHash", imaging::text_hash(current.text));
        if (source.text == ReportText::conclusion) json.member("text", current.text);
    }
    put_filled(json, "studyUrl", said.study_url);
    if (said.series_count > 0) json.member("seriesCount", said.series_count);
    if (said.instance_count > 0) json.member("instanceCount", said.instance_count);
}

void put_report(JsonText& json, ImportSource const& source, matching::RegionTable const& regions)
{
    auto const& report = source.report;
    auto const current = imaging::current_of(report.tellings);
    auto const& telling = report.tellings[current.told_by];
    auto const& said = telling.said;
    auto const status =
        source.is_withdrawn ? hl7v2::ImagingStatus::entered_in_error : current.status;
    json.key("report").object().member("id", imported_id(report, source.clinic_id));
    json.member("sender", report.sender).member("version", source.version);
    json.member("kind", current.is_announced_only ? "announcement" : "report");
    json.member("status", hl7v2::to_string(status)).member("event", said.event);
    put_numbers(json, said, current);
    put_exams(json, said);
    json.key("regions").array();
    for (auto const region : imaging::regions_of(report, regions).regions) {
        json.text(matching::to_string(region));
    }
    json.end_array();
    put_moments(json, said);
    put_reporter(json, said.reporter);
    put_content(json, source, current);
    json.member("sourceId", telling.source.message_id);
    json.member("sourceHash", telling.source.hash).end_object();
}

} // namespace

std::string imported_id(imaging::Case const& report, std::string_view clinic_id)
{
    return name_uuid("imported|" + report.id + '|' + std::string{clinic_id});
}

std::string imported_location(imaging::Case const& report)
{
    if (report.standing != imaging::Standing::matched) return {};
    auto const current = imaging::current_of(report.tellings);
    auto const& patient = report.decision.clinic_id;
    if (!current.is_announced_only) {
        auto const id = imported_id(report, patient);
        return "DiagnosticReport/" +
               identity_uuid("DiagnosticReport", {{"urn:foramen:imaging-report", id}});
    }
    if (current.study_uid.empty()) return {};
    auto const value = patient + '/' + current.study_uid;
    return "ImagingStudy/" + identity_uuid("ImagingStudy", {{"urn:foramen:imaging-study", value}});
}

std::string import_source(ImportSource const& source, matching::RegionTable const& regions)
{
    JsonText json;
    json.object().member("eventId", source.event_id);
    json.member("occurredAt", to_rfc3339(source.now));
    put_report(json, source, regions);
    json.key("patient").object().member("clinicId", source.clinic_id);
    if (source.identity.starts_with(nhs_identity)) {
        json.member("nhsNumber", std::string_view{source.identity}.substr(nhs_identity.size()));
    }
    json.end_object().key("match").object();
    auto const& decision = source.decision;
    auto const is_person = decision.by != "gateway";
    json.member("by", is_person ? "person" : "gateway");
    if (is_person) json.member("who", decision.by).member("reason", decision.reason);
    json.member("at", to_rfc3339(decision.at));
    json.member("basis", decision.basis.empty() ? "person" : decision.basis);
    json.end_object().end_object();
    return json.take();
}

} // namespace foramen
