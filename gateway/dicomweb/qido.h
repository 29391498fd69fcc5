// Why this file exists: a DICOMweb server that does not know a query key answers with everybody's
// studies. What is asked is built here, and what comes back is held against it before it is
// believed. Source: DICOM PS3.18 10.6 (QIDO-RS), PS3.18 annex F (DICOM JSON);
// standards/imaging.md 1.6.
#pragma once

#include "gateway/base/result.h"
#include "gateway/hl7v2/report.h"

#include <string>
#include <string_view>
#include <vector>

namespace foramen::dicomweb {

/// Rows asked for at once; a shorter page is the last one.
constexpr unsigned page_rows = 50;
/// More studies of one patient are no answer to a question about one.
constexpr unsigned studies_max = 500;

/// Some servers keep "999 000 0018": only single-character wildcards find those.
enum class NumberForm { plain, wildcard };

struct StudyQuery {
    std::string nhs_number; ///< Ten digits.
    Date from;              ///< Studies of this day or later.
    NumberForm form = NumberForm::plain;
    unsigned offset = 0;
};
/// "/studies?PatientID=…&ModalitiesInStudy=MR&…"
std::string target_of(StudyQuery const& query);
std::string series_target(std::string_view study_uid);
std::string structured_reports_target(std::string_view study_uid);

/// Digits and full stops, at most 64: what may stand in a URL.
bool is_uid(std::string_view text);

/// Whose answers are read.
struct Server {
    std::string name;     ///< Becomes ImagingReport::sender.
    std::string base_url; ///< Study links are built below it; RetrieveURL is never believed.
};

struct StudyPage {
    std::vector<hl7v2::ImagingReport> studies; ///< MR only, each announced and not reported.
    std::vector<bool> has_reports;             ///< Whether the study has a Structured Report.
    unsigned rows = 0;                         ///< Of any modality: a short page is the last.
};
/// Error: incorrect, when it is no DICOM JSON or any row is of another patient: then nothing of the
/// answer is believed. An empty body is an empty answer.
Result<StudyPage> read_studies(std::string_view body, StudyQuery const& query,
                               Server const& server);

/// BodyPartExamined of each series; empty ones too.
Result<std::vector<std::string>> read_body_parts(std::string_view body);

struct ReportPlace {
    std::string series_uid;
    std::string instance_uid;
};
Result<std::vector<ReportPlace>> read_report_places(std::string_view body);
std::string metadata_target(std::string_view study_uid, ReportPlace const& place);

/// A Structured Report's text and flags, put into the study's report: COMPLETE and VERIFIED is
/// final. Error: incorrect, also when it is another patient's or another study's.
Result<> read_structured_report(std::string_view body, StudyQuery const& query,
                                hl7v2::ImagingReport& report);

} // namespace foramen::dicomweb
