// Why this file exists: the compiled definitions say what the specification says.
#include "fhir/definitions/layout.h"
#include "fhir/definitions/stu3.h"
#include "fhir/definitions/type_builder.h"

#include <gmock/gmock.h>

namespace {

using fhir::r4;
using testing::ElementsAre;
using testing::IsEmpty;

fhir::ElementDefinition const& element(std::string_view type, std::string_view name)
{
    return *r4().type(type)->element(name);
}

TEST(Definitions, KnowsResourcesByNameAndUrl)
{
    ASSERT_NE(r4().type("Patient"), nullptr);
    EXPECT_EQ(r4().type("Patient"), r4().type("http://hl7.org/fhir/StructureDefinition/Patient"));
    EXPECT_EQ(r4().type("Patient")->kind, fhir::TypeKind::resource);
    EXPECT_TRUE(r4().type("Patient")->is_a("DomainResource"));
    EXPECT_TRUE(r4().type("Resource")->abstract);
    EXPECT_EQ(r4().type("Patientt"), nullptr);
}

TEST(Definitions, KnowStu3WithWhatR4Lost)
{
    auto const& stu3 = fhir::stu3();
    auto const& header = *stu3.type("MessageHeader");
    EXPECT_EQ(header.element("timestamp")->min, 1u);
    EXPECT_EQ(r4().type("MessageHeader")->element("timestamp"), nullptr);
    EXPECT_EQ(stu3.type("Binary")->child("content")->reference->type, stu3.type("base64Binary"));
    EXPECT_THAT(stu3.type("Encounter")->element("serviceProvider")->types[0].targets,
                ElementsAre("Organization"));
    // Inherited elements first, then its own, each in the order of the specification.
    std::vector<std::string_view> names;
    for (auto const& one : stu3.type("Composition.section")->elements) names.push_back(one.name);
    EXPECT_THAT(names, ElementsAre("id", "extension", "modifierExtension", "title", "code", "text",
                                   "mode", "orderedBy", "entry", "emptyReason", "section"));
    EXPECT_EQ(stu3.type("Composition.section")->element("section")->types[0].type,
              stu3.type("Composition.section"));
    EXPECT_EQ(stu3.type("Patient")->child("deceasedDateTime")->reference->type,
              stu3.type("dateTime"));
    auto const* const types = header.element("timestamp")->types[0].type->base;
    EXPECT_EQ(types, stu3.type("Element"));
    EXPECT_TRUE(stu3.type("Bundle")->element("type")->value_set->has_code("message"));
    EXPECT_FALSE(stu3.type("Bundle")->element("type")->value_set->has_code("messages"));
}

TEST(Definitions, KeepsCardinalityAndOrder)
{
    EXPECT_TRUE(element("Patient", "name").list());
    EXPECT_FALSE(element("Patient", "gender").list());
    EXPECT_EQ(element("Observation", "status").min, 1u);
    EXPECT_EQ(r4().type("Patient")->elements[0].name, "id");
}

TEST(Definitions, ExpandsChoices)
{
    auto const* const value = r4().type("Observation")->child("valueQuantity");
    ASSERT_NE(value, nullptr);
    EXPECT_EQ(value->definition->name, "value");
    EXPECT_TRUE(value->definition->choice);
    EXPECT_EQ(value->reference->type->name, "Quantity");
    EXPECT_EQ(r4().type("Observation")->child("value"), nullptr);
    EXPECT_EQ(r4().type("Observation")->child("valueAddress"), nullptr);
}

TEST(Definitions, MakesBackbonesTypesAndFollowsContentReferences)
{
    EXPECT_EQ(element("Patient", "contact").types[0].type, r4().type("Patient.contact"));
    EXPECT_EQ(element("Observation.component", "referenceRange").types[0].type,
              r4().type("Observation.referenceRange"));
    EXPECT_NE(r4().type("Patient.contact")->child("modifierExtension"), nullptr);
}

TEST(Definitions, BindsCodes)
{
    auto const& gender = element("Patient", "gender");
    EXPECT_EQ(gender.strength, fhir::BindingStrength::required);
    ASSERT_NE(gender.value_set, nullptr);
    EXPECT_TRUE(gender.value_set->complete);
    EXPECT_THAT(gender.value_set->codes, ElementsAre("female", "male", "other", "unknown"));
    EXPECT_TRUE(gender.value_set->has("http://hl7.org/fhir/administrative-gender", "male"));
    EXPECT_FALSE(gender.value_set->has("urn:other", "male"));
    EXPECT_FALSE(element("Attachment", "contentType").value_set->complete);
}

TEST(Definitions, NamesReferenceTargets)
{
    EXPECT_THAT(element("Appointment", "basedOn").types[0].targets, ElementsAre("ServiceRequest"));
    EXPECT_THAT(element("Provenance", "target").types[0].targets, IsEmpty());
}

TEST(Definitions, TypesIdsAndUrls)
{
    EXPECT_EQ(element("Patient", "id").types[0].type->name, "id");
    EXPECT_EQ(element("HumanName", "id").types[0].type->name, "string");
    EXPECT_EQ(element("Extension", "url").types[0].type->name, "uri");
    EXPECT_FALSE(r4().type("date")->pattern.empty());
}

TEST(Definitions, EveryElementHasATypeThatIsKnown)
{
    for (auto const* name : {"Patient", "Bundle.entry", "Timing", "ElementDefinition"}) {
        for (auto const& one : r4().type(name)->elements) {
            EXPECT_FALSE(one.types.empty()) << one.path;
            for (auto const& reference : one.types) EXPECT_NE(reference.type, nullptr) << one.path;
        }
    }
}

TEST(Definitions, RefusesATableOfAnotherVersion)
{
    EXPECT_EQ(fhir::lay_out("FRR1"), nullptr);
    EXPECT_EQ(fhir::lay_out(std::string(100, 'x')), nullptr);
}

TEST(LayeredTypes, AddsModelsAboveR4)
{
    fhir::LayeredTypes types{r4()};
    types.add("Event", "urn:model:event",
              {{"id", 1, 1, "string", {}},
               {"kind", 0, 1, "code", {"b", "a"}},
               {"part", 0, UINT32_MAX, "Event.part", {}}});
    types.add("Event.part", "", {{"when", 1, 1, "dateTime", {}}});
    EXPECT_THAT(types.settle(), IsEmpty());
    auto const* const event = types.type("urn:model:event");
    ASSERT_NE(event, nullptr);
    EXPECT_EQ(event->child("part")->reference->type->child("when")->definition->path,
              "Event.part.when");
    EXPECT_TRUE(event->element("kind")->value_set->has_code("a"));
    EXPECT_NE(types.type("Patient"), nullptr);
}

TEST(LayeredTypes, NamesWhatIsMissing)
{
    fhir::LayeredTypes types{r4()};
    types.add("Event", "", {{"id", 1, 1, "strin", {}}});
    EXPECT_THAT(types.settle(), ElementsAre("strin"));
}

} // namespace
