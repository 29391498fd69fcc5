// Why this file exists: the rules of R4 in FHIRPath find what structure alone does not, and none
// of them is left out without a reason that stands in the code.
#include "fhir/json/json.h"
#include "fhir/validate/constraint.h"
#include "fhir/validate/validate.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <thread>

namespace fhir::validate {
namespace {

using testing::HasSubstr;

Tree read(std::string_view text)
{
    auto tree = json::read(text);
    if (!tree) throw std::runtime_error(tree.issues()[0].text);
    bind(tree->root(), *r4().type(tree->root().text), r4());
    return *std::move(tree);
}

Issues issues_of(std::string_view text, Warnings warnings = Warnings::leave_out)
{
    auto const tree = read(text);
    Options options;
    options.invariants = Invariants::evaluate;
    options.warnings = warnings;
    return check(tree.root(), r4(), options);
}

struct BrokenInvariant {
    char const* resource;
    char const* where;
    char const* key;
};

class BrokenRule : public testing::TestWithParam<BrokenInvariant> {};

TEST_P(BrokenRule, IsFoundWhereItIs)
{
    auto const issues = issues_of(GetParam().resource);
    ASSERT_EQ(issues.size(), 1u);
    EXPECT_EQ(issues[0].expression, GetParam().where);
    EXPECT_EQ(issues[0].code, "invariant");
    EXPECT_THAT(issues[0].text, HasSubstr(std::string{GetParam().key} + ": "));
}

INSTANTIATE_TEST_SUITE_P(
    R4, BrokenRule,
    testing::Values(
        BrokenInvariant{R"({"resourceType":"Patient","contact":[{"gender":"male"}]})",
                        "Patient.contact[0]", "pat-1"},
        BrokenInvariant{R"({"resourceType":"Patient","name":[{"family":"X","period":{"start":"2002",
                "end":"2001"}}]})",
                        "Patient.name[0].period", "per-1"},
        BrokenInvariant{R"({"resourceType":"Patient","extension":[{"url":"urn:x"}],"active":true})",
                        "Patient.extension[0]", "ext-1"},
        BrokenInvariant{R"({"resourceType":"Patient","extension":[{"url":"urn:x","valueCode":"a",
                "extension":[{"url":"b","valueCode":"c"}]}]})",
                        "Patient.extension[0]", "ext-1"},
        BrokenInvariant{R"({"resourceType":"Patient","active":true,
                "contained":[{"resourceType":"Patient","id":"a","active":true}]})",
                        "Patient", "dom-3"},
        BrokenInvariant{R"({"resourceType":"Bundle","type":"collection","total":1})", "Bundle",
                        "bdl-1"},
        BrokenInvariant{
            R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:1",
                "resource":{"resourceType":"Patient","contact":[{"gender":"male"}]}}]})",
            "Bundle.entry[0].resource.contact[0]", "pat-1"}));

TEST(Invariants, AreNotAskedUnlessWanted)
{
    auto const tree = read(R"({"resourceType":"Patient","contact":[{"gender":"male"}]})");
    EXPECT_TRUE(is_valid(check(tree.root(), r4())));
}

TEST(Invariants, WarnWhereR4OnlyRecommends)
{
    auto const patient = R"({"resourceType":"Patient","active":true})";
    auto const issues = issues_of(patient, Warnings::list);
    ASSERT_EQ(issues.size(), 1u);
    EXPECT_EQ(issues[0].severity, Severity::warning);
    EXPECT_THAT(issues[0].text, HasSubstr("dom-6"));
    EXPECT_TRUE(is_valid(issues));
    EXPECT_TRUE(issues_of(patient).empty());
}

TEST(Invariants, ManyWarningsDoNotHideAnError)
{
    std::string text = R"({"resourceType":"Bundle","type":"collection","entry":[)";
    for (auto i = 0; i < 1'500; ++i) {
        text += R"({"fullUrl":"urn:uuid:)" + std::to_string(i) +
                R"(","resource":{"resourceType":"Patient","active":true}},)";
    }
    text += R"({"fullUrl":"urn:uuid:x","resource":{"resourceType":"Patient","active":1}}]})";
    auto const issues = issues_of(text, Warnings::list);
    EXPECT_EQ(std::ranges::count(issues, Severity::error, &Issue::severity), 1);
    EXPECT_EQ(std::ranges::count(issues, "too-costly", &Issue::code), 1);
}

/// All lists of rules that R4 has.
class Lists {
public:
    Lists()
    {
        auto const* const names = r4().value_set("http://hl7.org/fhir/ValueSet/resource-types");
        for (auto const name : names->codes) visit(r4().type(name));
    }
    std::set<std::string> left_out;
    std::set<std::string> no_plan;
    std::size_t count = 0;

private:
    void visit(Type const* type)
    {
        if (type == nullptr || !seen_.insert(type).second) return;
        visit(type->base);
        take(type->invariants, type);
        for (auto const& element : type->elements) {
            take(element.invariants,
                 element.types.size() == 1 ? element.types.front().type : nullptr);
            for (auto const& one : element.types) visit(one.type);
        }
    }

    void take(std::span<Invariant const> rules, Type const* focus)
    {
        for (auto const& rule : rules) {
            if (!is_run(rule)) left_out.emplace(rule.key);
        }
        for (auto const& one : compiled(rules, r4(), focus)) {
            ++count;
            if (!one.plan) no_plan.emplace(one.rule.key);
        }
    }

    std::set<Type const*> seen_;
};

TEST(Invariants, AreLeftOutOnlyWithAReason)
{
    Lists const lists;
    EXPECT_GT(lists.count, 700u);
    EXPECT_THAT(lists.no_plan, testing::IsEmpty());
    std::set<std::string> known;
    for (auto const& one : not_run()) {
        known.emplace(one.key);
        EXPECT_FALSE(one.why.empty());
    }
    EXPECT_EQ(lists.left_out, known);
}

TEST(Invariants, ThatAreNoFhirPathSaySo)
{
    Invariant const rule{"x-1", "A rule of somebody else.", "name.nothing(", false};
    auto const made = make_constraint(rule, r4(), r4().type("Patient"));
    EXPECT_FALSE(made.plan);
    auto const tree = read(R"({"resourceType":"Patient","active":true})");
    Options const options;
    Findings findings{options};
    Place const place{nullptr, &tree.root(), 0};
    ConstraintRun run;
    run.ask(made, tree.root(), place, {&tree.root(), &tree.root(), {}, nullptr}, findings);
    auto const issues = findings.take();
    ASSERT_EQ(issues.size(), 1u);
    EXPECT_EQ(issues[0].severity, Severity::information);
    EXPECT_THAT(issues[0].text, HasSubstr("the rule x-1 is no FHIRPath"));
}

TEST(Invariants, ThatWouldRunForEverAreAnErrorThatSaysSo)
{
    std::string text = R"({"resourceType":"Patient","name":[{"family":"A"})";
    for (auto i = 0; i < 3'000; ++i) text += R"(,{"family":"A"})";
    auto const tree = read(text + "]}");
    Invariant const rule{"x-2", "?", "name.all(%resource.name.all(family.exists()))", true};
    auto const made = make_constraint(rule, r4(), r4().type("Patient"));
    Options const options;
    Findings findings{options};
    Place const place{nullptr, &tree.root(), 0};
    ConstraintRun run;
    Around const around{&tree.root(), &tree.root(), {}, nullptr};
    run.ask(made, tree.root(), place, around, findings);
    run.ask(made, tree.root(), place, around, findings);
    auto const issues = findings.take();
    ASSERT_EQ(issues.size(), 1u);
    EXPECT_EQ(issues[0].severity, Severity::error);
    EXPECT_EQ(issues[0].code, "too-costly");
}

TEST(Invariants, MayBeAskedFromManyThreads)
{
    auto const text = R"({"resourceType":"Claim","status":"draft"})";
    std::vector<std::string> told(8);
    std::vector<std::thread> threads;
    for (auto& one : told) {
        threads.emplace_back([&one, text] {
            for (auto const& issue : issues_of(text)) one += issue.text;
        });
    }
    for (auto& one : threads) one.join();
    for (auto const& one : told) EXPECT_EQ(one, told[0]);
}

} // namespace
} // namespace fhir::validate
