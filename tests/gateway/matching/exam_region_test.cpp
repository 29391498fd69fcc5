// Why this file exists: the region of a scan clears a procedure or holds it.
#include "gateway/matching/exam_region.h"

#include "tests/support/faults.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

namespace foramen::matching {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using enum SpineRegion;

namespace {

RegionTable const& table()
{
    static auto const read = [] {
        std::ifstream stream{FORAMEN_ROOT "/mappings/rules/exam-regions.json"};
        std::ostringstream text;
        text << stream.rdbuf();
        return RegionTable::read(text.str());
    }();
    EXPECT_TRUE(read) << faults_in(read);
    return *read;
}
RegionAnswer answer(std::vector<SpineRegion> mapped, std::vector<std::string> body_parts,
                    std::vector<std::string> names)
{
    return table().region_of({std::move(mapped), std::move(body_parts), std::move(names)});
}
std::vector<SpineRegion> by_name(std::string name) { return answer({}, {}, {name}).regions; }
std::vector<SpineRegion> by_part(std::string part) { return answer({}, {part}, {}).regions; }

} // namespace

TEST(ExamRegion, IsReadFromTheNameOfTheExamination)
{
    EXPECT_THAT(by_name("MRI Spine lumbar"), ElementsAre(lumbar));
    EXPECT_THAT(by_name("MRI CERVICAL SPINE"), ElementsAre(cervical));
    EXPECT_THAT(by_name("MRI lumbo-sacral spine"), ElementsAre(lumbar, sacral));
    EXPECT_THAT(by_name("MR Lumbosacral Spine"), ElementsAre(lumbar, sacral));
    EXPECT_THAT(by_name("MRI whole spine"), ElementsAre(cervical, thoracic, lumbar, sacral));
    EXPECT_THAT(by_name("MRI cervical and lumbar spine"), ElementsAre(cervical, lumbar));
}

TEST(ExamRegion, IsNotGuessed)
{
    for (auto const* name : {"", "MRI spine", "MRI SPINE WITH CONTRAST", "MRI cervical lymph nodes",
                             "MRI lumbar plexus", "MRI pelvis", "Spinescape", "MRI sacrum"}) {
        EXPECT_THAT(by_name(name), IsEmpty()) << name;
    }
    for (auto const* part : {"", "SPINE", "PELVIS", "CSPINE2X", "NECK"}) {
        EXPECT_THAT(by_part(part), IsEmpty()) << part;
    }
    EXPECT_EQ(answer({}, {}, {}).source, RegionSource::nothing);
}

TEST(ExamRegion, IsReadFromTheBodyPartOfEachSeries)
{
    EXPECT_THAT(by_part("LSPINE"), ElementsAre(lumbar));
    EXPECT_THAT(by_part("lsspine "), ElementsAre(lumbar, sacral));
    EXPECT_THAT(answer({}, {"LSPINE", "", "CSPINE"}, {}).regions, ElementsAre(cervical, lumbar));
}

TEST(ExamRegion, BelievesTheSendersMapFirstThenTheBodyPartThenWords)
{
    auto const mapped = answer({lumbar}, {"LSSPINE"}, {"MRI lumbar spine"});
    EXPECT_THAT(mapped.regions, ElementsAre(lumbar));
    EXPECT_EQ(mapped.source, RegionSource::exam_map);
    auto const part = answer({}, {"LSSPINE"}, {"MRI lumbar spine"});
    EXPECT_THAT(part.regions, ElementsAre(lumbar, sacral));
    EXPECT_EQ(part.source, RegionSource::body_part);
    EXPECT_EQ(answer({}, {"SPINE"}, {"MRI lumbar spine"}).source, RegionSource::words);
}

TEST(ExamRegion, IsAPersonsToSayWhereTheSourcesContradictEachOther)
{
    for (auto const& one :
         {answer({lumbar}, {"CSPINE"}, {}), answer({lumbar}, {}, {"MRI cervical spine"}),
          answer({}, {"CSPINE"}, {"MRI lumbar spine"})}) {
        EXPECT_THAT(one.regions, IsEmpty());
        EXPECT_TRUE(one.is_contradicted);
    }
}

TEST(RegionTable, IsRefusedWhereItIsNotUnderstood)
{
    auto const fault = [](std::string const& rows) {
        auto const read =
            RegionTable::read(R"({"version":"1","effective":"2026-11-23","source":"s",)"
                              R"("bodyParts":[{"code":"CSPINE","regions":["cervical"]}],"words":)" +
                              rows + "}");
        return read ? std::string{"none"} : faults_in(read);
    };
    EXPECT_EQ(fault(R"([{"words":"a","regions":["lumbar"]}])"), "none");
    EXPECT_THAT(fault("[]"), HasSubstr("/words must be a list"));
    EXPECT_THAT(fault(R"([7])"), HasSubstr("/words/0 must be an object"));
    EXPECT_THAT(fault(R"([{"words":"a","regions":["neck"]},{"word":"b"}])"),
                AllOf(HasSubstr("/words/0/regions/0"), HasSubstr("/words/1/word "),
                      HasSubstr("/words/1/words"), HasSubstr("/words/1/regions")))
        << "every fault at once";
    EXPECT_THAT(fault(R"([{"words":"-","regions":["lumbar"]}])"), HasSubstr("no letters"));
    EXPECT_THAT(fault(R"([{"words":"a","regions":["lumbar"],"side":1}])"), HasSubstr("/side"));
    EXPECT_THAT(fault(R"([{"words":"a","besideSpine":1,"regions":["lumbar"]}])"),
                HasSubstr("/besideSpine"));
    EXPECT_FALSE(RegionTable::read(""));
    EXPECT_FALSE(RegionTable::read("[]"));
    EXPECT_FALSE(RegionTable::read(R"({"version":"1"})"));
    EXPECT_EQ(table().version(), "1 (2026-11-23)");
}

} // namespace foramen::matching
