// Why this file exists: other versions of FHIR differ by their definitions, and by nothing else.
// STU3 (https://hl7.org/fhir/STU3/appointment.html) has other elements in an Appointment, and
// has them in another order.
#include "fhir/definitions/layout.h"
#include "tests/fhir/xml/reading.h"

#include <gmock/gmock.h>

#include <deque>
#include <vector>

namespace fhir::xml {

namespace {

/// R4 but for Appointment, which is that of STU3 (without its rare elements).
class SomeStu3 final : public TypeSource {
public:
    SomeStu3()
    {
        for (std::string_view const name :
             {"id", "meta", "implicitRules", "language", "text", "contained", "extension",
              "modifierExtension", "identifier", "status"}) {
            take(name);
        }
        make("reason", "CodeableConcept");
        make("indication", "Reference");
        for (std::string_view const name : {"priority", "description", "start", "end",
                                            "minutesDuration", "slot", "created", "comment"}) {
            take(name);
        }
        make("incomingReferral", "Reference");
        take("participant");
        for (auto const& one : elements_) {
            auto const order = static_cast<std::uint32_t>(&one - elements_.data());
            children_.push_back({one.name, &one, &one.types[0], order});
        }
        sort_children(children_);
        appointment_.elements = elements_;
        appointment_.children = children_;
    }

    Type const* type(std::string_view name) const override
    {
        return name == "Appointment" ? &appointment_ : r4().type(name);
    }
    ValueSet const* value_set(std::string_view url) const override { return r4().value_set(url); }

private:
    void take(std::string_view name) { elements_.push_back(*appointment_.element(name)); }
    void make(std::string_view name, std::string_view type)
    {
        references_.push_back({r4().type(type), {}, {}});
        ElementDefinition made;
        made.name = name;
        made.max = UINT32_MAX;
        made.types = {&references_.back(), 1};
        elements_.push_back(made);
    }

    Type appointment_ = *r4().type("Appointment");
    std::deque<TypeReference> references_;
    std::vector<ElementDefinition> elements_;
    std::vector<Child> children_;
};

std::string const stu3_text =
    "<Appointment xmlns=\"http://hl7.org/fhir\"><status value=\"booked\"/>"
    "<reason><text value=\"a\"/></reason><indication><reference value=\"Condition/1\"/>"
    "</indication><priority value=\"5\"/><start value=\"2030-01-02T09:00:00Z\"/>"
    "<comment value=\"b\"/><incomingReferral><reference value=\"ReferralRequest/1\"/>"
    "</incomingReferral></Appointment>";
std::string const stu3_json =
    R"({"resourceType":"Appointment","status":"booked","reason":[{"text":"a"}],)"
    R"("indication":[{"reference":"Condition/1"}],"priority":5,"start":"2030-01-02T09:00:00Z",)"
    R"("comment":"b","incomingReferral":[{"reference":"ReferralRequest/1"}]})";

TEST(OtherVersions, AreReadByTheirOwnDefinitions)
{
    EXPECT_EQ(json_of(stu3_text, Unknown::refuse, SomeStu3{}), stu3_json);
    EXPECT_THAT(json_of(stu3_text),
                testing::HasSubstr("mind its spelling, its place and the FHIR"));
}

TEST(OtherVersions, AreWrittenInTheirOwnOrder)
{
    SomeStu3 const types;
    auto tree = json::read(R"({"resourceType":"Appointment","comment":"b","priority":5,)"
                           R"("incomingReferral":[{"reference":"ReferralRequest/1"}],)"
                           R"("indication":[{"reference":"Condition/1"}],"reason":[{"text":"a"}],)"
                           R"("start":"2030-01-02T09:00:00Z","status":"booked"})");
    ASSERT_TRUE(tree);
    bind(tree->root(), *types.type("Appointment"), types);
    auto const written = write(tree->root());
    ASSERT_TRUE(written);
    EXPECT_EQ(written->substr(written->find("?>") + 2), stu3_text);
}

TEST(OtherVersions, AreReadByR4AsFarAsItGoes)
{
    auto const tree = read(stu3_text, r4(), {}, Unknown::keep);
    ASSERT_TRUE(tree);
    auto const& root = tree->root();
    EXPECT_EQ(root.child("priority")->kind, Kind::number);
    EXPECT_EQ(root.child("indication")->child("reference")->text, "Condition/1");
    EXPECT_EQ(root.child("indication")->definition, nullptr);
    EXPECT_FALSE(root.child("indication")->listed); // Only its definition could say so.
}

} // namespace

} // namespace fhir::xml
