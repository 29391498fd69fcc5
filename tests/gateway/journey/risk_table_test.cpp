#include "story.h"

using namespace foramen;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;

namespace {

std::string table_text() { return read_whole(FORAMEN_ROOT "/mappings/rules/risk.json"); }

std::string changed(std::string text, std::string_view from, std::string_view to)
{
    auto const place = text.find(from);
    EXPECT_NE(place, std::string::npos) << from;
    return text.replace(place, from.size(), to);
}

std::string refusal(std::string_view from, std::string_view to)
{
    auto const table = RiskTable::parse(changed(table_text(), from, to));
    EXPECT_FALSE(table.has_value()) << from << " -> " << to;
    return faults_in(table);
}

std::vector<std::string> asked(ScreeningAnswer answer)
{
    std::vector<std::string> questions;
    for (auto const& factor : rules().factors({std::move(answer)})) {
        EXPECT_FALSE(factor.text.empty());
        questions.push_back(factor.question);
    }
    return questions;
}

} // namespace

TEST(RiskTable, AsksForEveryYesAndEveryUnsure)
{
    for (std::string const question : all_questions) {
        auto const is_pressure = question == "bloodPressure";
        EXPECT_THAT(asked({question, is_pressure ? "stable" : "no", {}, {}, {}, {}}), IsEmpty());
        EXPECT_THAT(asked({question, is_pressure ? "unstable" : "yes", {}, {}, {}, {}}),
                    ElementsAre(question));
        EXPECT_THAT(asked({question, "unsure", {}, {}, {}, {}}), ElementsAre(question));
    }
}

TEST(RiskTable, AsksForDiabetesUnlessItIsKnownToBeControlled)
{
    auto const diabetes = [](char const* answer, std::optional<std::string> controlled,
                             std::optional<double> hba1c) {
        return asked({"diabetes", answer, std::move(controlled), hba1c, {}, {}}).size();
    };
    EXPECT_EQ(diabetes("yes", "yes", {}), 0u);
    EXPECT_EQ(diabetes("yes", "yes", 68.9), 0u);
    EXPECT_EQ(diabetes("yes", "yes", 69.0), 1u);
    EXPECT_EQ(diabetes("yes", "no", {}), 1u);
    EXPECT_EQ(diabetes("yes", "unsure", {}), 1u);
    EXPECT_EQ(diabetes("yes", {}, {}), 1u) << "nothing said is not controlled";
    EXPECT_EQ(diabetes("yes", "no", 86.0), 2u);
    EXPECT_EQ(diabetes("no", {}, 86.0), 1u) << "the reading says otherwise";
    EXPECT_EQ(diabetes("no", "no", {}), 0u);
}

TEST(RiskTable, AsksForHighReadingsThatAreCalledStable)
{
    EXPECT_THAT(asked({"bloodPressure", "stable", {}, {}, 179.0, 109.0}), IsEmpty());
    EXPECT_THAT(asked({"bloodPressure", "stable", {}, {}, 180.0, 90.0}),
                ElementsAre("bloodPressure"));
    EXPECT_THAT(asked({"bloodPressure", "stable", {}, {}, 150.0, 110.0}),
                ElementsAre("bloodPressure"));
}

TEST(RiskTable, KnowsItsVersionAndLimits)
{
    EXPECT_EQ(rules().version(), "1 (2026-11-23)");
    EXPECT_EQ(rules().steroid_injections_max(), 3u);
    EXPECT_EQ(rules().steroid_window_months(), 12);
    EXPECT_EQ(rules().mri_age_months_max(), 6);
}

TEST(RiskTable, RefusesWhatItDoesNotUnderstand)
{
    EXPECT_THAT(refusal("\"heartProblem\"", "\"hartProblem\""), HasSubstr("/rows/0/question"));
    EXPECT_THAT(refusal("\"yes\", \"unsure\"", "\"yes\", \"unsur\""),
                HasSubstr("/rows/0/answers/1"));
    EXPECT_THAT(refusal("[\"yes\", \"unsure\"]", "[]"), HasSubstr("/rows/0/answers"));
    EXPECT_THAT(refusal("\"text\"", "\"txt\""), HasSubstr("txt"));
    EXPECT_THAT(refusal("\"reading\": \"hba1c\"", "\"reading\": \"systolic\""),
                HasSubstr("/reading"));
    EXPECT_THAT(refusal(", \"atLeast\": 69", ""), HasSubstr("/rows/2"));
    EXPECT_THAT(refusal("\"atLeast\": 69", "\"atLeast\": \"69\""), HasSubstr("/rows/2/atLeast"));
    EXPECT_THAT(refusal("\"question\": \"cancer\"", "\"question\": \"infection\""),
                HasSubstr("cancer"));
    EXPECT_THAT(refusal("\"effective\": \"2026-11-23\"", "\"effective\": \"soon\""),
                HasSubstr("/effective"));
    EXPECT_THAT(refusal("\"version\": \"1\",", ""), HasSubstr("/version"));
    EXPECT_THAT(refusal("\"steroidInjectionsMax\": 3", "\"steroidInjectionsMax\": 0"),
                HasSubstr("/limits/steroidInjectionsMax"));
    EXPECT_THAT(refusal("\"mriAgeMonthsMax\": 6", "\"mriAgeMonthsMax\": 600"),
                HasSubstr("/limits"));
    EXPECT_THAT(refusal("\"author\"", "\"autor\""), HasSubstr("autor"));
    EXPECT_THAT(refusal("\"version\"", "\"effective\""), HasSubstr("twice"));
    EXPECT_THAT(refusal("\"question\": \"osteoporosis\", \"answers\"",
                        "\"question\": \"osteoporosis\", \"controlled\": [\"no\"], \"answers\""),
                HasSubstr("controlled"));
    for (auto const* text :
         {"", "[]", "7", "{}", "{", "{\"rows\":{}}", "{\"rows\":[7],\"limits\":7}"}) {
        auto const table = RiskTable::parse(text);
        ASSERT_FALSE(table.has_value()) << text;
        EXPECT_FALSE(table.faults().empty());
    }
}

TEST(RiskTable, NamesEveryFaultAtOnce)
{
    auto text = changed(table_text(), "\"author\"", "\"autor\"");
    text = changed(std::move(text), "\"mriAgeMonthsMax\": 6", "\"mriAgeMonthsMax\": 600");
    text = changed(std::move(text), "\"question\": \"cancer\"", "\"question\": \"tumour\"");
    auto const table = RiskTable::parse(text);
    ASSERT_FALSE(table);
    std::vector<std::string> places;
    for (auto const& fault : table.faults()) places.push_back(fault.pointer);
    EXPECT_THAT(places, IsSupersetOf({"/autor", "/author", "/limits/mriAgeMonthsMax", "/rows"}));
    EXPECT_THAT(places, Contains(testing::EndsWith("/question")));
}

TEST(RiskTable, MayPostponeOrDeclineInsteadOfAskingAGp)
{
    for (auto const& [outcome, hold] :
         {std::pair{"postpone", "clinic-postponed"}, {"decline", "clinic-declined"}}) {
        auto const table = RiskTable::parse(
            changed(table_text(), "\"text\": \"Infection",
                    std::string{"\"outcome\": \""} + outcome + "\", \"text\": \"Infection"));
        ASSERT_TRUE(table.has_value()) << faults_in(table);
        auto story = a_ready_story();
        auto form = a_screening(2);
        answer_in(form, "infection").answer = "unsure";
        Surroundings const around{*table, {}, story.now};
        auto const journey = decide(story.journey, form, around).journey;
        ASSERT_EQ(journey.holds.size(), 1u);
        EXPECT_EQ(to_string(journey.holds[0].code), hold);
        EXPECT_TRUE(journey.requests.empty()) << "no GP is asked for what does not go ahead";
    }
    EXPECT_THAT(refusal("\"text\": \"Infection", "\"outcome\": \"maybe\", \"text\": \"Infection"),
                HasSubstr("outcome"));
}

TEST(RiskTable, KnowsMedicinesByName)
{
    auto const table = RiskTable::parse(
        changed(table_text(), "\"text\": \"Takes an anticoagulant\"",
                "\"medicines\": [\"warfarin\"], \"text\": \"Takes an anticoagulant\""));
    ASSERT_TRUE(table.has_value()) << faults_in(table);
    ScreeningAnswer const yes{"anticoagulant", "yes", {}, {}, {}, {}};
    auto named = yes;
    named.medicine = "Warfarin 3 mg";
    auto other = yes;
    other.medicine = "warfarinoid";
    EXPECT_EQ(table->factors({named}).size(), 1u);
    EXPECT_EQ(table->factors({yes}, {"aspirin", "WARFARIN, 3 mg"}).size(), 1u);
    EXPECT_TRUE(table->factors({other}).empty()) << "part of a word is another word";
    EXPECT_TRUE(table->factors({yes}, {"aspirin"}).empty());
    EXPECT_THAT(
        refusal("\"text\": \"Takes an", "\"medicines\": [\"Warfarin\"], \"text\": \"Takes an"),
        HasSubstr("medicines"));
}
