#include "gateway/dicomweb/qido.h"

#include "gateway/dicomweb/attributes.h"

#include <algorithm>

namespace foramen::dicomweb {

namespace {

constexpr char study_date[] = "00080020";
constexpr char study_time[] = "00080030";
constexpr char accession_number[] = "00080050";
constexpr char modality_of_series[] = "00080060";
constexpr char modalities_in_study[] = "00080061";
constexpr char study_description[] = "00081030";
constexpr char patient_name[] = "00100010";
constexpr char patient_id[] = "00100020";
constexpr char patient_birth_date[] = "00100030";
constexpr char patient_sex[] = "00100040";
constexpr char body_part_examined[] = "00180015";
constexpr char study_instance_uid[] = "0020000D";
constexpr char series_instance_uid[] = "0020000E";
constexpr char series_in_study[] = "00201206";
constexpr char instances_in_study[] = "00201208";
constexpr char completion_flag[] = "0040A491";
constexpr char verification_flag[] = "0040A493";
constexpr char verification_date_time[] = "0040A030";
constexpr char verifying_observers[] = "0040A073";
constexpr char content_date[] = "00080023";
constexpr char content_time[] = "00080033";
constexpr char content_sequence[] = "0040A730";
constexpr char text_value[] = "0040A160";

/// Content items of a Structured Report within each other, and all of them.
constexpr unsigned content_depth_max = 16;
constexpr std::size_t report_text_bytes_max = 1024 * 1024;

std::string without_spaces(std::string_view text)
{
    std::string digits;
    for (char const one : text) {
        if (one != ' ') digits += one;
    }
    return digits;
}

std::string date_key(Date date)
{
    auto text = foramen::to_string(date); // 2026-09-14
    std::erase(text, '-');
    return text;
}

Error no_rows() { return incorrect("the answer is no DICOM JSON list: check the server's URL"); }

/// Parsed iteratively: a hostile answer may nest as deep as it likes.
bool parse(std::string_view body, rapidjson::Document& document)
{
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag>(
        body.data(), body.size());
    return !document.HasParseError() && document.IsArray();
}

bool is_of_patient(Json const& row, StudyQuery const& query)
{
    auto const ids = texts(row, patient_id);
    return !ids.empty() && std::ranges::all_of(ids, [&](std::string const& id) {
        return without_spaces(id) == query.nhs_number;
    });
}

hl7v2::PatientEvidence patient_of(Json const& row)
{
    hl7v2::PatientEvidence patient;
    patient.nhs_numbers.emplace_back(without_spaces(text(row, patient_id)));
    patient.name = person_name(text(row, patient_name));
    patient.birth_date = Sensitive{day(text(row, patient_birth_date))};
    patient.sex = text(row, patient_sex);
    return patient;
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

void add_text(Json const& item, unsigned depth, std::string& all)
{
    auto const one = text(item, text_value);
    if (!one.empty() && all.size() + one.size() < report_text_bytes_max) {
        all.append(all.empty() ? "" : "\n").append(one);
    }
    if (depth >= content_depth_max) return;
    for (auto const* const inner : items(item, content_sequence)) add_text(*inner, depth + 1, all);
}

/// When it was verified, else when it was written.
std::optional<hl7v2::Moment> reported_at(Json const& row)
{
    for (auto const* const observer : items(row, verifying_observers)) {
        auto const verified = hl7v2::read_moment(text(*observer, verification_date_time));
        if (verified) return verified;
    }
    return moment(text(row, content_date), text(row, content_time));
}

} // namespace

bool is_uid(std::string_view text)
{
    return !text.empty() && text.size() <= 64 &&
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
    if (!parse(body, rows)) return no_rows();
    page.rows = rows.Size();
    for (auto const& row : rows.GetArray()) {
        if (!row.IsObject()) return no_rows();
        if (!is_of_patient(row, query)) {
            return incorrect("the server answered with studies of another patient than was asked "
                             "for: nothing of the answer was taken; check that it knows PatientID");
        }
        auto const uid = text(row, study_instance_uid);
        if (!is_uid(uid)) return incorrect("a study has no StudyInstanceUID that is one");
        auto const modalities = texts(row, modalities_in_study);
        if (std::ranges::find(modalities, "MR") == modalities.end()) continue;
        page.studies.push_back(study_of(row, server));
        page.has_reports.push_back(std::ranges::find(modalities, "SR") != modalities.end());
    }
    return page;
}

Result<SeriesList> read_series(std::string_view body)
{
    SeriesList list;
    rapidjson::Document rows;
    if (!parse(body, rows)) return no_rows();
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

Result<std::vector<hl7v2::ImagingReport>> read_structured_reports(std::string_view body,
                                                                  StudyQuery const& query,
                                                                  hl7v2::ImagingReport const& study)
{
    std::vector<hl7v2::ImagingReport> reports;
    rapidjson::Document rows;
    if (!parse(body, rows)) return no_rows();
    for (auto const& row : rows.GetArray()) {
        if (!is_of_patient(row, query) || text(row, study_instance_uid) != study.study_uid) {
            return incorrect("the server answered with a report of another patient or study: "
                             "nothing of it was taken");
        }
        std::string all;
        add_text(row, 0, all);
        if (all.empty()) continue;
        auto const is_final =
            text(row, completion_flag) == "COMPLETE" && text(row, verification_flag) == "VERIFIED";
        auto report = study;
        report.kind = hl7v2::ReportKind::report;
        report.status = is_final ? hl7v2::ImagingStatus::final : hl7v2::ImagingStatus::preliminary;
        report.text_is = hl7v2::TextIs::own;
        report.text = Sensitive{std::move(all)};
        report.reported = reported_at(row);
        reports.push_back(std::move(report));
    }
    return reports;
}

} // namespace foramen::dicomweb
