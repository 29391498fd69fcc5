#include "gateway/dicomweb/rows.h"

#include <algorithm>

namespace foramen::dicomweb {

namespace {

constexpr char patient_name[] = "00100010";
constexpr char patient_id[] = "00100020";
constexpr char patient_birth_date[] = "00100030";
constexpr char patient_sex[] = "00100040";

std::string without_spaces(std::string_view text)
{
    std::string digits;
    for (char const one : text) {
        if (one != ' ') digits += one;
    }
    return digits;
}

} // namespace

/// Parsed iteratively: a hostile answer may nest as deep as it likes. Numbers keep their digits.
bool parse_rows(std::string_view body, rapidjson::Document& rows)
{
    constexpr unsigned flags = rapidjson::kParseIterativeFlag |
                               rapidjson::kParseValidateEncodingFlag |
                               rapidjson::kParseNumbersAsStringsFlag;
    rows.Parse<flags>(body.data(), body.size());
    return !rows.HasParseError() && rows.IsArray();
}

Error no_rows() { return incorrect("the answer is no DICOM JSON list: check the server's URL"); }

bool is_of_patient(Json const& row, std::string_view nhs_number)
{
    auto const ids = texts(row, patient_id);
    return !ids.empty() && std::ranges::all_of(ids, [&](std::string const& id) {
        return without_spaces(id) == nhs_number;
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

} // namespace foramen::dicomweb
