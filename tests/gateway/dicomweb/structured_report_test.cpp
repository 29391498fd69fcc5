// What a Structured Report says, and that it is read whole or not at all.
#include "study_query.h"

#include <gmock/gmock.h>

namespace foramen::dicomweb {
namespace {

using hl7v2::ImagingStatus;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string member(std::string const& tag, std::string const& values)
{
    return '"' + tag + R"(":{"vr":"XX","Value":[)" + values + "]}";
}
std::string quoted(std::string const& text) { return '"' + text + '"'; }
std::string code(std::string const& meaning)
{
    return "{" + member("00080104", quoted(meaning)) + "}";
}
std::string item(std::vector<std::string> const& members)
{
    std::string all = "{";
    for (auto const& one : members) all += (all.size() > 1 ? "," : "") + one;
    return all + "}";
}

/// A complete and verified one of `content`, with what else is said of it.
std::vector<hl7v2::ImagingReport> read(std::vector<std::string> const& content,
                                       std::vector<std::string> members = {})
{
    std::string all;
    for (auto const& one : content) all += (all.empty() ? "" : ",") + one;
    for (auto const& one :
         {member("00100020", quoted("9990000018")), member("0020000D", quoted("1.2.3")),
          member("0040A491", quoted("COMPLETE")), member("0040A493", quoted("VERIFIED")),
          member("0040A730", all)}) {
        members.push_back(one);
    }
    hl7v2::ImagingReport study;
    study.study_uid = "1.2.3";
    study.patient.name.family = Sensitive<std::string>{"UKASIEWICZ"};
    auto reports = read_structured_reports("[" + item(members) + "]", query, study);
    EXPECT_TRUE(reports) << reports.error().text();
    return reports ? *std::move(reports) : std::vector<hl7v2::ImagingReport>{};
}
std::string text_of(std::vector<hl7v2::ImagingReport> const& reports)
{
    return reports.empty() ? "(none)" : reports[0].text.reveal(Purpose::mapping);
}

TEST(StructuredReportText, HasItsHeadingsCodesAndMeasurements)
{
    auto const named = [](std::string const& name) { return member("0040A043", code(name)); };
    auto const measured =
        member("0040A300", item({member("0040A30A", "12.50"),
                                 member("004008EA", item({member("00080100", quoted("mm"))}))}));
    auto const section = member(
        "0040A730", item({named("Finding"), member("0040A160", quoted("Bulge.\\r\\nLeft."))}) +
                        "," + item({named("Cauda equina"), member("0040A168", code("Absent"))}));
    EXPECT_EQ(text_of(read({item({named("History"), member("0040A160", quoted("?cauda equina"))}),
                            item({named("Findings"), section}), item({named("Canal"), measured})})),
              "History: ?cauda equina\nFindings\nFinding: Bulge.\nLeft.\nCauda equina: Absent\n"
              "Canal: 12.50 mm");
}

TEST(StructuredReportText, LeavesOutWhoObservedInWhatLanguage)
{
    EXPECT_EQ(text_of(read({item({member("0040A010", quoted("HAS CONCEPT MOD")),
                                  member("0040A168", code("English"))}),
                            item({member("0040A160", quoted("No fracture."))})})),
              "No fracture.");
}

TEST(StructuredReportText, IsReadWholeOrByAPerson)
{
    auto nested = item({member("0040A160", quoted("no"))});
    for (int depth = 0; depth < 40; ++depth) nested = item({member("0040A730", nested)});
    for (auto const& too_much :
         {nested, item({member("0040A160", quoted(std::string(1024 * 1024, 'a')))})}) {
        auto const reports = read({item({member("0040A160", quoted("Fracture:"))}), too_much});
        ASSERT_THAT(reports, SizeIs(1));
        EXPECT_EQ(reports[0].status, ImagingStatus::unknown) << "never final";
        EXPECT_EQ(reports[0].text_is, hl7v2::TextIs::absent);
        EXPECT_THAT(reports[0].flaws[0].text, HasSubstr("a person has to look"));
    }
}

TEST(StructuredReportText, IsNoMachinesWord)
{
    auto const content = item({member("0040A160", quoted("Dose"))});
    EXPECT_THAT(read({content}, {member("00080016", quoted("1.2.840.10008.5.1.4.1.1.88.67"))}),
                IsEmpty());
    EXPECT_THAT(read({content}, {member("00080016", quoted("1.2.840.10008.5.1.4.1.1.88.11"))}),
                SizeIs(1));
}

TEST(StructuredReportText, KeepsLettersThatTheSearchLost)
{
    auto const reports = read({item({member("0040A160", quoted("Normal."))})},
                              {member("00100010", R"({"Alphabetic":"ŁUKASIEWICZ^JÓZEF"})")});
    ASSERT_THAT(reports, SizeIs(1));
    EXPECT_EQ(reports[0].patient.name.family.reveal(Purpose::policy), "ŁUKASIEWICZ");
}

TEST(StudyUid, IsNoWayToAnotherPlace)
{
    for (auto const* text : {"..", ".", "1..2", ".1", "1.", "1/2", "", "1.2?x"}) {
        EXPECT_FALSE(is_uid(text)) << text;
    }
    EXPECT_TRUE(is_uid("1.2.826.0.1"));
}

} // namespace
} // namespace foramen::dicomweb
