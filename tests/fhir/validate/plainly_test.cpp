// Why this file exists: what is answered without FHIRPath is what the FHIRPath of R4 says.
#include "fhir/validate/plainly.h"

#include "fhir/path/path.h"
#include "tests/fhir/validate/known.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

namespace fhir::validate {
namespace {

class Agreement {
public:
    void of(std::string_view text)
    {
        auto const tree = known::read(text);
        walk(tree.root(), tree.root());
    }

    std::map<std::string, unsigned, std::less<>> held, broken;

private:
    void walk(Element const& element, Element const& resource)
    {
        auto const starts = element.type != nullptr && element.type->kind == TypeKind::resource;
        auto const& mine = starts ? element : resource;
        if (element.type != nullptr) {
            for (auto const& rule : element.type->invariants) compare(rule, element, mine);
        }
        for (auto const* one = element.first; one != nullptr; one = one->next) walk(*one, mine);
    }

    void compare(Invariant const& rule, Element const& element, Element const& resource)
    {
        auto const plain = holds_plainly(rule.key, element);
        if (!plain) return;
        auto const plan = path::Expression::compile(rule.expression, r4(), element.type);
        ASSERT_TRUE(plan) << rule.key;
        path::Environment environment;
        environment.resource = environment.root_resource = &resource;
        Tree scratch;
        auto const answer = path::evaluate(*plan, element, environment, scratch);
        ASSERT_TRUE(answer) << rule.key;
        EXPECT_EQ(*plain, !path::is_false(*answer)) << rule.key;
        ++(*plain ? held : broken)[std::string{rule.key}];
    }
};

std::string bundle(std::string const& type, std::string const& entry)
{
    return R"({"resourceType":"Bundle","type":")" + type + R"(","entry":[{"fullUrl":"urn:uuid:1",
        "resource":{"resourceType":"Patient","active":true},)" +
           entry + "}]}";
}

std::string observation(std::string const& fields)
{
    return R"({"resourceType":"Observation","status":"final",
        "code":{"coding":[{"system":"urn:s","code":"a"}]},)" +
           fields + "}";
}

TEST(Plainly, SaysWhatTheFhirPathSays)
{
    Agreement agreement;
    auto const request = R"("request":{"method":"POST","url":"Patient"})";
    auto const response = R"("response":{"status":"200"})";
    for (auto const* type : {"collection", "batch", "transaction", "history", "batch-response"}) {
        for (auto const* entry : {request, response, R"("id":"x")"}) {
            agreement.of(bundle(type, entry));
        }
    }
    for (auto const* type : {"document", "message", "searchset", "history", "collection"}) {
        auto const of = std::string{R"({"resourceType":"Bundle","type":")"} + type + "\"";
        agreement.of(of + "}");
        agreement.of(of + R"(,"total":1})");
        agreement.of(of + R"(,"entry":[{"search":{"mode":"match"}}]})");
        agreement.of(of + R"(,"timestamp":"2030-01-02T03:04:05Z","identifier":{"value":"x"}})");
    }
    for (auto const* fields :
         {R"("valueString":"x","component":[{"code":{"coding":[{"system":"urn:s","code":"a"}]}}])",
          R"("valueString":"x","component":[{"code":{"coding":[{"code":"b"}]}},
             {"code":{"text":"x"}}])",
          R"("component":[{"code":{"coding":[{"system":"urn:s","code":"a"}]}}])",
          R"("valueQuantity":{"value":1},"effectivePeriod":{"start":"2020"})",
          R"("valueQuantity":{"code":"kg"},"effectivePeriod":{"start":"2020","end":"2019"})"}) {
        agreement.of(observation(fields));
    }
    for (auto const* fields :
         {R"("extension":[{"url":"urn:x"}])", R"("extension":[{"url":"urn:x","valueCode":"a"}])",
          R"("extension":[{"url":"urn:x","valueCode":"a","extension":[{"url":"b"}]}])",
          R"("telecom":[{"use":"home"},{"value":"1"},{"system":"phone","value":"1"}])",
          R"("contained":[{"resourceType":"Organization","id":"o","name":"O"}],
             "managingOrganization":{"reference":"#o"})",
          R"("contained":[{"resourceType":"Organization","id":"o","name":"O"}],"active":true)",
          R"("contained":[{"resourceType":"Provenance","id":"o","target":[{"reference":"#"}]}])",
          R"("contained":[{"resourceType":"Organization","id":"o","meta":{"versionId":"1"}}],
             "extension":[{"url":"urn:x","valueUri":"#o"}])"}) {
        agreement.of(R"({"resourceType":"Patient",)" + std::string{fields} + "}");
    }
    for (auto const* key :
         {"ext-1", "dom-2", "dom-3", "bdl-1", "bdl-2", "bdl-3", "bdl-4", "bdl-9", "bdl-10",
          "bdl-11", "bdl-12", "obs-7", "qty-3", "per-1", "cpt-2"}) {
        EXPECT_GT(agreement.held[key], 0u) << key;
    }
    for (auto const* key : {"ext-1", "bdl-3", "bdl-4"}) EXPECT_GT(agreement.broken[key], 0u) << key;
}

} // namespace
} // namespace fhir::validate
