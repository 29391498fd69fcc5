// Why this file exists: UK Core comes with differentials only; what its guide shows of a few
// profiles is told here in numbers that were read from the profiles by hand.
#include "fhir/json/json.h"
#include "fhir/package/packages.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <set>

namespace {

using fhir::Element;
using fhir::Membership;
namespace fs = std::filesystem;

std::string const uk = "https://fhir.hl7.org.uk/StructureDefinition/";
fs::path const shared{FORAMEN_ROOT "/../shared/data/ukcore/package"};

Element const* element(Element const* structure, std::string_view id)
{
    auto const* const snapshot = structure == nullptr ? nullptr : structure->child("snapshot");
    if (snapshot == nullptr) return nullptr;
    for (auto const* one = snapshot->first; one != nullptr; one = one->next) {
        if (one->value("id") == id) return one;
    }
    return nullptr;
}

class UkCore : public ::testing::Test {
protected:
    void SetUp() override
    {
        if (!fs::exists(shared)) return;
        auto package = fhir::package::read_folder(shared);
        ASSERT_TRUE(package) << package.issues()[0].text;
        EXPECT_EQ(package->name, "fhir.r4.ukcore.stu2");
        std::vector<fhir::package::Package> all;
        all.push_back(*std::move(package));
        issues = packages.add(std::move(all));
        here = true;
    }

    fhir::package::Packages packages;
    fhir::Issues issues;
    bool here = false;
};

TEST_F(UkCore, HasASnapshotForEachProfileAndExtension)
{
    if (!here) return;
    unsigned structures = 0;
    unsigned elements = 0;
    for (auto const* const one : packages.added()) {
        if (one->text != "StructureDefinition") continue;
        ++structures;
        auto const* const made = packages.structure(one->value("url"));
        ASSERT_NE(made, nullptr) << one->value("url");
        auto const* const snapshot = made->child("snapshot");
        ASSERT_NE(snapshot, nullptr);
        std::set<std::string_view> ids;
        for (auto const* e = snapshot->first; e != nullptr; e = e->next) {
            ++elements;
            EXPECT_TRUE(ids.insert(e->value("id")).second) << "twice: " << e->value("id");
            EXPECT_FALSE(e->value("min").empty() || e->value("max").empty()) << e->value("id");
        }
        auto const* const differential = one->child("differential");
        for (auto const* e = differential->first; e != nullptr; e = e->next) {
            // Its slice is called collectorR5.
            if (e->value("id") == "Specimen.collection.extension:CollectorR5") continue;
            EXPECT_TRUE(ids.contains(e->value("id"))) << made->value("url") << e->value("id");
        }
    }
    std::cout << structures << " structures, " << elements << " elements in snapshots, "
              << issues.size() << " issues\n";
    for (auto const& one : issues) {
        std::cout << "  " << one.expression << ": " << one.text << "\n";
    }
    EXPECT_EQ(structures, 153u);
}

/// Whether the list `name` of the element has the key.
bool has(Element const& element, std::string_view list, std::string_view key,
         std::string_view value)
{
    for (auto const* one = element.first; one != nullptr; one = one->next) {
        if (one->name == list && (one->text == value || one->value(key) == value)) return true;
    }
    return false;
}

TEST_F(UkCore, PatientHasAnNhsNumberSliceThatIsOptionalButThenWhole)
{
    if (!here) return;
    auto const* const patient = packages.structure(uk + "UKCore-Patient");
    auto const* const slice = element(patient, "Patient.identifier:nhsNumber");
    ASSERT_NE(slice, nullptr);
    EXPECT_EQ(slice->value("path"), "Patient.identifier");
    EXPECT_EQ(slice->value("sliceName"), "nhsNumber");
    EXPECT_EQ(slice->value("min"), "0");
    EXPECT_EQ(slice->value("max"), "1");
    EXPECT_EQ(slice->value("mustSupport"), "false") << "the slice says so, not the element";
    EXPECT_EQ(slice->value("isSummary"), "true") << "from the element that is sliced";
    EXPECT_EQ(slice->child("slicing"), nullptr);
    EXPECT_EQ(slice->child("type")->value("code"), "Identifier");
    EXPECT_NE(element(patient, "Patient.identifier")->child("slicing"), nullptr);

    auto const* const system = element(patient, "Patient.identifier:nhsNumber.system");
    ASSERT_NE(system, nullptr);
    EXPECT_EQ(system->value("min"), "1");
    EXPECT_EQ(system->value("max"), "1");
    EXPECT_EQ(system->value("fixedUri"), "https://fhir.nhs.uk/Id/nhs-number");
    EXPECT_EQ(system->child("base")->value("path"), "Identifier.system");
    // From the data type, though the profile says nothing of them.
    auto const* const use = element(patient, "Patient.identifier:nhsNumber.use");
    ASSERT_NE(use, nullptr);
    EXPECT_EQ(use->child("binding")->value("strength"), "required");
    auto const* const status =
        element(patient, "Patient.identifier:nhsNumber.extension:nhsNumberVerificationStatus");
    ASSERT_NE(status, nullptr);
    EXPECT_EQ(status->value("max"), "1");
    EXPECT_TRUE(has(*status, "constraint", "key", "ext-1"));
}

TEST_F(UkCore, PatientWalksIntoTheDefinitionsOfExtensions)
{
    if (!here) return;
    auto const* const patient = packages.structure(uk + "UKCore-Patient");
    auto const* const ethnic = element(patient, "Patient.extension:ethnicCategory");
    ASSERT_NE(ethnic, nullptr);
    EXPECT_EQ(ethnic->value("max"), "1");
    EXPECT_EQ(element(patient, "Patient.extension")->child("slicing")->value("rules"), "open");

    auto const* const birthTime =
        element(patient, "Patient.birthDate.extension:birthTime.value[x]");
    ASSERT_NE(birthTime, nullptr);
    EXPECT_EQ(birthTime->child("type")->value("code"), "dateTime");
    auto const* const level =
        element(patient, "Patient.communication.extension:proficiency.extension:level.value[x]");
    ASSERT_NE(level, nullptr);
    EXPECT_EQ(level->child("type")->value("code"), "Coding");
    EXPECT_EQ(level->child("type")->next->name == "type", false);
}

TEST_F(UkCore, BloodPressureKeepsWhatItsTwoBasesSay)
{
    if (!here) return;
    auto const* const pressure =
        packages.structure(uk + "UKCore-Observation-VitalSigns-BloodPressure");
    auto const* const component = element(pressure, "Observation.component");
    ASSERT_NE(component, nullptr);
    EXPECT_EQ(component->value("min"), "1");
    EXPECT_EQ(component->value("max"), "2");
    auto const* const systolic = element(pressure, "Observation.component:SystolicBP");
    ASSERT_NE(systolic, nullptr);
    EXPECT_EQ(systolic->value("min"), "1");
    auto const* const diastolic = element(pressure, "Observation.component:DiastolicBP");
    ASSERT_NE(diastolic, nullptr);
    EXPECT_EQ(diastolic->value("min"), "0") << "a slice is optional until it says otherwise";
    auto const* const value = element(pressure, "Observation.component:SystolicBP.value[x]");
    ASSERT_NE(value, nullptr);
    EXPECT_EQ(value->value("path"), "Observation.component.value[x]");
    EXPECT_EQ(value->child("type")->value("code"), "Quantity");
    auto const* const unit = element(pressure, "Observation.component:SystolicBP.value[x].code");
    ASSERT_NE(unit, nullptr);
    EXPECT_EQ(unit->value("fixedCode"), "mm[Hg]");
    EXPECT_EQ(element(pressure, "Observation.value[x]")->value("max"), "0");
    EXPECT_TRUE(has(*element(pressure, "Observation"), "constraint", "key", "obs-7"));
    EXPECT_NE(element(pressure, "Observation.component:DiastolicBP.referenceRange"), nullptr);
}

TEST_F(UkCore, SnapshotsAreBoundSoThatTheyCanBeWrittenAndWalked)
{
    if (!here) return;
    auto const* const patient = packages.structure(uk + "UKCore-Patient");
    auto const* const slice = element(patient, "Patient.identifier:nhsNumber.system");
    ASSERT_NE(slice->type, nullptr);
    EXPECT_EQ(slice->type->name, "ElementDefinition");
    auto const text = fhir::json::write(*patient);
    auto const again = fhir::json::read(text);
    ASSERT_TRUE(again) << again.issues()[0].text;
    EXPECT_NE(element(&again->root(), "Patient.identifier:nhsNumber.system"), nullptr);
    for (auto const* one = slice->first; one != nullptr; one = one->next) {
        EXPECT_NE(one->definition, nullptr) << one->name;
    }
}

TEST_F(UkCore, ValueSetsTellMembersOfLocalCodeSystemsAndSayWhatTheyCannot)
{
    if (!here) return;
    auto const set = "https://fhir.hl7.org.uk/ValueSet/";
    auto const status = std::string{set} + "UKCore-NHSNumberVerificationStatus";
    auto const system =
        "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland";
    auto const* const expansion = packages.expansion(status);
    ASSERT_NE(expansion, nullptr);
    EXPECT_TRUE(expansion->complete) << expansion->reason;
    EXPECT_EQ(packages.member(status, system, "01"), Membership::member);
    EXPECT_EQ(packages.member(status, system, "no-such-code"), Membership::not_member);

    unsigned complete = 0;
    unsigned open = 0;
    for (auto const* const one : packages.added()) {
        if (one->text != "ValueSet") continue;
        auto const* const made = packages.expansion(one->value("url"));
        ASSERT_NE(made, nullptr);
        ++(made->complete ? complete : open);
        EXPECT_EQ(made->complete, made->reason.empty()) << one->value("url");
    }
    std::cout << complete << " value sets complete, " << open << " partly open\n";
    EXPECT_EQ(complete + open, 134u);
    auto const procedure = std::string{set} + "UKCore-ProcedureCode";
    EXPECT_EQ(packages.member(procedure, "http://snomed.info/sct", "no code"), Membership::unknown);
    EXPECT_EQ(packages.member(procedure, "http://loinc.org", "no code"), Membership::not_member);
}

} // namespace
