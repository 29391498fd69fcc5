// Why this file exists: reports of one invented patient, told in several ways.
#pragma once

#include "gateway/imaging/imaging_case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace foramen::imaging {

inline TimePoint at(std::string_view text) { return *parse_rfc3339(text); }

inline std::string rules_text(std::string const& name)
{
    std::ifstream file{FORAMEN_ROOT "/mappings/rules/" + name};
    std::ostringstream text;
    text << file.rdbuf();
    return std::move(text).str();
}

inline matching::RegionTable const& table()
{
    static auto const read = *matching::RegionTable::read(rules_text("exam-regions.json"));
    return read;
}

inline UrgentWords const& urgent_words()
{
    static auto const read = *UrgentWords::read(rules_text("urgent-words.json"));
    return read;
}

inline Sensitive<std::string> secret(std::string text) { return Sensitive{std::move(text)}; }

inline matching::Candidate anna()
{
    matching::Candidate patient;
    patient.patient_id = "P-1";
    patient.nhs_number = *NhsNumber::parse("4010232137");
    patient.name = {secret("Richardson"), secret("Anna")};
    patient.birth_date = Sensitive{std::optional{*parse_date("1970-02-15")}};
    patient.sex = matching::Sex::female;
    return patient;
}

inline matching::Candidate bella()
{
    auto patient = anna();
    patient.patient_id = "P-2";
    patient.nhs_number = *NhsNumber::parse("9434765919");
    patient.name = {secret("Okafor"), secret("Bella")};
    patient.birth_date = Sensitive{std::optional{*parse_date("1981-09-03")}};
    return patient;
}

/// A final report about Anna's lumbar spine.
inline hl7v2::ImagingReport a_report(hl7v2::ImagingStatus status = hl7v2::ImagingStatus::final,
                                     std::string const& text = "Disc protrusion at L5/S1, left.",
                                     std::string_view reported = "2026-09-15T12:00:00Z")
{
    hl7v2::ImagingReport report;
    report.sender = "eximg";
    report.event = "ORU^R01";
    report.report_id = "ACC1001";
    report.accession = "ACC1001";
    report.study_uid = "1.2.840.1";
    report.exams = {{"MSPLU", "MRI Spine lumbar", "NICIP", {}}};
    report.modality = "MR";
    report.scanned = hl7v2::Moment{at("2026-09-14T10:15:00Z"), hl7v2::Precision::minute};
    report.reported = hl7v2::Moment{at(reported), hl7v2::Precision::second};
    report.sent = report.reported;
    report.status = status;
    report.text_is = text.empty() ? hl7v2::TextIs::absent : hl7v2::TextIs::own;
    report.text = secret(text);
    auto& patient = report.patient;
    patient.nhs_numbers = {secret("4010232137")};
    patient.nhs_number_status = "01";
    patient.name = {secret("RICHARDSON"), secret("ANNA")};
    patient.birth_date = Sensitive{std::optional{*parse_date("1970-02-15")}};
    patient.sex = "F";
    return report;
}

inline Telling told(hl7v2::ImagingReport report)
{
    static int number = 0;
    auto const name = std::to_string(++number);
    Source source{"m-" + name, 0, "hash-" + name, at("2026-09-16T08:00:00Z")};
    return telling_of(std::move(report), std::move(source));
}

inline std::vector<matching::Candidate> const& patients()
{
    static std::vector<matching::Candidate> const all{anna(), bella()};
    return all;
}

inline Known known(std::span<matching::Candidate const> all = patients())
{
    return {all, {}, table(), at("2026-09-16T08:00:00Z"), &urgent_words()};
}

inline Case a_case(std::vector<hl7v2::ImagingReport> reports)
{
    Case report;
    report.sender = "eximg";
    report.id = case_id(reports.front(), "C1");
    for (auto& one : reports) {
        add(report, told(std::move(one)));
        judge(report, known());
    }
    return report;
}

} // namespace foramen::imaging
