#include "sample.h"

#include "gateway/clinic/schema.h"
#include "tests/support/faults.h"

#include <random>
#include <thread>

using namespace foramen;
using testing::AllOf;
using testing::HasSubstr;

namespace {

constexpr std::array schema_files{"booking", "screening", "procedure-report"};

std::string schema_text(std::size_t kind)
{
    return file_text("mappings/models/" + std::string{schema_files[kind]} + ".schema.json");
}

std::string refusal(std::string const& schema)
{
    auto const compiled = Schema::compile(schema);
    return faults_in(compiled);
}

} // namespace

TEST(Schema, RefusesWhatWouldSilentlyNotBeChecked)
{
    EXPECT_THAT(refusal(R"({"properties":{"a":{"format":"date"}}})"),
                HasSubstr("/properties/a/format"));
    // RapidJSON's engine does not know \w and would leave the pattern unchecked.
    EXPECT_THAT(refusal(R"({"properties":{"a":{"pattern":"^\\w+$"}}})"),
                HasSubstr("/properties/a/pattern"));
    EXPECT_THAT(refusal(R"({"pattern":"("})"), HasSubstr("pattern"));
    EXPECT_THAT(refusal(R"({"additionalProperties":true})"), HasSubstr("additionalProperties"));
    EXPECT_THAT(refusal(R"({"type":["string","null"]})"), HasSubstr("type"));
    EXPECT_THAT(refusal(R"({"enum":[1,2]})"), HasSubstr("enum"));
    EXPECT_THAT(refusal(R"({"minLength":-1})"), HasSubstr("minLength"));
    EXPECT_THAT(refusal(R"({"items":[{}]})"), HasSubstr("items"));
    EXPECT_THAT(refusal(R"({"a":1,"a":2})"), HasSubstr("twice"));
    EXPECT_THAT(refusal(R"({"minLength":-1,"properties":{"a":{"format":"date"}}})"),
                AllOf(HasSubstr("/minLength"), HasSubstr("/properties/a/format")))
        << "every fault at once";
    EXPECT_THAT(refusal("[]"), HasSubstr("object"));
    EXPECT_THAT(refusal("{"), HasSubstr("JSON"));
    EXPECT_EQ(refusal(R"({"properties":{"pattern":{"type":"string","pattern":"^\\d{2}$"}}})"), "");
}

TEST(Schema, ChecksDigitClassesThatTheEngineDoesNotKnow)
{
    auto const schema = Schema::compile(R"({"type":"string","pattern":"^\\d{3}-\\\\d$"})");
    ASSERT_TRUE(schema.has_value());
    auto const accepts = [&](char const* json) {
        JsonTree tree;
        EXPECT_FALSE(tree.read(json).has_value());
        return schema->accepts(tree.root());
    };
    EXPECT_TRUE(accepts(R"("123-\\d")"));
    EXPECT_FALSE(accepts(R"("12x-\\d")"));
    EXPECT_FALSE(accepts(R"("123-\\7")"));
    EXPECT_FALSE(accepts(R"("1234-\\d")"));
}

TEST(Schema, ChecksEveryPatternOfTheClinic)
{
    auto const fits = [](char const* pattern, char const* text) {
        auto const result = fits_pattern(pattern, text);
        EXPECT_TRUE(result.has_value()) << pattern;
        return result && *result;
    };
    auto const* const levels = "^(C[2-8]|L[1-5]|S1)$";
    for (auto const* good : {"C2", "C8", "L1", "L5", "S1"}) EXPECT_TRUE(fits(levels, good)) << good;
    for (auto const* bad : {"C1", "C9", "L6", "S2", "C", "", "C22", "xC2", "T1"}) {
        EXPECT_FALSE(fits(levels, bad)) << bad;
    }
    auto const* const instant =
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})"
        "?)?(Z|[+-][0-9]{2}:[0-9]{2})$";
    for (auto const* good :
         {"2030-01-14T17:15Z", "2030-01-14T17:15:00Z", "2030-01-14T17:15:00-05:30",
          "2030-01-14T17:15:00.1Z", "2030-01-14T17:15:00.123456+01:00"}) {
        EXPECT_TRUE(fits(instant, good)) << good;
    }
    for (auto const* bad :
         {"2030-01-14T17:15", "2030-01-14T17:15:00.1234567Z", "2030-01-14 17:15:00Z",
          "2030-01-14T17:15:00.Z", "2030-01-14T17:15:00,5Z", "2030-01-14T17:15:00"}) {
        EXPECT_FALSE(fits(instant, bad)) << bad;
    }
}

// Two checkers that know nothing of each other: RapidJSON's, and ours that lists the faults.
TEST(Schema, ListsFaultsExactlyWhereRapidJsonRefuses)
{
    std::mt19937 chance{20301};
    std::array const odd_values{"null",           "true",  "7",      "-1",      "1.5", "11",
                                "\"\"",           "\"x\"", "[]",     "{}",      "[7]", "\"yes\"",
                                "\"2030-01-14\"", "1e30",  "\"L4\"", "[\"L4\"]"};
    std::array const samples{Sample::booking().body(), Sample::screening().body(),
                             Sample::report().body()};
    unsigned refused = 0;
    for (unsigned round = 0; round < 6000; ++round) {
        auto const kind = round % samples.size();
        static std::array const schemas{*Schema::compile(schema_text(0)),
                                        *Schema::compile(schema_text(1)),
                                        *Schema::compile(schema_text(2))};
        rapidjson::Document json;
        json.Parse(samples[kind].c_str());
        std::vector<rapidjson::Value*> all{&json};
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i]->IsArray())
                for (auto& item : all[i]->GetArray()) all.push_back(&item);
            if (all[i]->IsObject())
                for (auto& member : all[i]->GetObject()) all.push_back(&member.value);
        }
        auto& target = *all[chance() % all.size()];
        if (target.IsObject() && chance() % 2 && target.MemberCount() > 0) {
            target.RemoveMember(target.MemberBegin() +
                                static_cast<long>(chance() % target.MemberCount()));
        } else {
            rapidjson::Document odd{&json.GetAllocator()};
            odd.Parse(odd_values[chance() % odd_values.size()]);
            target.CopyFrom(odd, json.GetAllocator());
        }
        FaultList faults;
        schemas[kind].find_faults(json, faults);
        auto const list = faults.take();
        auto const only_the_general_one =
            list.size() == 1 && list[0].text.starts_with("does not keep");
        EXPECT_EQ(schemas[kind].accepts(json), only_the_general_one) << round;
        refused += !only_the_general_one;
    }
    EXPECT_GT(refused, 3000u);
}

TEST(Schema, AnswersAlikeOnEveryThread)
{
    auto const& shared = parser();
    auto const good = Sample::report().body();
    std::vector<std::thread> threads;
    std::atomic<unsigned> wrong{0};
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 200; ++round) {
                wrong += shared.parse(EventKind::procedure_report, good, today).index() != 0;
                wrong += shared.parse(EventKind::booking, good, today).index() != 1;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0u);
}
