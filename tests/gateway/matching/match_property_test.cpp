// Why this file exists: some things must hold for every report and every list of patients.
#include "tests/gateway/matching/generated_pairs.h"

#include <gmock/gmock.h>

#include <functional>

namespace foramen::matching {

namespace {

constexpr std::size_t patients_drawn = 300;
constexpr std::size_t report_count = 600;

/// Reports and what was decided of each, over a small clinic.
class EveryReport : public testing::Test {
protected:
    EveryReport() : population_{7, patients_drawn}
    {
        for (std::size_t i = 0; i < report_count; ++i) pairs_.push_back(population_.make_pair());
    }

    std::vector<Candidate> const& candidates() const { return population_.candidates(); }
    Decision decide(Evidence const& evidence) const { return match(evidence, candidates()); }
    std::string const& patient(Decision const& decision) const
    {
        return candidates()[decision.ranked.at(0).candidate].patient_id;
    }
    /// Calls `look` with each report that is matched by the machine, and its decision.
    void for_each_certain(std::function<void(Evidence, Decision const&)> const& look) const
    {
        std::size_t count = 0;
        for (auto const& pair : pairs_) {
            auto const decision = decide(pair.evidence);
            if (decision.verdict != Verdict::certain) continue;
            look(pair.evidence, decision);
            ++count;
        }
        EXPECT_GT(count, report_count / 5);
    }
    void expect_left_to_people(Evidence const& evidence) const
    {
        EXPECT_NE(decide(evidence).verdict, Verdict::certain);
    }

    Population population_;
    std::vector<Pair> pairs_;
};

std::string upper_case(std::string text)
{
    for (auto& letter : text) {
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    }
    return text;
}

} // namespace

TEST_F(EveryReport, IsMatchedToTheSamePatientInWhateverOrderTheyStand)
{
    auto shuffled = candidates();
    std::mt19937 random{3};
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    for (auto const& pair : pairs_) {
        auto const decision = decide(pair.evidence);
        auto const other = match(pair.evidence, shuffled);
        ASSERT_EQ(decision.verdict, other.verdict);
        ASSERT_EQ(decision.ranked.size(), other.ranked.size());
        if (decision.verdict == Verdict::none) continue;
        EXPECT_EQ(decision.ranked[0].score, other.ranked[0].score);
        if (decision.verdict != Verdict::certain) continue;
        EXPECT_EQ(patient(decision), shuffled[other.ranked[0].candidate].patient_id);
    }
}

TEST_F(EveryReport, IsNeverCertainWithAnotherNumber)
{
    for_each_certain([&](Evidence evidence, Decision const& decision) {
        auto const& candidate = candidates()[decision.ranked[0].candidate];
        for (auto const* number : {"4010232137", "9434765919", "4505577104"}) {
            if (candidate.nhs_number && candidate.nhs_number->digits() == number) continue;
            evidence.nhs_numbers = {Sensitive<std::string>{number}};
            expect_left_to_people(evidence);
        }
    });
}

TEST_F(EveryReport, IsNeverCertainWithASecondNumber)
{
    for_each_certain([&](Evidence evidence, Decision const&) {
        if (evidence.nhs_numbers.empty()) return;
        evidence.nhs_numbers.emplace_back("4010232137");
        expect_left_to_people(evidence);
        evidence.nhs_numbers.back() = Sensitive<std::string>{"1234567890"};
        expect_left_to_people(evidence);
    });
}

TEST_F(EveryReport, IsNeverCertainWithAnotherBirthDate)
{
    using std::chrono::days;
    using std::chrono::sys_days;
    for_each_certain([&](Evidence evidence, Decision const&) {
        auto const date = *evidence.birth_date.reveal(Purpose::policy);
        for (auto const shift : {days{1}, days{-1}, days{365}, days{3'650}}) {
            evidence.birth_date = Sensitive<std::optional<Date>>{Date{sys_days{date} + shift}};
            expect_left_to_people(evidence);
        }
        evidence.birth_date = {};
        expect_left_to_people(evidence);
    });
}

TEST_F(EveryReport, IsNeverCertainWithoutASurnameOrWithAnotherOne)
{
    for_each_certain([&](Evidence evidence, Decision const&) {
        evidence.other_names.clear();
        for (auto const* family : {"", "Xq", "?", "???????"}) {
            evidence.name.family = Sensitive<std::string>{family};
            expect_left_to_people(evidence);
        }
    });
}

TEST_F(EveryReport, IsNoLessCertainWhenItsNumberWasTraced)
{
    for_each_certain([&](Evidence evidence, Decision const& decision) {
        evidence.tracing = Tracing::verified;
        auto const traced = decide(evidence);
        ASSERT_EQ(traced.verdict, Verdict::certain);
        EXPECT_EQ(patient(traced), patient(decision));
    });
}

TEST_F(EveryReport, MeansTheSameInCapitals)
{
    for (auto const& pair : pairs_) {
        auto evidence = pair.evidence;
        auto& name = evidence.name;
        name.family = Sensitive<std::string>{upper_case(name.family.reveal(Purpose::policy))};
        name.given = Sensitive<std::string>{upper_case(name.given.reveal(Purpose::policy))};
        EXPECT_EQ(decide(evidence).verdict, decide(pair.evidence).verdict);
    }
}

TEST_F(EveryReport, StaysCertainWhenOtherPatientsLeave)
{
    for_each_certain([&](Evidence const& evidence, Decision const& decision) {
        auto const& alone = candidates()[decision.ranked[0].candidate];
        EXPECT_EQ(match(evidence, std::span{&alone, 1}).verdict, Verdict::certain);
    });
}

TEST_F(EveryReport, HasAnOrderedWorkListWithScoresFromNoughtToOne)
{
    for (auto const& pair : pairs_) {
        auto const decision = decide(pair.evidence);
        EXPECT_EQ(decision.ranked.empty(), decision.verdict == Verdict::none);
        double last = 1;
        for (auto const& one : decision.ranked) {
            EXPECT_LE(one.score, last);
            EXPECT_GE(one.score, 0.0);
            EXPECT_FALSE(one.reasons.empty());
            last = one.score;
        }
    }
}

} // namespace foramen::matching
