// Why this file exists: an extension is what its definition says, and nobody may overlook a
// modifier.
#include "tests/fhir/validate/known.h"

#include <gmock/gmock.h>

namespace fhir::validate {
namespace {

using known::Known;
using known::told;

Known extensions()
{
    Known known;
    known.structure("urn:simple", "Extension", R"({"id":"Extension","path":"Extension"},
        {"id":"Extension.extension","path":"Extension.extension","min":0,"max":"0"},
        {"id":"Extension.url","path":"Extension.url","min":1,"max":"1","fixedUri":"urn:simple"},
        {"id":"Extension.value[x]","path":"Extension.value[x]","min":1,"max":"1",
         "type":[{"code":"boolean"}]})",
                    R"(,"context":[{"type":"element","expression":"Patient"},
                                   {"type":"element","expression":"HumanName"}])");
    known.structure("urn:modifier", "Extension",
                    R"({"id":"Extension","path":"Extension","isModifier":true},
        {"id":"Extension.value[x]","path":"Extension.value[x]","min":1,"max":"1",
         "type":[{"code":"boolean"}]})");
    known.structure("urn:complex", "Extension", R"({"id":"Extension","path":"Extension"},
        {"id":"Extension.extension","path":"Extension.extension","min":0,"max":"*","slicing":{
         "discriminator":[{"type":"value","path":"url"}],"rules":"closed"}},
        {"id":"Extension.extension:part","path":"Extension.extension","sliceName":"part","min":1,
         "max":"1"},
        {"id":"Extension.extension:part.url","path":"Extension.extension.url","min":1,"max":"1",
         "fixedUri":"part"},
        {"id":"Extension.extension:part.value[x]","path":"Extension.extension.value[x]","min":1,
         "max":"1","type":[{"code":"code"}]},
        {"id":"Extension.url","path":"Extension.url","min":1,"max":"1","fixedUri":"urn:complex"},
        {"id":"Extension.value[x]","path":"Extension.value[x]","min":0,"max":"0"})");
    return known;
}

std::string told_of(std::string const& fields)
{
    return told(extensions(), R"({"resourceType":"Patient","active":true,)" + fields + "}", {});
}

TEST(Extensions, AreHeldAgainstTheirDefinition)
{
    EXPECT_EQ(told_of(R"("extension":[{"url":"urn:simple","valueBoolean":true},
        {"url":"urn:complex","extension":[{"url":"part","valueCode":"a"}]}])"),
              "");
    EXPECT_EQ(told_of(R"("extension":[{"url":"urn:simple","valueCode":"a"},
        {"url":"urn:complex","extension":[{"url":"part","valueCode":"a"},
                                          {"url":"more","valueCode":"a"}]},
        {"url":"urn:complex","extension":[{"url":"part","valueString":"a"}]}])"),
              "Patient.extension[0].value.ofType(code): must be of type boolean (urn:simple)\n"
              "Patient.extension[1].extension[1]: is none of the slices that the profile allows "
              "here, and it allows no other (urn:complex)\n"
              "Patient.extension[2].extension[0].value.ofType(string): must be of type code "
              "(urn:complex)\n");
}

TEST(Extensions, ThatNobodyKnowsAreAWarningAndModifiersAnError)
{
    EXPECT_EQ(told_of(R"("extension":[{"url":"urn:nowhere","valueCode":"a"}],
        "modifierExtension":[{"url":"urn:nowhere","valueCode":"a"}])"),
              "warning Patient.extension[0]: is an extension that is not known here: add its "
              "package, or check its url\n"
              "Patient.modifierExtension[0]: is a modifier extension that is not known here, so "
              "its resource cannot be understood: add its package, or check its url\n");
}

TEST(Extensions, HaveAnAbsoluteUrlOutsideOfOthers)
{
    EXPECT_EQ(told_of(R"("extension":[{"url":"part","valueCode":"a"}])"),
              "Patient.extension[0]: needs an absolute url: only inside another extension it may "
              "be a name\n");
}

TEST(Extensions, AreModifiersOrAreNot)
{
    EXPECT_EQ(told_of(R"("modifierExtension":[{"url":"urn:modifier","valueBoolean":true},
        {"url":"urn:simple","valueBoolean":true}],
        "extension":[{"url":"urn:modifier","valueBoolean":true}])"),
              "Patient.modifierExtension[1]: is no modifier extension: write it as an extension\n"
              "Patient.extension[0]: is a modifier extension: write it as a modifierExtension\n");
}

TEST(Extensions, StandWhereTheirContextAllows)
{
    EXPECT_EQ(told_of(R"("name":[{"family":"A",
        "extension":[{"url":"urn:simple","valueBoolean":true}]}])"),
              "");
    EXPECT_EQ(told_of(R"("_birthDate":{"extension":[{"url":"urn:simple","valueBoolean":true}]})"),
              "Patient.birthDate.extension[0]: may stand in Patient, HumanName only\n");
}

/// "urn:e", which may stand where `contexts` say.
std::string told_with(std::string const& contexts, std::string const& resource)
{
    Known known;
    known.structure("urn:e", "Extension", R"({"id":"Extension","path":"Extension"})",
                    R"(,"context":[)" + contexts + "]");
    known.structure("urn:outer", "Extension", R"({"id":"Extension","path":"Extension"})");
    return told(known, resource, {});
}

TEST(Extensions, StandWhereTheFhirPathOfTheirContextSelects)
{
    std::string const context =
        R"j({"type":"fhirpath","expression":"Patient.name.where(use = 'official')"})j";
    auto const named = [](char const* use) {
        return R"({"resourceType":"Patient","name":[{"use":")" + std::string{use} +
               R"(","family":"A","extension":[{"url":"urn:e","valueBoolean":true}]}]})";
    };
    EXPECT_EQ(told_with(context, named("official")), "");
    EXPECT_EQ(told_with(context, named("old")),
              "Patient.name[0].extension[0]: may stand in Patient.name.where(use = 'official') "
              "only\n");
    EXPECT_EQ(told_with(R"({"type":"fhirpath","expression":"no such ("})", named("old")),
              "note Patient.name[0].extension[0]: whether it may stand here cannot be decided: a "
              "context of its definition is no FHIRPath that can be run here\n");
    EXPECT_EQ(told_with(context + R"(,{"type":"element","expression":"HumanName"})",
                        named("old")),
              "");
}

TEST(Extensions, StandInTheExtensionThatTheirContextNames)
{
    auto const context = R"({"type":"extension","expression":"urn:outer"})";
    EXPECT_EQ(told_with(context, R"({"resourceType":"Patient","extension":[{"url":"urn:outer",
        "extension":[{"url":"urn:e","valueBoolean":true}]}]})"),
              "");
    EXPECT_EQ(told_with(context, R"({"resourceType":"Patient",
        "extension":[{"url":"urn:e","valueBoolean":true}]})"),
              "Patient.extension[0]: may stand in the extension urn:outer only\n");
}

TEST(Extensions, KeepTheRulesOfTheirContext)
{
    Known known;
    known.structure("urn:max", "Extension", R"({"id":"Extension","path":"Extension"})",
                    R"(,"context":[{"type":"element","expression":"Patient.contact"}],
        "contextInvariant":["gender = 'male' or %extension.valueInteger = 1","no such ("])");
    auto const contact = [&](char const* value) {
        return told(known, R"({"resourceType":"Patient","contact":[{"name":{"text":"x"},
            "gender":"female","extension":[{"url":"urn:max","valueInteger":)" +
                               std::string{value} + "}]}]}",
                    {});
    };
    auto const undecided = "note Patient.contact[0].extension[0]: may stand here only where no "
                           "such (, which cannot be decided here\n";
    EXPECT_EQ(contact("1"), undecided);
    EXPECT_EQ(contact("2"),
              "Patient.contact[0].extension[0]: may stand here only where gender = 'male' or "
              "%extension.valueInteger = 1\n" +
                  std::string{undecided});
}

} // namespace
} // namespace fhir::validate
