#include "gateway/hl7v2/region.h"

#include <gmock/gmock.h>

namespace foramen::hl7v2 {

namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAreArray;
using enum SpineRegion;

std::vector<SpineRegion> found(std::string const& text, Sender const& sender = {})
{
    Exam exam;
    exam.code = "X";
    exam.text = text;
    std::vector<SpineRegion> regions;
    for (auto const& candidate : regions_of(exam, sender)) regions.push_back(candidate.region);
    return regions;
}

} // namespace

TEST(Region, IsTakenFromWordsThatCanMeanNothingElse)
{
    struct Row {
        std::string text;
        std::vector<SpineRegion> regions;
    };
    std::vector<Row> const table{
        {"MRI Spine lumbar", {lumbar}},
        {"MRI SPINE CERVICAL AND THORACIC", {cervical, thoracic}},
        {"MR C-Spine", {cervical}},
        {"MRI lumbo-sacral spine", {lumbar, sacral}},
        {"MRI Lumbosacral", {lumbar, sacral}},
        {"MRI Thoracolumbar spine", {thoracic, lumbar}},
        {"MRI Cervicothoracic spine", {cervical, thoracic}},
        {"MRI dorsal spine", {thoracic}},
        {"MRI Sacroiliac joints", {sacral}},
        {"MRI SI joints", {sacral}},
        {"MRI whole spine", {whole}},
        {"MRI Spine", {}},
        {"MRI pelvis, cervical cancer staging", {}},
        {"MRI thoracic outlet", {}},
        {"MRI sacral plexus", {}},
        {"MRI knee", {}},
        {"", {}},
    };
    for (auto const& row : table) {
        EXPECT_THAT(found(row.text), UnorderedElementsAreArray(row.regions)) << row.text;
    }
}

TEST(Region, ComesFromTheExamMapFirst)
{
    Sender sender;
    sender.exams["X"] = {{cervical}, "MR"};
    Exam exam;
    exam.code = "X";
    exam.text = "MRI Spine lumbar";
    auto const regions = regions_of(exam, sender);
    ASSERT_EQ(regions.size(), 1u);
    EXPECT_EQ(regions[0], (RegionCandidate{cervical, RegionFrom::exam_map}));
}

TEST(Region, StandsBesideAModality)
{
    Sender sender;
    Exam exam;
    EXPECT_EQ(modality_of(exam, "NMR", sender), "MR");
    EXPECT_EQ(modality_of(exam, "MR", sender), "MR");
    EXPECT_EQ(modality_of(exam, "CT", sender), "CT");
    EXPECT_EQ(modality_of(exam, "RAD", sender), "");
    exam.text = "MRI Spine lumbar";
    EXPECT_EQ(modality_of(exam, "RAD", sender), "MR");
    exam.text = "Nothing of it";
    EXPECT_EQ(modality_of(exam, "", sender), "");
    exam.code = "X";
    sender.exams["X"] = {{}, "CT"};
    EXPECT_EQ(modality_of(exam, "NMR", sender), "CT");
}

} // namespace foramen::hl7v2
