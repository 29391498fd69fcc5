#include "gateway/fhirimaging/patient_reader.h"

#include "gateway/fhirimaging/words.h"

#include <algorithm>

namespace foramen::fhirimaging {

namespace {

using hl7v2::PatientEvidence;

constexpr std::string_view verification =
    "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus";

/// The value set has both: "01", and "number-present-and-verified" since UK Core STU2.
bool is_verified(fhir::Element const& identifier)
{
    for (auto const* extension : children(identifier, "extension")) {
        auto const* const value = extension->child("valueCodeableConcept");
        if (extension->value("url") != verification || value == nullptr) continue;
        for (auto const& coding : codings_of(*value)) {
            if (coding.code == "01" || coding.code == "number-present-and-verified") return true;
        }
    }
    return false;
}

std::string packed(std::string_view text)
{
    std::string digits;
    for (char const letter : line(text)) {
        if (letter != ' ' && letter != '-') digits += letter;
    }
    return digits;
}

void add_identifier(fhir::Element const& identifier, PatientEvidence& patient)
{
    auto const value = line(identifier.value("value"));
    auto const system = line(identifier.value("system"));
    if (value.empty() || identifier.value("use") == "old") return;
    if (system != nhs_number_system) {
        patient.local_ids.push_back({Sensitive{value}, system, ""});
        return;
    }
    Sensitive<std::string> number{packed(value)};
    auto& known = patient.nhs_numbers;
    if (std::ranges::find(known, number) == known.end()) known.push_back(std::move(number));
    if (is_verified(identifier)) patient.nhs_number_status = "01";
}

hl7v2::PersonName read_name(fhir::Element const& name)
{
    std::string given;
    for (auto const* one : children(name, "given")) {
        auto const word = line(one->text);
        if (word.empty()) continue;
        given += given.empty() ? word : ' ' + word;
    }
    return {Sensitive{line(name.value("family"))}, Sensitive{std::move(given)}};
}

/// The official one is the name, the others are other names.
void read_names(fhir::Element const& person, PatientEvidence& patient)
{
    auto names = children(person, "name");
    auto const rank = [](fhir::Element const* name) {
        auto const use = name->value("use");
        if (use == "official") return 0;
        if (use == "usual") return 1;
        return use == "old" || use == "maiden" || use == "anonymous" ? 3 : 2;
    };
    std::ranges::stable_sort(names, {}, rank);
    for (auto const* name : names) {
        if (name == names.front()) patient.name = read_name(*name);
        else patient.other_names.push_back(read_name(*name));
    }
}

void read_person(fhir::Element const& person, PatientEvidence& patient,
                 std::vector<hl7v2::Flaw>& flaws)
{
    for (auto const* one : children(person, "identifier")) add_identifier(*one, patient);
    read_names(person, patient);
    auto const born = person.value("birthDate");
    auto const day = parse_date(born);
    if (!born.empty() && !day) flaws.push_back({"Patient.birthDate", "is no whole date"});
    if (day) patient.birth_date = Sensitive{std::optional{*day}};
    patient.sex = line(person.value("gender"));
    if (auto const* const address = person.child("address")) {
        patient.postcode = Sensitive{line(address->value("postalCode"))};
    }
}

} // namespace

PatientEvidence read_patient(fhir::Element const* subject, fhir::Element const* patient,
                             std::vector<hl7v2::Flaw>& flaws)
{
    PatientEvidence evidence;
    if (subject != nullptr) {
        for (auto const* one : children(*subject, "identifier")) add_identifier(*one, evidence);
    }
    if (patient != nullptr && patient->text == "Patient") {
        read_person(*patient, evidence, flaws);
    } else if (patient != nullptr) {
        flaws.push_back({"subject", "refers to something that is no Patient"});
    } else {
        flaws.push_back({"subject", "does not lead to a Patient"});
    }
    if (evidence.nhs_numbers.empty()) {
        flaws.push_back({"Patient.identifier", "holds no NHS number"});
    } else if (evidence.nhs_numbers.size() > 1) {
        flaws.push_back({"Patient.identifier", "holds different NHS numbers"});
        evidence.nhs_number_status.clear();
    }
    return evidence;
}

} // namespace foramen::fhirimaging
