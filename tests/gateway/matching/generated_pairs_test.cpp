// Why this file exists: on 10,000 reports whose true patient is known, no machine decision may be
// wrong, and the share that is left to people is printed (issue 5, "What must be shown").
#include "tests/gateway/matching/generated_pairs.h"

#include <gmock/gmock.h>

#include <cstdio>

namespace foramen::matching {

namespace {

constexpr std::size_t pair_count = 10'000;
constexpr std::size_t patient_count = 2'000;

struct Tally {
    unsigned reports = 0;
    unsigned certain = 0;
    unsigned wrong = 0;     ///< Certain, and another person's.
    unsigned first = 0;     ///< On the work list, the true patient on top.
    unsigned listed = 0;    ///< On the work list, below the top.
    unsigned unlisted = 0;  ///< On the work list without the true patient.
    unsigned missed = 0;    ///< "Not ours", but it is.
    unsigned strangers = 0; ///< Nobody's of ours.
    unsigned strangers_listed = 0;

    void count(Pair const& pair, Decision const& decision)
    {
        ++reports;
        auto const& truth = pair.truth;
        auto const is_truth = [&](Ranked const& one) { return one.candidate == truth; };
        auto const found = std::ranges::find_if(decision.ranked, is_truth);
        if (!truth) ++strangers;
        if (decision.verdict == Verdict::certain) {
            ++certain;
            if (!truth || found == decision.ranked.end()) ++wrong;
        } else if (!truth) {
            strangers_listed += decision.verdict == Verdict::work_list ? 1 : 0;
        } else if (decision.verdict == Verdict::none) {
            ++missed;
        } else if (found == decision.ranked.end()) {
            ++unlisted;
        } else {
            ++(found == decision.ranked.begin() ? first : listed);
        }
    }
    void print(char const* name) const
    {
        std::printf("%-18s %7u %8u %6u %7u %7u %9u %7u %10u %8u\n", name, reports, certain, wrong,
                    first, listed, unlisted, missed, strangers, strangers_listed);
    }
};

/// What careless software does: the number and the date of birth.
bool naive_is_wrong(Population const& population, Pair const& pair)
{
    auto const& numbers = pair.evidence.nhs_numbers;
    for (std::size_t i = 0; i < population.candidates().size(); ++i) {
        auto const& candidate = population.candidates()[i];
        auto const is_match =
            candidate.nhs_number && !numbers.empty() &&
            candidate.nhs_number->digits() == numbers.front().reveal(Purpose::policy) &&
            candidate.birth_date == pair.evidence.birth_date;
        if (is_match && pair.truth != i) return true;
    }
    return false;
}

} // namespace

TEST(GeneratedPairs, AreNeverMatchedWronglyByTheMachine)
{
    Population population{1, patient_count};
    Tally all;
    std::array<Tally, mistake_names.size()> by_mistake;
    unsigned naive = 0;
    for (std::size_t i = 0; i < pair_count; ++i) {
        auto const pair = population.make_pair();
        auto const decision = match(pair.evidence, population.candidates());
        all.count(pair, decision);
        for (auto const mistake : pair.mistakes) {
            by_mistake[static_cast<std::size_t>(mistake)].count(pair, decision);
        }
        naive += naive_is_wrong(population, pair) ? 1 : 0;
    }
    std::printf("%-18s %7s %8s %6s %7s %7s %9s %7s %10s %8s\n", "mistake", "reports", "certain",
                "wrong", "first", "listed", "unlisted", "missed", "strangers", "listed");
    for (std::size_t i = 0; i < mistake_names.size(); ++i) by_mistake[i].print(mistake_names[i]);
    all.print("all");
    auto const own = all.reports - all.strangers;
    auto const percent = [](unsigned part, unsigned whole) { return 100.0 * part / whole; };
    std::printf("of %u reports of patients: %.1f %% certain, %.1f %% left to people (%.1f %% with "
                "the true patient on top), %.2f %% not seen as ours; false automatic matches: %u "
                "(by number and date of birth alone: %u)\n",
                own, percent(all.certain, own), percent(all.first + all.listed + all.unlisted, own),
                percent(all.first, own), percent(all.missed, own), all.wrong, naive);
    EXPECT_EQ(all.wrong, 0u);
    EXPECT_GT(naive, 0u) << "a set without traps would prove nothing";
    EXPECT_GT(percent(all.certain, own), 50.0) << "a machine that decides nothing is never wrong";
    EXPECT_LT(percent(all.missed, own), 1.0);
}

} // namespace foramen::matching
