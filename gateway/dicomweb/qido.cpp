#include "gateway/dicomweb/qido.h"

#include "gateway/dicomweb/attributes.h"
#include "gateway/dicomweb/rows.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>

namespace foramen::dicomweb {

namespace {

constexpr char study_date[] = "00080020";
constexpr char study_time[] = "00080030";
constexpr char accession_number[] = "00080050";
constexpr char modality_of_series[] = "00080060";
constexpr char modalities_in_study[] = "00080061";
constexpr char study_description[] = "00081030";
constexpr char body_part_examined[] = "00180015";
constexpr char series_instance_uid[] = "0020000E";
constexpr char series_in_study[] = "00201206";
constexpr char instances_in_study[] = "00201208";
/// RetrieveURL, RetrieveAETitle, InstanceAvailability: they change without the study.
constexpr std::array<std::string_view, 3> passing{"00081190", "00080054", "00080056"};

/// The row, but what is passing.
std::string source_of(Json const& row)
{
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};
    writer.StartObject();
    for (auto const& member : row.GetObject()) {
        std::string_view const tag{member.name.GetString(), member.name.GetStringLength()};
        if (std::ranges::find(passing, tag) != passing.end()) continue;
        member.name.Accept(writer);
        member.value.Accept(writer);
    }
    writer.EndObject();
    return {buffer.GetString(), buffer.GetSize()};
}

std::string date_key(Date date)
{
    auto text = foramen::to_string(date); // 2026-09-14
    std::erase(text, '-');
    return text;
}

hl7v2::ImagingReport study_of(Json const& row, Server const& server)
{
    hl7v2::ImagingReport report;
    report.sender = server.name;
    report.event = "QIDO-RS";
    report.kind = hl7v2::ReportKind::announcement;
    report.status = hl7v2::ImagingStatus::registered;
    report.patient = patient_of(row);
    report.accession = text(row, accession_number);
    report.study_uid = text(row, study_instance_uid);
    report.modality = "MR";
    report.scanned = moment(text(row, study_date), text(row, study_time));
    if (auto name = text(row, study_description); !name.empty()) {
        report.exams.push_back({"", std::move(name), "", {}});
    }
    report.series_count = count(row, series_in_study);
    report.instance_count = count(row, instances_in_study);
    report.study_url = server.base_url + "/studies/" + report.study_uid;
    return report;
}

} // namespace

bool is_uid(std::string_view text)
{
    // ".." would be another place on the server.
    return !text.empty() && text.size() <= 64 && text.front() != '.' && text.back() != '.' &&
           text.find("..") == std::string_view::npos &&
           text.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::string target_of(StudyQuery const& query)
{
    auto number = query.nhs_number;
    // Not "%3F": Orthanc 1.10 does not decode it, and RFC 3986 3.4 allows the sign as it is.
    if (query.form == NumberForm::wildcard && number.size() == 10) {
        number.insert(6, "?").insert(3, "?");
    }
    auto target = "/studies?PatientID=" + number + "&StudyDate=" + date_key(query.from) + '-';
    for (auto const* const tag : {modalities_in_study, study_description, series_in_study}) {
        target += std::string{"&includefield="} + tag;
    }
    return target + "&limit=" + std::to_string(page_rows) +
           "&offset=" + std::to_string(query.offset);
}

std::string series_target(std::string_view study_uid)
{
    return "/studies/" + std::string{study_uid} + "/series?includefield=" + body_part_examined;
}

std::string metadata_target(std::string_view study_uid, std::string_view series_uid)
{
    return "/studies/" + std::string{study_uid} + "/series/" + std::string{series_uid} +
           "/metadata";
}

Result<StudyPage> read_studies(std::string_view body, StudyQuery const& query, Server const& server)
{
    StudyPage page;
    if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) return page;
    rapidjson::Document rows;
    if (!parse_rows(body, rows)) return no_rows();
    page.rows = rows.Size();
    for (auto const& row : rows.GetArray()) {
        if (!row.IsObject()) return no_rows();
        if (!is_of_patient(row, query.nhs_number)) {
            return incorrect("the server answered with studies of another patient than was asked "
                             "for: nothing of the answer was taken; check that it knows PatientID");
        }
        auto const uid = text(row, study_instance_uid);
        if (!is_uid(uid)) return incorrect("a study has no StudyInstanceUID that is one");
        auto const modalities = texts(row, modalities_in_study);
        if (std::ranges::find(modalities, "MR") == modalities.end()) continue;
        page.studies.push_back(study_of(row, server));
        page.sources.push_back(source_of(row));
        page.has_reports.push_back(std::ranges::find(modalities, "SR") != modalities.end());
    }
    return page;
}

Result<SeriesList> read_series(std::string_view body)
{
    SeriesList list;
    rapidjson::Document rows;
    if (!parse_rows(body, rows)) return no_rows();
    for (auto const& row : rows.GetArray()) {
        auto const modality = text(row, modality_of_series);
        if (modality == "MR") list.body_parts.push_back(text(row, body_part_examined));
        if (modality != "SR") continue;
        auto uid = text(row, series_instance_uid);
        if (!is_uid(uid)) return incorrect("a series has no SeriesInstanceUID that is one");
        list.report_uids.push_back(std::move(uid));
    }
    return list;
}

} // namespace foramen::dicomweb
