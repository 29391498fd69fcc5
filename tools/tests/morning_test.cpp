// Why this file exists: an invented morning must be one that the clinic's software could have sent.
#include "gateway/clinic/parse.h"
#include "tools/load/reply_reader.h"
#include "tools/load/request.h"
#include "tools/player/morning.h"
#include "tools/player/pdf.h"

#include <gmock/gmock.h>

#include <set>

namespace foramen {

namespace {

constexpr std::chrono::sys_days monday{std::chrono::year{2030} / 1 / 14};

std::vector<MorningEvent> morning(std::uint64_t seed, unsigned patients = 24)
{
    return make_morning({seed, patients, monday});
}

EventKind kind_of(MorningEvent const& event)
{
    if (event.path == "/api/v1/bookings") return EventKind::booking;
    if (event.path == "/api/v1/screenings") return EventKind::screening;
    return EventKind::procedure_report;
}

} // namespace

TEST(Morning, IsTheSameForTheSameSeed)
{
    auto const first = morning(5);
    auto const second = morning(5);
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i].body, second[i].body);
    EXPECT_NE(first.front().body, morning(6).front().body);
}

TEST(Morning, HasOnlyEventsThatTheGatewayTakes)
{
    auto const parser = EventParser::load(FORAMEN_ROOT "/mappings/models");
    ASSERT_TRUE(parser);
    TimePoint const now{monday};
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        for (auto const& event : morning(seed, 60)) {
            auto const parsed = parser->parse(kind_of(event), event.body, now);
            auto const* const rejected = std::get_if<Rejection>(&parsed);
            ASSERT_EQ(rejected, nullptr) << event.kind << " " << rejected->faults.front().pointer;
        }
    }
}

TEST(Morning, HasEveryKindOfStory)
{
    std::set<std::string> kinds;
    std::string all;
    for (auto const& event : morning(1, 16)) {
        kinds.insert(event.kind);
        all += event.body;
    }
    EXPECT_THAT(kinds, testing::UnorderedElementsAre(
                           "booking.created", "booking.rescheduled", "booking.cancelled",
                           "booking.noShow", "screening.completed", "procedureReport.final",
                           "procedureReport.amended", "procedureReport.enteredInError"));
    EXPECT_THAT(all, testing::HasSubstr(R"("shareWithGp":false)"));
    EXPECT_THAT(all, testing::HasSubstr("previousInjections"));
}

TEST(Morning, GivesEachEventItsOwnId)
{
    std::set<std::string> ids;
    std::size_t events = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        for (auto const& event : morning(seed)) {
            ++events;
            auto const at = event.body.find("\"eventId\":\"") + 11;
            ids.insert(event.body.substr(at, event.body.find('"', at) - at));
        }
    }
    EXPECT_EQ(ids.size(), events);
}

TEST(Morning, MakesPdfsWhoseTableIsRight)
{
    auto const pdf = make_pdf({"a (b) \\ c"});
    EXPECT_TRUE(pdf.starts_with("%PDF-1.4\n"));
    EXPECT_THAT(pdf, testing::HasSubstr("(a \\(b\\) \\\\ c) Tj"));
    auto const table = pdf.find("\nxref\n") + 1;
    EXPECT_THAT(pdf, testing::HasSubstr("startxref\n" + std::to_string(table) + "\n"));
    for (std::size_t object = 1; object <= 5; ++object) {
        auto const entry = table + std::string_view{"xref\n0 6\n"}.size() + 20 * object;
        auto const offset = std::stoul(pdf.substr(entry, 10));
        EXPECT_EQ(pdf.substr(offset, 7), std::to_string(object) + " 0 obj");
    }
}

TEST(Load, AsksForAFreshValidBookingEachTime)
{
    auto const parser = EventParser::load(FORAMEN_ROOT "/mappings/models");
    ASSERT_TRUE(parser);
    LoadTarget const target{"127.0.0.1", "1", "/api/v1/bookings", "token"};
    auto requests = RequestTemplate::booking(target, 12345678);
    std::set<std::string> seen;
    auto const now = std::chrono::time_point_cast<microseconds>(std::chrono::system_clock::now());
    for (std::uint64_t i = 0; i < 500; ++i) {
        std::string const request{requests.next(i)};
        auto const body = request.substr(request.find("\r\n\r\n") + 4);
        seen.insert(body);
        auto const parsed = parser->parse(EventKind::booking, body, now);
        ASSERT_EQ(std::get_if<Rejection>(&parsed), nullptr);
        EXPECT_THAT(request, testing::HasSubstr("Content-Length: " + std::to_string(body.size())));
    }
    EXPECT_EQ(seen.size(), 500u);
}

TEST(Load, KnowsWhenAReplyIsWhole)
{
    constexpr std::string_view wire = "HTTP/1.1 202 Accepted\r\ncontent-length: 3\r\n\r\nabc";
    ReplyReader reader;
    for (std::size_t i = 0; i < wire.size(); ++i) {
        reader.space()[0] = wire[i];
        auto const whole = i + 1 == wire.size();
        EXPECT_EQ(reader.take(1),
                  whole ? ReplyReader::State::whole : ReplyReader::State::incomplete);
    }
    EXPECT_EQ(reader.status(), 202u);
    EXPECT_FALSE(reader.ends_line());
}

} // namespace foramen
