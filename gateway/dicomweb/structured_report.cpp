// Source: DICOM PS3.3 C.17.3 (SR Document Content), PS3.3 A.35 (SR classes); standards/imaging.md
// 1.6 rule 12.
#include "gateway/dicomweb/qido.h"
#include "gateway/dicomweb/rows.h"

#include <algorithm>
#include <array>

namespace foramen::dicomweb {

namespace {

using hl7v2::ImagingReport;
using hl7v2::ImagingStatus;

constexpr char sop_class_uid[] = "00080016";
constexpr char content_date[] = "00080023";
constexpr char content_time[] = "00080033";
constexpr char code_value[] = "00080100";
constexpr char code_meaning[] = "00080104";
constexpr char units[] = "004008EA";
constexpr char relationship[] = "0040A010";
constexpr char verification_date_time[] = "0040A030";
constexpr char concept_name[] = "0040A043";
constexpr char verifying_observers[] = "0040A073";
constexpr char text_value[] = "0040A160";
constexpr char concept_code[] = "0040A168";
constexpr char measured_value[] = "0040A300";
constexpr char numeric_value[] = "0040A30A";
constexpr char completion_flag[] = "0040A491";
constexpr char verification_flag[] = "0040A493";
constexpr char content_sequence[] = "0040A730";

/// Basic Text, Enhanced, Comprehensive, Comprehensive 3D, Extensible. Dose reports, key objects and
/// the findings of machines are Structured Reports, too, and no radiologist's word.
constexpr std::array report_classes{
    "1.2.840.10008.5.1.4.1.1.88.11", "1.2.840.10008.5.1.4.1.1.88.22",
    "1.2.840.10008.5.1.4.1.1.88.33", "1.2.840.10008.5.1.4.1.1.88.34",
    "1.2.840.10008.5.1.4.1.1.88.35"};
/// Who observed, in what language: no part of what is said.
constexpr std::array context_relations{"HAS OBS CONTEXT", "HAS ACQ CONTEXT", "HAS CONCEPT MOD"};
/// Date and time, date, time, person name, when they are the value of an item.
constexpr std::array plain_values{"0040A120", "0040A121", "0040A122", "0040A123"};

/// Content items within each other, and the text of them all.
constexpr unsigned content_depth_max = 16;
constexpr std::size_t report_text_bytes_max = 1024 * 1024;

bool is_report(Json const& row)
{
    auto const uid = text(row, sop_class_uid);
    return uid.empty() || std::ranges::find(report_classes, uid) != report_classes.end();
}

std::string meaning_of(Json const& item, char const* sequence)
{
    auto const codes = items(item, sequence);
    return codes.empty() ? std::string{} : text(*codes.front(), code_meaning);
}

std::string measurement_of(Json const& item)
{
    auto const values = items(item, measured_value);
    if (values.empty()) return {};
    auto all = text(*values.front(), numeric_value);
    auto const codes = items(*values.front(), units);
    auto unit = codes.empty() ? std::string{} : text(*codes.front(), code_value);
    if (unit == "1") unit.clear(); // UCUM: no units.
    return unit.empty() ? all : all + ' ' + unit;
}

std::string value_of(Json const& item)
{
    auto value = text(item, text_value);
    std::erase(value, '\r');
    if (value.empty()) value = meaning_of(item, concept_code);
    if (value.empty()) value = measurement_of(item);
    for (auto const* const tag : plain_values) {
        if (value.empty()) value = text(item, tag);
    }
    return value;
}

/// False: there is more than is read. A report is read whole or not at all: a "no" may be in what
/// is left out.
bool add_text(Json const& item, unsigned depth, std::string& all)
{
    auto const relation = text(item, relationship);
    if (std::ranges::find(context_relations, relation) != context_relations.end()) return true;
    auto const inside = items(item, content_sequence);
    auto line = value_of(item);
    auto const heading = meaning_of(item, concept_name);
    if (line.empty() && depth > 0 && !inside.empty()) line = heading;
    else if (!line.empty() && !heading.empty()) line.insert(0, heading + ": ");
    if (all.size() + line.size() >= report_text_bytes_max) return false;
    if (!line.empty()) all.append(all.empty() ? "" : "\n").append(line);
    if (inside.empty()) return true;
    if (depth >= content_depth_max) return false;
    return std::ranges::all_of(inside,
                               [&](Json const* inner) { return add_text(*inner, depth + 1, all); });
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

ImagingReport read_one(Json const& row, ImagingReport const& study)
{
    auto report = study;
    report.kind = hl7v2::ReportKind::report;
    report.reported = reported_at(row);
    auto const is_final =
        text(row, completion_flag) == "COMPLETE" && text(row, verification_flag) == "VERIFIED";
    report.status = is_final ? ImagingStatus::final : ImagingStatus::preliminary;
    // A search may lose letters of a name that is whole here.
    auto patient = patient_of(row);
    if (!patient.name.family.reveal(Purpose::policy).empty()) report.patient.name = patient.name;
    std::string all;
    if (!add_text(row, 0, all)) {
        report.status = ImagingStatus::unknown;
        report.flaws.push_back({"(0040,A730)", "has more than is read here: a person has to look"});
    } else if (!all.empty()) {
        report.text_is = hl7v2::TextIs::own;
        report.text = Sensitive{std::move(all)};
    }
    return report;
}

} // namespace

Result<std::vector<ImagingReport>>
read_structured_reports(std::string_view body, StudyQuery const& query, ImagingReport const& study)
{
    std::vector<ImagingReport> reports;
    rapidjson::Document rows;
    if (!parse_rows(body, rows)) return no_rows();
    for (auto const& row : rows.GetArray()) {
        if (!is_of_patient(row, query.nhs_number) ||
            text(row, study_instance_uid) != study.study_uid) {
            return incorrect("the server answered with a report of another patient or study: "
                             "nothing of it was taken");
        }
        if (!is_report(row)) continue;
        auto report = read_one(row, study);
        auto const says_nothing =
            report.text_is == hl7v2::TextIs::absent && report.status != ImagingStatus::unknown;
        if (!says_nothing) reports.push_back(std::move(report));
    }
    return reports;
}

} // namespace foramen::dicomweb
