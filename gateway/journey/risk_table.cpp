// Why this file exists: which answer needs a GP's approval is reviewed data, not code; what is not
// understood in it is refused, because a row that is silently left out is a patient put at risk.
#include "gateway/clinic/data_reader.h"
#include "gateway/journey/journey.h"
#include "gateway/journey/names.h"

#include <algorithm>
#include <array>

namespace foramen {

namespace {

constexpr std::array<std::string_view, 11> questions{"infection",
                                                     "cancer",
                                                     "bleedingDisorder",
                                                     "heartProblem",
                                                     "pregnancyOrBreastfeeding",
                                                     "osteoporosis",
                                                     "steroidAllergy",
                                                     "anaestheticAllergy",
                                                     "anticoagulant",
                                                     "diabetes",
                                                     "bloodPressure"};
constexpr std::array<std::string_view, 3> plain_answers{"yes", "no", "unsure"};
constexpr std::array<std::string_view, 3> pressure_answers{"stable", "unstable", "unsure"};
constexpr std::array<std::string_view, 4> control_answers{"yes", "no", "unsure", "missing"};

// A limit above these is a typing mistake, not a policy.
constexpr unsigned injections_max = 12;
constexpr unsigned months_max = 60;
constexpr unsigned window_days_max = 60;
constexpr unsigned valid_days_max = 3'660;
constexpr unsigned late_no_minutes_max = 24 * 60;

bool contains(auto const& list, std::string_view text)
{
    return std::ranges::find(list, text) != list.end();
}

std::optional<double> reading_of(ScreeningAnswer const& answer, std::string_view name)
{
    if (name == "hba1c") return answer.hba1c;
    return name == "systolic" ? answer.systolic : answer.diastolic;
}

bool is_reading_of(std::string_view name, std::string_view question)
{
    if (question == "diabetes") return name == "hba1c";
    return question == "bloodPressure" && (name == "systolic" || name == "diastolic");
}

} // namespace

constexpr std::string_view small_letters = "abcdefghijklmnopqrstuvwxyz";

/// Whether one of the names (small letters) stands in the text as a word of its own.
bool names_one_of(std::string_view text, std::vector<std::string> const& names)
{
    std::string word;
    auto const is_named = [&] { return contains(names, word); };
    for (auto const character : text) {
        auto const small =
            character >= 'A' && character <= 'Z' ? static_cast<char>(character + 32) : character;
        if (small >= 'a' && small <= 'z') {
            word += small;
            continue;
        }
        if (is_named()) return true;
        word.clear();
    }
    return is_named();
}

class RiskTableReader : private DataReader {
public:
    Checked<RiskTable> read(Place const& root)
    {
        only(root, {"version", "effective", "author", "review", "limits", "rows"});
        table_.version_ = text(root, "version") + " (" + date(root, "effective") + ")";
        table_.author_ = text(root, "author");
        text(root, "review");
        read_limits(root);
        read_rows(root);
        if (!ok()) return take();
        return std::move(table_);
    }

private:
    using Row = RiskTable::Row;

    unsigned count(Place const& parent, std::string_view name, unsigned most)
    {
        auto const place = member(parent, name);
        if (!place) return 0;
        if ((*place)->IsUint() && (*place)->GetUint() >= 1 && (*place)->GetUint() <= most) {
            return (*place)->GetUint();
        }
        fail(place->pointer(), "must be a whole number from 1 to " + std::to_string(most));
        return 0;
    }

    std::vector<std::string> words(Place const& parent, std::string_view name, auto const& allowed)
    {
        std::vector<std::string> found;
        auto const place = list(parent, name);
        if (!place) return found;
        for (rapidjson::SizeType i = 0; i < (*place)->Size(); ++i) {
            auto const& word = (**place)[i];
            if (word.IsString() && contains(allowed, text_of(word)))
                found.emplace_back(text_of(word));
            else fail(Place{*place, i, word}.pointer(), "is not an answer to this question");
        }
        return found;
    }

    void read_limits(Place const& root)
    {
        auto const limits = member(root, "limits");
        if (!limits) return;
        only(*limits, {"steroidInjectionsMax", "steroidWindowMonths", "mriAgeMonthsMax",
                       "approvalWindowWorkingDays", "approvalValidDays", "lateNoMinutesMax"});
        table_.steroid_injections_max_ = count(*limits, "steroidInjectionsMax", injections_max);
        table_.steroid_window_months_ =
            static_cast<int>(count(*limits, "steroidWindowMonths", months_max));
        table_.mri_age_months_max_ =
            static_cast<int>(count(*limits, "mriAgeMonthsMax", months_max));
        table_.approval_window_working_days_ =
            static_cast<int>(count(*limits, "approvalWindowWorkingDays", window_days_max));
        table_.approval_valid_days_ =
            static_cast<int>(count(*limits, "approvalValidDays", valid_days_max));
        table_.late_no_window_ =
            std::chrono::minutes{count(*limits, "lateNoMinutesMax", late_no_minutes_max)};
    }

    void read_reading(Place const& place, Row& row)
    {
        if (has(place, "reading") != has(place, "atLeast")) {
            fail(place.pointer(), "must have both reading and atLeast, or neither");
        }
        if (!has(place, "reading")) return;
        row.reading = text(place, "reading");
        if (!is_reading_of(*row.reading, row.question)) {
            fail(place.pointer() + "/reading", "is not a reading of this question");
        }
        auto const limit = member(place, "atLeast");
        if (!limit) return;
        if ((*limit)->IsNumber() && (*limit)->GetDouble() > 0) row.at_least = (*limit)->GetDouble();
        else fail(limit->pointer(), "must be a number above 0");
    }

    void read_medicines(Place const& place, Row& row)
    {
        if (!has(place, "medicines")) return;
        if (row.question != "anticoagulant") {
            fail(place.pointer() + "/medicines", "is for anticoagulant");
        }
        auto const names = list(place, "medicines");
        if (!names) return;
        for (rapidjson::SizeType i = 0; i < (*names)->Size(); ++i) {
            auto const& name = (**names)[i];
            auto const is_word =
                name.IsString() && name.GetStringLength() > 0 &&
                text_of(name).find_first_not_of(small_letters) == text_of(name).npos;
            if (is_word) row.medicines.emplace_back(text_of(name));
            else fail(Place{*names, i, name}.pointer(), "must be one word of small letters");
        }
    }

    void read_outcome(Place const& place, Row& row)
    {
        if (!has(place, "outcome")) return;
        auto const word = text(place, "outcome");
        auto const outcome = names::value_of<RiskOutcome>(names::risk_outcomes, word);
        if (outcome) row.outcome = *outcome;
        else if (!word.empty()) {
            fail(place.pointer() + "/outcome", "must be approval, postpone or decline");
        }
    }

    void read_row(Place const& place)
    {
        only(place, {"question", "answers", "controlled", "reading", "atLeast", "medicines",
                     "outcome", "text", "source"});
        Row row;
        row.question = text(place, "question");
        if (!row.question.empty() && !contains(questions, row.question)) {
            fail(place.pointer() + "/question", "is not a question of the screening form");
        }
        row.answers = row.question == "bloodPressure" ? words(place, "answers", pressure_answers)
                                                      : words(place, "answers", plain_answers);
        if (has(place, "controlled")) {
            row.controlled = words(place, "controlled", control_answers);
            if (row.question != "diabetes")
                fail(place.pointer() + "/controlled", "is for diabetes");
        }
        read_reading(place, row);
        read_medicines(place, row);
        read_outcome(place, row);
        row.text = text(place, "text");
        text(place, "source");
        table_.rows_.push_back(std::move(row));
    }

    void read_rows(Place const& root)
    {
        auto const rows = member(root, "rows");
        if (!rows) return;
        if (!(*rows)->IsArray()) return fail("/rows", "must be a list");
        for (rapidjson::SizeType i = 0; i < (*rows)->Size(); ++i) {
            read_row(Place{*rows, i, (**rows)[i]});
        }
        for (auto const question : questions) {
            auto const is_there = std::ranges::any_of(
                table_.rows_, [&](Row const& row) { return row.question == question; });
            if (!is_there) fail("/rows", "has no row for the question " + std::string{question});
        }
    }

    RiskTable table_;
};

Checked<RiskTable> RiskTable::parse(std::string_view json, WorkingDays calendar)
{
    JsonTree tree;
    if (auto fault = tree.read(json)) return std::vector{*std::move(fault)};
    auto table = RiskTableReader{}.read(Place{tree.root()});
    if (table) table->calendar_ = std::move(calendar);
    return table;
}

bool RiskTable::applies(Row const& row, ScreeningAnswer const& answer,
                        std::vector<std::string> const& other_medication)
{
    if (row.question != answer.question || !contains(row.answers, answer.answer)) return false;
    if (!row.controlled.empty() &&
        !contains(row.controlled, answer.controlled.value_or("missing"))) {
        return false;
    }
    if (!row.medicines.empty() && !names_one_of(answer.medicine, row.medicines) &&
        std::ranges::none_of(other_medication, [&](std::string const& medicine) {
            return names_one_of(medicine, row.medicines);
        })) {
        return false;
    }
    if (!row.reading) return true;
    auto const value = reading_of(answer, *row.reading);
    return value && *value >= row.at_least;
}

std::vector<RiskFactor> RiskTable::factors(std::vector<ScreeningAnswer> const& answers,
                                           std::vector<std::string> const& other_medication) const
{
    std::vector<RiskFactor> found;
    for (auto const& row : rows_) {
        for (auto const& answer : answers) {
            if (!applies(row, answer, other_medication)) continue;
            found.push_back({row.question, row.text, row.outcome});
        }
    }
    return found;
}

} // namespace foramen
