// Why this file exists: the examples of UK Core conform to UK Core. What is wrong in an example
// itself would stand in a table here with its reason; an error that is nowhere explained is ours.
#include "fhir/json/json.h"
#include "fhir/package/packages.h"
#include "fhir/validate/profile.h"
#include "tests/fhir/validate/known.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

namespace fhir::validate {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

fs::path const shared{FORAMEN_ROOT "/../shared/data/ukcore"};
std::string const uk = "https://fhir.hl7.org.uk/StructureDefinition/";

/// By file and place: faults of the examples.
std::map<std::string, std::string> const explained{
    {"UKCore-Provenance-RARecordConsent-Example Provenance.agent[0].onBehalfOf",
     "the canonical of a profile stands behind Organization/, where an id must stand"},
};

/// The profile that an example means, where its name does not begin with that of the profile.
std::map<std::string, std::string> const meant{
    {"UKCore-VitalSigns-Observation-OxygenSaturation-Example",
     "UKCore-Observation-VitalSigns-OxygenSaturation"},
    {"Extension-UKCore-CuffSize-Example", "UKCore-Device-BloodPressure"},
    {"UKCore-Observation-BreathingNormally-Example", "UKCore-Observation-InspiredOxygen"},
    {"UKCore-Observation-NPEWSTotal-Example", "UKCore-Observation-EarlyWarningTotalScore"},
    {"UKCore-Observation-OxygenTherapy-Example", "UKCore-Observation-InspiredOxygen"},
    {"UKCore-Observation-PatientConsciousness-Example", "UKCore-Observation-ACVPU"},
    {"UKCore-Observation-PipeSmoker-Example", "UKCore-Observation-TobaccoConsumption"},
};

/// Warnings and information that say something of an example, not of what is at hand here.
std::map<std::string, std::string> const advice{
    {"UKCore-DiagnosticReport-Lab-DiagnosticStudiesReport-Example DiagnosticReport",
     "ukcore-diag-lab-001 asks for `issued`, as a warning; the example has none"},
};

/// Terminology that no package here has, and narratives, which R4 only recommends.
bool is_usual(Issue const& issue)
{
    return issue.text.starts_with("dom-6") || issue.text.ends_with("codes are at hand");
}

class UkCore : public testing::Test {
protected:
    void SetUp() override
    {
        if (!fs::exists(shared)) return;
        auto package = package::read_folder(shared / "package");
        ASSERT_TRUE(package);
        std::vector<package::Package> all;
        all.push_back(*std::move(package));
        packages_.add(std::move(all));
        here_ = true;
    }

    /// The examples do not name their profile; it is the longest whose name their file begins
    /// with, or that of their type (files of extensions).
    std::string profile_of(std::string name, Element const& resource) const
    {
        if (auto const found = meant.find(name); found != meant.end()) return uk + found->second;
        for (auto end = name.rfind('-'); end != std::string::npos; end = name.rfind('-')) {
            name.resize(end);
            auto const* const structure = packages_.structure(uk + name);
            if (structure != nullptr && structure->value("type") == resource.text) return uk + name;
        }
        return uk + "UKCore-" + std::string{resource.text};
    }

    Issues issues_of(Element const& resource, std::string const& profile) const
    {
        Options options;
        options.shape = Shape::json;
        std::string_view const asked[]{profile};
        return validator_.check(resource, options, asked);
    }

    std::string errors_of(std::string const& type, std::string const& text) const
    {
        auto const tree = known::read(text);
        auto issues = issues_of(tree.root(), uk + "UKCore-" + type);
        std::erase_if(issues, [](Issue const& issue) { return issue.severity != Severity::error; });
        return known::told(issues);
    }

    package::Packages packages_;
    Validator validator_{packages_};
    bool here_ = false;
};

TEST_F(UkCore, ExamplesConform)
{
    if (!here_) return;
    unsigned count = 0;
    for (auto const& file : fs::directory_iterator{shared / "examples"}) {
        if (file.path().extension() != ".json") continue;
        ++count;
        std::ifstream in{file.path(), std::ios::binary};
        auto const tree = known::read(std::string{std::istreambuf_iterator<char>{in}, {}});
        auto const name = file.path().stem().string();
        for (auto const& issue : issues_of(tree.root(), profile_of(name, tree.root()))) {
            auto const error = issue.severity == Severity::error;
            if (!error && is_usual(issue)) continue;
            EXPECT_TRUE((error ? explained : advice).contains(name + " " + issue.expression))
                << name << " " << known::told({issue});
        }
    }
    EXPECT_GE(count, 107u);
}

TEST_F(UkCore, FindsWhatIsWrongInAnExample)
{
    if (!here_) return;
    EXPECT_THAT(errors_of("AllergyIntolerance", R"({"resourceType":"AllergyIntolerance",
        "clinicalStatus":{"coding":[{"code":"active",
        "system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical"}]},
        "patient":{"reference":"Patient/1"}})"),
                HasSubstr("AllergyIntolerance: code is missing (UKCore-AllergyIntolerance)"));
    EXPECT_THAT(errors_of("Location", R"({"resourceType":"Location","identifier":[
        {"system":"https://fhir.nhs.uk/Id/ods-site-code"}]})"),
                HasSubstr("Location.identifier[0]: value is missing (UKCore-Location)"));
    EXPECT_THAT(errors_of("Patient", R"({"resourceType":"Patient","extension":[
        {"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-CuffSize",
         "valueCode":"x"}]})"),
                HasSubstr("Patient.extension[0]: may stand in "));
    EXPECT_THAT(errors_of("Observation-VitalSigns-BMI", R"({"resourceType":"Observation",
        "status":"final","category":[{"coding":[{"code":"vital-signs",
        "system":"http://terminology.hl7.org/CodeSystem/observation-category"}]}],
        "code":{"coding":[{"system":"http://loinc.org","code":"39156-5"},
                          {"system":"http://snomed.info/sct","code":"1"}]},
        "subject":{"reference":"Patient/1"},"effectiveDateTime":"2020-01-01",
        "valueQuantity":{"value":1,"unit":"kg/m2","system":"http://unitsofmeasure.org",
        "code":"kg"}})"),
                HasSubstr("Observation.value.ofType(Quantity).code: must be exactly the value"));
}

TEST_F(UkCore, IsCompiledWhole)
{
    if (!here_) return;
    unsigned count = 0;
    for (auto const* const one : packages_.added()) {
        if (one->text != "StructureDefinition") continue;
        auto const* const structure = packages_.structure(one->value("url"));
        ASSERT_NE(structure, nullptr);
        auto const made = Profile::compile(*structure, packages_);
        EXPECT_TRUE(made) << one->value("url");
        ++count;
    }
    EXPECT_GT(count, 150u);
}

} // namespace
} // namespace fhir::validate
