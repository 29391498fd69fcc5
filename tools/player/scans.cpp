#include "tools/player/scans.h"

#include "tools/player/story.h"

#include <array>
#include <cstdio>

namespace foramen {

namespace {

constexpr std::chrono::days scan_before_start{40};
constexpr unsigned without_scan_every = 7;
constexpr unsigned preliminary_every = 5;

std::string hl7_time(std::chrono::sys_seconds time)
{
    auto const day = std::chrono::floor<std::chrono::days>(time);
    std::chrono::year_month_day const date{day};
    std::chrono::hh_mm_ss const clock{time - day};
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d%02u%02u%02d%02d%02d+0000",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text.data();
}

std::string without_dashes(std::string date)
{
    std::erase(date, '-');
    return date;
}

MorningEvent scan_of(Story const& story, std::string const& status)
{
    auto const& person = story.person;
    auto const scanned = hl7_time(story.start - scan_before_start);
    auto const reported = hl7_time(story.start - scan_before_start + std::chrono::hours{26});
    auto const number = "NB" + story.id;
    auto const exam =
        (story.region == "lumbar" ? "MSPLU" : "MSPCE") + ("^MRI Spine " + story.region) + "^NICIP";
    auto const nhs = person.nhs_number.empty() ? "" : person.nhs_number + "^^^NHS^NH";
    auto const sex = person.gender == "female" ? "F" : "M";
    std::string body = "MSH|^~\\&|SOLITON|NORTHBANK|FORAMEN|CLINIC|" + reported +
                       "||ORU^R01^ORU_R01|" + number + "|P|2.4|||AL|NE||UNICODE UTF-8\r";
    body += "PID|1||" + nhs + "||" + person.family + "^" + person.given + "^^^" + person.prefix +
            "||" + without_dashes(person.birth_date) + "|" + sex + "\r";
    body += "ORC|RE|" + number + "|" + number + "||CM\r";
    body += "OBR|1|" + number + "|" + number + "|" + exam + "|||" + scanned + "|||||||||||||||" +
            reported + "||MR|" + status + "\r";
    body += "OBX|1|TX|" + exam + "||Disc protrusion, " + story.side + ".||||||" + status + "\r";
    return {story.screened + std::chrono::minutes{30}, std::string{over_mllp}, "imaging.report",
            "BK-" + story.id, std::move(body)};
}

} // namespace

std::vector<MorningEvent> make_scans(MorningPlan const& plan)
{
    std::vector<MorningEvent> events;
    for (unsigned place = 0; place < plan.patients; ++place) {
        if (place % without_scan_every == without_scan_every - 1) continue;
        auto const is_draft = place % preliminary_every == preliminary_every - 1;
        events.push_back(scan_of(invent_story(plan.seed, place, plan.day), is_draft ? "P" : "F"));
    }
    return events;
}

} // namespace foramen
