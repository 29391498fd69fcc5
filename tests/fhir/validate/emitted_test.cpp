// Why this file exists: all that the gateway emits (mappings/examples/*/bundle.json) or keeps as
// its audit (audit.json), which the tests of gateway/mapping hold equal to what the mappings make,
// is valid against R4 with its rules, and against the UK Core profiles that it claims.
#include "fhir/json/json.h"
#include "fhir/package/packages.h"
#include "tests/fhir/validate/known.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

namespace fhir::validate {
namespace {

namespace fs = std::filesystem;

fs::path const examples{FORAMEN_ROOT "/mappings/examples"};
fs::path const uk_core{FORAMEN_ROOT "/../shared/data/ukcore/package"};

std::vector<std::pair<std::string, Tree>> emitted()
{
    std::vector<std::pair<std::string, Tree>> all;
    for (auto const& folder : fs::directory_iterator{examples}) {
        for (auto const* const name : {"bundle.json", "audit.json"}) {
            auto const file = folder.path() / name;
            if (!fs::exists(file)) continue;
            std::ifstream in{file, std::ios::binary};
            all.emplace_back(folder.path().filename() / name,
                             known::read(std::string{std::istreambuf_iterator<char>{in}, {}}));
        }
    }
    return all;
}

void keep_errors(Issues& issues)
{
    std::erase_if(issues, [](Issue const& issue) {
        return issue.severity != Severity::error && issue.severity != Severity::fatal;
    });
}

/// Lesser findings that are as they should be.
bool is_accepted(Issue const& issue)
{
    if (issue.severity == Severity::error || issue.severity == Severity::fatal) return false;
    return issue.text.starts_with("dom-6") ||           // No narrative: R4 only recommends one.
           issue.text.ends_with("codes are at hand") || // MIME types and SNOMED CT.
           // R4's set has no category for a consent to treatment at a clinic.
           issue.text.find("ValueSet/consent-category") != std::string::npos;
}

TEST(Emitted, KeepsTheRulesOfR4)
{
    auto const all = emitted();
    EXPECT_GE(all.size(), 48u);
    for (auto const& [name, tree] : all) {
        Options options;
        options.shape = Shape::json;
        options.invariants = Invariants::evaluate;
        auto issues = check(tree.root(), r4(), options);
        keep_errors(issues);
        EXPECT_EQ(known::told(issues), "") << name;
    }
}

TEST(Emitted, ConformsToTheProfilesThatItClaims)
{
    if (!fs::exists(uk_core)) return;
    package::Packages packages;
    auto package = package::read_folder(uk_core);
    ASSERT_TRUE(package);
    std::vector<package::Package> added;
    added.push_back(*std::move(package));
    packages.add(std::move(added));
    Validator const validator{packages};
    for (auto const& [name, tree] : emitted()) {
        Options options;
        options.shape = Shape::json;
        auto issues = validator.check(tree.root(), options);
        std::erase_if(issues, is_accepted);
        EXPECT_EQ(known::told(issues), "") << name;
    }
}

} // namespace
} // namespace fhir::validate
