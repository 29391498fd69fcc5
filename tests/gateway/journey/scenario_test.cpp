// Drives decide() through journeys as the clinic's software plays them: our own copies, and those
// of the clinic when they are beside the repository. Their holds are the truth.
#include "story.h"

#include "gateway/clinic/parse.h"

#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <filesystem>

using namespace foramen;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> split(std::string const& text, char separator)
{
    std::vector<std::string> parts{""};
    for (auto const character : text) {
        if (character == separator) parts.emplace_back();
        else parts.back() += character;
    }
    return parts;
}

std::vector<std::string> segment(std::string const& message, std::string const& name)
{
    for (auto const& line : split(message, '\r')) {
        if (line.starts_with(name + "|")) return split(line, '|');
    }
    ADD_FAILURE() << "no " << name;
    return {};
}

/// What the imaging door (a later issue) will make of the message, by hand.
Scan scan_of(std::string const& message, BookingJourney const& journey)
{
    auto const patient = segment(message, "PID");
    auto const result = segment(message, "OBR");
    auto const born = patient.at(7).substr(0, 4) + "-" + patient.at(7).substr(4, 2) + "-" +
                      patient.at(7).substr(6, 2);
    auto const number = patient.at(3).substr(0, 10);
    auto const when = result.at(7);
    return {result.at(3), result.at(4).starts_with("MSPLU") ? Region::lumbar : Region::cervical,
            day(when.substr(0, 4) + "-" + when.substr(4, 2) + "-" + when.substr(6, 2)),
            result.at(25) == "F",
            born == journey.birth_date && journey.patient_identity.ends_with(number)};
}

EventKind kind_of(std::string const& url)
{
    if (url.ends_with("bookings")) return EventKind::booking;
    return url.ends_with("screenings") ? EventKind::screening : EventKind::procedure_report;
}

class Play {
public:
    explicit Play(fs::path folder) : folder_{std::move(folder)} {}

    void run()
    {
        SCOPED_TRACE(folder_.filename().string());
        rapidjson::Document scenario;
        scenario.Parse(read_whole(folder_ / "scenario.json").c_str());
        ASSERT_FALSE(scenario.HasParseError());
        for (auto const& one : scenario["steps"].GetArray()) step(one);
    }

private:
    void step(rapidjson::Value const& one)
    {
        if (one.HasMember("post")) post(one);
        else if (one.HasMember("mllp")) scan(one["mllp"].GetString());
        else if (one.HasMember("booking")) expect_holds(one);
        else if (one.HasMember("approve")) approve(one["decision"].GetString());
        else if (one.HasMember("delivered")) expect_reports(one);
        else ADD_FAILURE() << "a step of a kind that is not known";
    }

    void post(rapidjson::Value const& one)
    {
        static auto const parser = EventParser::load(FORAMEN_ROOT "/mappings/models");
        ASSERT_TRUE(parser.has_value());
        auto const body = read_whole(folder_ / one["file"].GetString());
        auto const result =
            parser->parse(kind_of(one["post"].GetString()), body, at("2026-11-23T12:00:00Z"));
        ASSERT_TRUE(std::holds_alternative<ClinicEvent>(result)) << one["file"].GetString();
        auto const before = story_.holds();
        auto const decision = story_.tell(std::get<ClinicEvent>(result));
        EXPECT_NE(decision.outcome, EventOutcome::held) << decision.note;
        if (!one.HasMember("same")) return;
        EXPECT_EQ(decision.outcome, EventOutcome::superseded);
        EXPECT_EQ(story_.holds(), before);
    }

    void scan(char const* file)
    {
        story_.scan(scan_of(read_whole(folder_ / file), story_.journey));
    }

    void approve(std::string const& decision)
    {
        story_.answer(decision == "approved" ? ApprovalState::approved : ApprovalState::declined);
    }

    void expect_holds(rapidjson::Value const& one)
    {
        std::vector<std::string> expected;
        for (auto const& code : one["holds"].GetArray()) expected.emplace_back(code.GetString());
        EXPECT_EQ(story_.holds(), expected);
        EXPECT_EQ(story_.journey.ready, one["ready"].GetBool());
        EXPECT_EQ(story_.journey.booking_id, one["booking"].GetString());
    }

    void expect_reports(rapidjson::Value const& one)
    {
        unsigned to_send = 0;
        for (auto const& report : story_.journey.reports) {
            if (report.status == "not-shared") continue;
            ++to_send;
            EXPECT_EQ(report.practice, one["practice"].GetString());
        }
        EXPECT_EQ(to_send, one["reports"].GetUint());
        EXPECT_FALSE(story_.journey.reports.empty());
    }

    fs::path folder_;
    Story story_;
};

unsigned play_all(fs::path const& root)
{
    unsigned count = 0;
    for (auto const& entry : fs::directory_iterator{root}) {
        if (!fs::exists(entry.path() / "scenario.json")) continue;
        Play{entry.path()}.run();
        ++count;
    }
    return count;
}

} // namespace

TEST(Scenarios, OfTheRepositoryEndWithTheirHolds)
{
    EXPECT_EQ(play_all(FORAMEN_ROOT "/tests/gateway/journey/data"), 9u);
}

TEST(Scenarios, OfTheClinicEndWithTheirHolds)
{
    fs::path const beside{FORAMEN_ROOT "/../shared/data/clinic/examples"};
    if (!fs::exists(beside)) return;
    EXPECT_GE(play_all(beside), 18u);
}
