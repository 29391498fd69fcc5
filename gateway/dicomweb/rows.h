// Why this file exists: every row of every answer is held against the patient that was asked for.
#pragma once

#include "gateway/base/result.h"
#include "gateway/dicomweb/attributes.h"

#include <string>
#include <string_view>

namespace foramen::dicomweb {

inline constexpr char study_instance_uid[] = "0020000D";

/// False: it is no list in DICOM JSON.
bool parse_rows(std::string_view body, rapidjson::Document& rows);
Error no_rows();

/// Whatever spaces its PatientID has.
bool is_of_patient(Json const& row, std::string_view nhs_number);
hl7v2::PatientEvidence patient_of(Json const& row);

} // namespace foramen::dicomweb
