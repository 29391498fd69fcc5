// Why this file exists: how a sentence of FHIRPath is put to one small patient in these tests.
#pragma once

#include "fhir/json/json.h"
#include "fhir/path/path.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>

namespace fhir::path {

inline constexpr std::string_view patient_json = R"({"resourceType":"Patient","active":true,
 "name":[{"use":"official","family":"Chalmers","given":["Peter","James"]},
         {"use":"usual","given":["Jim"]}],
 "telecom":[{"system":"phone","value":"(03) 5555 6473","use":"work","rank":1},
            {"system":"phone","value":"(03) 3410 5613","use":"mobile","rank":2}],
 "gender":"male","birthDate":"1974-12-25","_birthDate":{"extension":[
   {"url":"urn:time","valueDateTime":"1974-12-25T14:35:45-05:00"}]},
 "multipleBirthInteger":3,
 "extension":[{"url":"urn:weight","valueQuantity":{"value":80.50,"unit":"kg","code":"kg"}}]})";

inline Tree patient()
{
    auto tree = json::read(patient_json);
    EXPECT_TRUE(tree.has_value());
    bind(tree->root(), *r4().type("Patient"), r4());
    return std::move(*tree);
}

inline std::string text_of(Element const& element)
{
    if (element.kind == Kind::complex && element.type != nullptr &&
        element.type->name == "Quantity") {
        return std::string{element.value("value")} + " " + std::string{element.value("unit")};
    }
    return element.kind == Kind::complex ? "{}" : std::string{element.text};
}

/// All items, joined by commas; or "!" and where it failed.
inline std::string ask(std::string_view text, Surroundings* surroundings = nullptr)
{
    auto const tree = patient();
    auto expression = Expression::compile(text, r4(), r4().type("Patient"));
    if (!expression)
        return "! " + expression.issues()[0].expression + " " + expression.issues()[0].text;
    Tree scratch;
    Environment environment;
    environment.now = "2024-05-06T10:11:12.000Z";
    environment.surroundings = surroundings;
    auto const items = evaluate(*expression, tree.root(), environment, scratch);
    if (!items) return "! " + items.issues()[0].expression + " " + items.issues()[0].code;
    std::string result;
    for (auto const* one : *items) result += (result.empty() ? "" : ", ") + text_of(*one);
    return result;
}

struct Sentence {
    std::string_view expression;
    std::string_view result;
};
inline void PrintTo(Sentence const& one, std::ostream* out) { *out << one.expression; }

/// Every sentence gives what stands beside it.
class Language : public ::testing::TestWithParam<Sentence> {};

} // namespace fhir::path
