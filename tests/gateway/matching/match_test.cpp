// Why this file exists: each row of the matching policy and each brake, one by one
// (standards/imaging.md section 3).
#include "tests/gateway/matching/people.h"

namespace foramen::matching {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;

TEST(Match, IsCertainByNumberBirthDateAndName)
{
    auto const decision = match_one(of_anna(), anna());
    EXPECT_EQ(decision.verdict, Verdict::certain);
    EXPECT_EQ(decision.basis, Basis::nhs_number);
    ASSERT_EQ(decision.ranked.size(), 1u);
    EXPECT_EQ(decision.ranked[0].candidate, 0u);
    EXPECT_THAT(decision.ranked[0].reasons, Contains(Reason::birth_date_equal));
}

TEST(Match, ForgivesHowATracedPersonsNameIsWritten)
{
    for (auto const* given : {"ANNA", "ANNIE", "ANNA LOUISE", "ANNA L", "ANNNA"}) {
        auto evidence = of_anna();
        evidence.name = name(given, "RICHARDSEN");
        EXPECT_EQ(match_one(evidence, anna()).verdict, Verdict::certain) << given;
    }
    auto evidence = of_anna();
    auto candidate = anna();
    candidate.former_names = {name("Anna", "Wójcik")};
    evidence.name = name("ANNA", "WOJCIK");
    EXPECT_EQ(match_one(evidence, candidate).verdict, Verdict::certain) << "maiden name, ours";
    evidence = of_anna();
    evidence.name = name("ANNA", "NOWAK");
    evidence.other_names = {name("ANNA", "RICHARDSON")};
    EXPECT_EQ(match_one(evidence, anna()).verdict, Verdict::certain) << "maiden name, theirs";
    candidate = anna();
    candidate.name = name("Anna", "Nowak-Richardson");
    EXPECT_EQ(match_one(of_anna(), candidate).verdict, Verdict::certain) << "double name";
    evidence = of_anna();
    evidence.nhs_numbers = {text("401 023 2137")};
    EXPECT_EQ(match_one(evidence, anna()).verdict, Verdict::certain) << "spaces";
}

TEST(Match, WantsEqualNamesForANumberThatNobodyTraced)
{
    auto evidence = of_anna();
    evidence.tracing = Tracing::not_stated;
    EXPECT_EQ(match_one(evidence, anna()).verdict, Verdict::certain);
    for (auto const& other : {name("ANNA", "RICHARDSEN"), name("A", "RICHARDSON"),
                              name("ANNIE", "RICHARDSON"), name("ANNA MARIA", "RICHARDSON")}) {
        evidence.name = other;
        auto const decision = match_one(evidence, anna());
        EXPECT_EQ(decision.verdict, Verdict::work_list);
        EXPECT_THAT(all_reasons(decision), Contains(Reason::names_must_be_equal));
    }
    auto candidate = anna();
    candidate.name = name("Zoë", "Łukasiewicz");
    evidence.name = name("ZO?", "UKASIEWICZ");
    EXPECT_EQ(match_one(evidence, candidate).verdict, Verdict::certain) << "letters lost";
}

TEST(Match, WantsEqualNamesWhereTheBirthDateIsAnEstimate)
{
    auto evidence = of_anna();
    auto candidate = anna();
    evidence.birth_date = candidate.birth_date = born(1971, 1, 1);
    EXPECT_EQ(match_one(evidence, candidate).verdict, Verdict::certain);
    evidence.name = name("ANNA", "RICHARDSEN");
    EXPECT_EQ(match_one(evidence, candidate).verdict, Verdict::work_list);
    evidence = of_request();
    evidence.birth_date = born(1971, 1, 1);
    EXPECT_EQ(match_one(evidence, candidate).verdict, Verdict::certain);
    evidence.name = name("ANNA", "RICHARDSEN");
    EXPECT_EQ(match_one(evidence, candidate).verdict, Verdict::work_list);
}

TEST(Match, IsCertainByOurOwnRequest)
{
    auto const decision = match_one(of_request(), anna());
    EXPECT_EQ(decision.verdict, Verdict::certain);
    EXPECT_EQ(decision.basis, Basis::request_number);
    auto evidence = of_request();
    evidence.name = name("A", "RICHARDSON");
    EXPECT_EQ(match_one(evidence, anna()).verdict, Verdict::certain) << "an initial that fits";
    evidence.name = name("", "RICHARDSEN");
    EXPECT_EQ(match_one(evidence, anna()).verdict, Verdict::certain) << "no first name came";
    evidence = of_request();
    evidence.nhs_numbers = {text(other_number)};
    EXPECT_EQ(match_one(evidence, anna()).verdict, Verdict::work_list) << "another number";
    evidence = of_request();
    evidence.birth_date = born(1971, 4, 8);
    EXPECT_EQ(match_one(evidence, anna()).verdict, Verdict::work_list);
    evidence = of_request();
    evidence.name = name("PETRA", "RICHARDSON");
    EXPECT_EQ(match_one(evidence, anna()).verdict, Verdict::work_list) << "a sister";
    evidence = of_request();
    evidence.request_number = "RQ-2";
    EXPECT_EQ(match_one(evidence, anna()).verdict, Verdict::work_list) << "name and date alone";
    auto candidate = anna();
    candidate.nhs_number.reset();
    evidence = of_request();
    evidence.nhs_numbers = {text(anna_number)};
    EXPECT_EQ(match_one(evidence, candidate).verdict, Verdict::work_list) << "nothing to compare";
}

TEST(Match, ExplainsABirthDateThatDiffersAndLeavesItToAPerson)
{
    struct Row {
        Date date;
        Reason reason;
    };
    std::vector<Row> const table{
        {date(1971, 9, 4), Reason::birth_date_day_and_month_swapped},
        {date(1971, 4, 8), Reason::birth_date_one_digit},
        {date(1917, 4, 9), Reason::birth_date_one_digit},
        {date(1984, 12, 24), Reason::birth_date_differs},
    };
    for (auto const& row : table) {
        auto evidence = of_anna();
        evidence.birth_date = Sensitive<std::optional<Date>>{row.date};
        auto const decision = match_one(evidence, anna());
        EXPECT_EQ(decision.verdict, Verdict::work_list);
        EXPECT_THAT(all_reasons(decision), Contains(row.reason));
    }
    auto evidence = of_anna();
    evidence.birth_date = {};
    auto const decision = match_one(evidence, anna());
    EXPECT_EQ(decision.verdict, Verdict::work_list);
    EXPECT_THAT(all_reasons(decision), Contains(Reason::birth_date_missing));
}

TEST(Match, LeavesOtherNamesToAPerson)
{
    struct Row {
        PersonName name;
        Reason reason;
    };
    std::vector<Row> const table{
        {name("ANNA", "OKAFOR"), Reason::family_differs},
        {name("RICHARDSON", "ANNA"), Reason::names_swapped},
        {name("ALEXANDRA", "RICHARDSON"), Reason::given_differs},
        {name("A", "RICHARDSON"), Reason::given_initial},
        {name("", "RICHARDSON"), Reason::given_missing},
        {name("ANNA", ""), Reason::family_missing},
    };
    for (auto const& row : table) {
        auto evidence = of_anna();
        evidence.name = row.name;
        auto const decision = match_one(evidence, anna());
        EXPECT_EQ(decision.verdict, Verdict::work_list);
        EXPECT_THAT(all_reasons(decision), Contains(row.reason)) << to_string(row.reason);
    }
}

TEST(Match, LeavesAReportWithoutANumberToAPerson)
{
    auto evidence = of_anna();
    evidence.nhs_numbers.clear();
    auto const decision = match_one(evidence, anna());
    EXPECT_EQ(decision.verdict, Verdict::work_list);
    EXPECT_THAT(all_reasons(decision), Contains(Reason::nhs_number_missing));
    EXPECT_THAT(all_reasons(decision), Contains(Reason::postcode_equal));
}

TEST(Match, BrakesAtABadNumber)
{
    struct Row {
        std::vector<Sensitive<std::string>> numbers;
        Reason reason;
    };
    std::vector<Row> const table{
        {{text("4010232138")}, Reason::number_invalid},
        {{text(anna_number), text("4010232138")}, Reason::number_invalid},
        {{text("4010232138"), text(anna_number)}, Reason::number_invalid},
        {{text(anna_number), text(other_number)}, Reason::numbers_differ_in_report},
    };
    for (auto const& row : table) {
        auto evidence = of_anna();
        evidence.nhs_numbers = row.numbers;
        auto const decision = match_one(evidence, anna());
        EXPECT_EQ(decision.verdict, Verdict::work_list);
        EXPECT_THAT(decision.reasons, Contains(row.reason));
    }
    auto evidence = of_anna();
    evidence.nhs_numbers = {text(anna_number), text(""), text("401 023 2137")};
    EXPECT_EQ(match_one(evidence, anna()).verdict, Verdict::certain) << "the same one twice";
}

TEST(Match, TakesNumbersOfTheTestRangeOnlyWhereTheyAreAllowed)
{
    auto candidate = anna();
    candidate.nhs_number = *NhsNumber::parse("9990000018");
    auto evidence = of_anna();
    evidence.nhs_numbers = {text("9990000018")};
    auto const decision = match_one(evidence, candidate);
    EXPECT_EQ(decision.verdict, Verdict::work_list);
    EXPECT_THAT(decision.reasons, Contains(Reason::number_of_test_range));
    Policy const test_installation{TestNumbers::accepted};
    EXPECT_EQ(match(evidence, std::span{&candidate, 1}, test_installation).verdict,
              Verdict::certain);
}

TEST(Match, BrakesForWhatTheClinicKnowsOfThePatient)
{
    struct Row {
        void (*change)(Candidate&);
        Reason reason;
    };
    std::vector<Row> const table{
        {[](Candidate& one) { one.number_standing = NumberStanding::superseded; },
         Reason::number_superseded},
        {[](Candidate& one) { one.life = Life::deceased; }, Reason::deceased},
        {[](Candidate& one) { one.sex = Sex::male; }, Reason::sex_contradicts},
    };
    for (auto const& row : table) {
        auto candidate = anna();
        row.change(candidate);
        for (auto const& evidence : {of_anna(), of_request()}) {
            auto const decision = match_one(evidence, candidate);
            EXPECT_EQ(decision.verdict, Verdict::work_list);
            EXPECT_THAT(all_reasons(decision), Contains(row.reason));
        }
    }
    auto candidate = anna();
    candidate.sex = Sex::other;
    EXPECT_EQ(match_one(of_anna(), candidate).verdict, Verdict::certain) << "no contradiction";
}

TEST(Match, BrakesForAnotherPatientWhoMightBeMeant)
{
    struct Row {
        void (*change)(Candidate&);
        Reason reason;
    };
    std::vector<Row> const table{
        {[](Candidate& one) { one.nhs_number = *NhsNumber::parse(anna_number); },
         Reason::number_of_two_patients},
        {[](Candidate& one) {
             one.name = name("Amelia", "Richardson");
             one.birth_date = anna().birth_date;
             one.postcode = anna().postcode;
         },
         Reason::twin},
        {[](Candidate& one) {
             one.name = name("Amelia", "Richardson");
             one.birth_date = anna().birth_date;
             one.postcode = {};
         },
         Reason::twin},
        {[](Candidate& one) { one.request_numbers = {"RQ-1"}; },
         Reason::request_of_another_patient},
    };
    for (auto const& row : table) {
        Candidate other;
        other.patient_id = "P-2";
        other.nhs_number = *NhsNumber::parse(other_number);
        other.name = name("Grace", "Okafor");
        other.birth_date = born(1980, 5, 5);
        other.postcode = text("M1 1AA");
        row.change(other);
        auto evidence = of_anna();
        evidence.request_number = "RQ-1";
        std::vector const candidates{anna(), other};
        auto const decision = match(evidence, candidates);
        EXPECT_EQ(decision.verdict, Verdict::work_list) << to_string(row.reason);
        EXPECT_THAT(all_reasons(decision), Contains(row.reason)) << to_string(row.reason);
        ASSERT_FALSE(decision.ranked.empty());
        EXPECT_EQ(decision.ranked[0].candidate, 0u) << "the likeliest first";
    }
}

TEST(Match, BrakesWhenNumberAndRequestNameDifferentPatients)
{
    auto other = anna();
    other.patient_id = "P-2";
    other.nhs_number = *NhsNumber::parse(other_number);
    other.postcode = text("M1 1AA");
    auto mine = anna();
    mine.request_numbers.clear();
    auto evidence = of_anna();
    evidence.request_number = "RQ-1";
    std::vector const candidates{mine, other};
    auto const decision = match(evidence, candidates);
    EXPECT_EQ(decision.verdict, Verdict::work_list);
    EXPECT_THAT(all_reasons(decision), Contains(Reason::request_of_another_patient));
}

TEST(Match, IsNotBrakedByANamesakeWhoLivesElsewhere)
{
    auto other = anna();
    other.patient_id = "P-2";
    other.nhs_number = *NhsNumber::parse(other_number);
    other.postcode = text("M1 1AA");
    other.request_numbers.clear();
    std::vector const candidates{other, anna()};
    auto const decision = match(of_anna(), candidates);
    EXPECT_EQ(decision.verdict, Verdict::certain);
    EXPECT_EQ(decision.ranked[0].candidate, 1u);
}

TEST(Match, TakesTwoEntriesOfOnePatientAsOne)
{
    std::vector const candidates{anna(), anna()};
    EXPECT_EQ(match(of_anna(), candidates).verdict, Verdict::certain);
}

TEST(Match, KnowsWhatIsNotOurs)
{
    Candidate stranger;
    stranger.patient_id = "P-9";
    stranger.nhs_number = *NhsNumber::parse(other_number);
    stranger.name = name("Grace", "Okafor");
    stranger.birth_date = born(1980, 5, 5);
    auto const decision = match_one(of_anna(), stranger);
    EXPECT_EQ(decision.verdict, Verdict::none);
    EXPECT_THAT(decision.ranked, IsEmpty());
    EXPECT_EQ(match(of_anna(), {}).verdict, Verdict::none);
    EXPECT_EQ(match_one({}, anna()).verdict, Verdict::none) << "an empty report is nobody's";
    EXPECT_EQ(match_one({}, {}).verdict, Verdict::none);
}

TEST(Match, TakesNoLongerForAHostileReport)
{
    auto evidence = of_anna();
    evidence.name = name(std::string(1'000'000, 'A'), std::string(1'000'000, '?'));
    evidence.other_names.assign(10'000, name("ANNA", std::string(name_bytes_max, '?')));
    evidence.nhs_numbers.assign(1'000, text(anna_number));
    std::vector const candidates(200, anna());
    auto const decision = match(evidence, candidates);
    EXPECT_EQ(decision.verdict, Verdict::work_list);
    EXPECT_THAT(all_reasons(decision), Contains(Reason::family_missing));
}

TEST(Match, ShowsAPersonTheLikeliestFirstAndNotTooMany)
{
    std::vector<Candidate> candidates(30, anna());
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        candidates[i].patient_id = "P-" + std::to_string(i);
        candidates[i].nhs_number.reset();
        if (i != 25) candidates[i].name = name("Mary", "Richardson");
    }
    auto evidence = of_anna();
    evidence.nhs_numbers.clear();
    auto const decision = match(evidence, candidates);
    EXPECT_EQ(decision.verdict, Verdict::work_list);
    EXPECT_EQ(decision.ranked.size(), ranked_max);
    EXPECT_EQ(decision.ranked[0].candidate, 25u);
    EXPECT_GT(decision.ranked[0].score, decision.ranked[1].score);
}

TEST(Reasons, EachHaveTheirOwnCodeAndSentence)
{
    std::vector<std::string_view> codes;
    for (int i = 0; i <= static_cast<int>(last_reason); ++i) {
        auto const reason = static_cast<Reason>(i);
        EXPECT_THAT(codes, Not(Contains(to_string(reason))));
        codes.push_back(to_string(reason));
        EXPECT_TRUE(explain(reason).ends_with('.'));
    }
}

TEST(Sexes, AreReadAsSendersWriteThem)
{
    EXPECT_EQ(sex_of("F"), Sex::female);
    EXPECT_EQ(sex_of("female"), Sex::female);
    EXPECT_EQ(sex_of("m"), Sex::male);
    EXPECT_EQ(sex_of("Other"), Sex::other);
    EXPECT_EQ(sex_of("U"), Sex::unknown);
    EXPECT_EQ(sex_of(""), Sex::unknown);
}

} // namespace foramen::matching
