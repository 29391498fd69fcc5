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
/// "/studies?PatientID=…&StudyDate=…-&…". Not narrowed to MR: with ModalitiesInStudy Orthanc 1.10
/// has no second page.
std::string target_of(StudyQuery const& query);
std::string series_target(std::string_view study_uid);
/// All that is said about the objects of a series but their pixels (WADO-RS).
std::string metadata_target(std::string_view study_uid, std::string_view series_uid);

/// Digits and full stops, at most 64: what may stand in a URL.
bool is_uid(std::string_view text);

/// Whose answers are read.
struct Server {
    std::string name;     ///< Becomes ImagingReport::sender.
    std::string base_url; ///< Study links are built below it; RetrieveURL is never believed.
};

struct StudyPage {
    std::vector<hl7v2::ImagingReport> studies; ///< MR only, each announced and not reported.
    std::vector<std::string> sources;          ///< The row of each, without links.
    std::vector<bool> has_reports;             ///< Whether the study has a Structured Report.
    unsigned rows = 0;                         ///< Of any modality: a short page is the last.
};
/// Error: incorrect, when it is no DICOM JSON or any row is of another patient: then nothing of the
/// answer is believed. An empty body is an empty answer.
Result<StudyPage> read_studies(std::string_view body, StudyQuery const& query,
                               Server const& server);

struct SeriesList {
    std::vector<std::string> body_parts;  ///< BodyPartExamined of each MR series; empty ones too.
    std::vector<std::string> report_uids; ///< Series of Structured Reports.
};
Result<SeriesList> read_series(std::string_view body);

/// Each Structured Report of a series as a report of the study: COMPLETE and VERIFIED is final. One
/// without text is left out. Error: incorrect, when any is another patient's or another study's.
Result<std::vector<hl7v2::ImagingReport>>
read_structured_reports(std::string_view body, StudyQuery const& query,
                        hl7v2::ImagingReport const& study);

} // namespace foramen::dicomweb
