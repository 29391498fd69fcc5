// Which texts raise a report that is nobody's to the top of the work list.
#include "tests/gateway/imaging/reports.h"
#include "tests/support/faults.h"

namespace foramen::imaging {
namespace {

TEST(UrgentWords, FindsWhatMustBeSeenToday)
{
    for (auto const* const text :
         {"Large central protrusion at L4/5 with cauda equina compression.",
          "CAUDA  EQUINA\nsyndrome cannot be ruled out", "Urgent neurosurgical referral advised",
          "No fracture. Metastases in L3.", "Spondylodiscitis L2/3",
          "There is no fracture but there are metastases",
          "appearances are not typical; epidural abscess"}) {
        EXPECT_TRUE(urgent_words().found_in(text)) << text;
    }
}

TEST(UrgentWords, ReadsOverWhatIsDenied)
{
    for (auto const* const text :
         {"No evidence of cauda equina compression.", "Disc protrusion at L5/S1, left.", "",
          "without any sign of cord\ncompression or discitis", "Negative for metastases.",
          "The cauda is seen. Equina not assessed."}) {
        EXPECT_FALSE(urgent_words().found_in(text)) << text;
    }
}

TEST(UrgentWords, RefusesAListThatItDoesNotUnderstand)
{
    EXPECT_FALSE(UrgentWords::read("[]"));
    EXPECT_FALSE(UrgentWords::read(R"({"phrases": ["a"], "negations": ["no"]})"));
    auto const twice =
        UrgentWords::read(R"({"phrases": ["a"], "negations": ["not any"], "contrasts": ["but"]})");
    EXPECT_EQ(faults_in(twice), "/negations/0 must be one word\n");
    EXPECT_EQ(faults_in(UrgentWords::read(R"({"negations": ["no", 7], "contrasts": []})")),
              "/phrases must be a list of texts that is not empty\n"
              "/negations/1 must be a text with a word in it\n"
              "/contrasts must be a list of texts that is not empty\n");
    EXPECT_FALSE(
        UrgentWords::read(R"({"phrases": [" - "], "negations": ["no"], "contrasts": ["but"]})"));
}

} // namespace
} // namespace foramen::imaging
