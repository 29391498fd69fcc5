#include "samples.h"

#include "gateway/hl7v2/status.h"

namespace foramen::hl7v2 {

namespace {

using enum ImagingStatus;

struct Row {
    std::vector<std::string> report;
    std::vector<std::string> observations;
    ImagingStatus status;
    bool flawed = false;
};

JudgedStatus judged(Row const& row, Sender const& sender)
{
    StatusCodes codes;
    codes.report = row.report;
    codes.observations = row.observations;
    return judge_status(codes, sender);
}

void expect_all(std::vector<Row> const& table, Sender const& sender)
{
    for (std::size_t i = 0; i < table.size(); ++i) {
        auto const result = judged(table[i], sender);
        EXPECT_EQ(to_string(result.status), to_string(table[i].status)) << "row " << i;
        EXPECT_EQ(!result.flaw.empty(), table[i].flawed) << "row " << i;
    }
}

} // namespace

TEST(ImagingStatus, FollowsTheTablesAndIsCarefulWhereTheyDiffer)
{
    expect_all(
        {
            {{"F"}, {"F"}, final},
            {{"P"}, {"P"}, preliminary},
            {{"R"}, {}, partial},
            {{"O"}, {}, registered},
            {{"I"}, {}, registered},
            {{"S"}, {}, registered},
            {{"C"}, {"C"}, corrected},
            {{"F"}, {"C"}, corrected},
            {{"F"}, {"A"}, amended},
            {{"F"}, {"B"}, appended},
            {{"X"}, {}, cancelled},
            {{"X"}, {"F"}, cancelled},
            {{"C"}, {"W"}, entered_in_error},
            {{"F"}, {"F", "D"}, entered_in_error},
            {{"X"}, {"W"}, entered_in_error},
            {{"F"}, {"U"}, final},
            {{"F"}, {"O", ""}, final},
            {{}, {"F", "P"}, final},
            {{}, {"F", "C", "P"}, corrected},
            {{}, {"X", "F"}, final},
            {{}, {"X", "X"}, cancelled},
            {{"F"}, {"P"}, preliminary, true},
            {{"P"}, {"F"}, preliminary, true},
            {{"F"}, {"X"}, cancelled, true},
            {{"F", "P"}, {}, preliminary},
            {{"F", "C"}, {}, corrected},
            {{"F", "X"}, {}, final},
            {{"A"}, {}, unknown, true},
            {{"Z"}, {}, unknown, true},
            {{""}, {}, unknown, true},
            {{}, {}, unknown, true},
            {{}, {"V"}, unknown, true},
        },
        eximg());
}

TEST(ImagingStatus, ComesFromWhereTheProfileSays)
{
    auto sender = eximg();
    sender.status_from = StatusFrom::report;
    expect_all(
        {{{"F"}, {"P"}, final}, {{""}, {"F"}, unknown, true}, {{"F"}, {"W"}, entered_in_error}},
        sender);
    sender.status_from = StatusFrom::observations;
    expect_all({{{"F"}, {"P"}, preliminary}, {{"X"}, {"F"}, final}}, sender);
}

TEST(ImagingStatus, TakesCodesOfTheSenderOverTheTable)
{
    auto sender = eximg();
    sender.status_codes = {{"V", final}, {"F", preliminary}};
    expect_all({{{"V"}, {}, final}, {{"F"}, {}, preliminary}}, sender);
}

TEST(ImagingStatus, OfAnOrderThatIsCancelledIsCancelled)
{
    StatusCodes codes;
    codes.order_control = "CA";
    EXPECT_EQ(judge_status(codes, eximg()).status, cancelled);
}

TEST(ImagingStatus, OfADocumentComesFromItsEventAndCompletion)
{
    struct Document {
        std::string event;
        std::string completion;
        std::string availability;
        ImagingStatus status;
    };
    std::vector<Document> const table{
        {"T02", "AU", "AV", final},     {"T02", "LA", "", final},
        {"T02", "PA", "", preliminary}, {"T02", "DI", "", preliminary},
        {"T02", "", "", unknown},       {"T04", "AU", "AV", final},
        {"T06", "AU", "", appended},    {"T06", "IP", "", preliminary},
        {"T08", "AU", "", amended},     {"T10", "LA", "", corrected},
        {"T11", "AU", "", cancelled},   {"T02", "AU", "CA", cancelled},
    };
    for (auto const& row : table) {
        auto const result = judge_document(row.event, row.completion, row.availability, eximg());
        EXPECT_EQ(to_string(result.status), to_string(row.status)) << row.event << row.completion;
        EXPECT_EQ(result.flaw.empty(), row.status != unknown);
    }
}

} // namespace foramen::hl7v2
