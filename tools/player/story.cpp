#include "tools/player/story.h"

#include "tools/player/morning.h"

#include <array>
#include <cstdio>

namespace foramen {

namespace {

using namespace std::chrono_literals;

/// The standard's distributions differ from library to library; this does not.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_{seed} {}
    unsigned below(unsigned bound) { return static_cast<unsigned>(engine_() % bound); }
    template <class List> auto const& one_of(List const& list)
    {
        return list[below(static_cast<unsigned>(list.size()))];
    }

private:
    std::mt19937_64 engine_;
};

struct Named {
    char const* id;
    char const* name;
    char const* gmc;
};

constexpr std::array<Named, 3> clinicians{{{"DR-1", "Dr Helen Carver", "7012345"},
                                           {"DR-2", "Dr Imran Sheikh", "6123456"},
                                           {"DR-3", "Dr Nia Bevan", "7234567"}}};
constexpr std::array<Named, 5> practices{{{"Z10001", "Canal Street Surgery", ""},
                                          {"Z10002", "Lanterns Health Centre", ""},
                                          {"Z10003", "The Old Foundry Practice", ""},
                                          {"Z10004", "Mulberry Lane Surgery", ""},
                                          {"Z10005", "Northgate Medical Centre", ""}}};
constexpr std::array<char const*, 12> women{"Amara",  "Bronwen", "Chiara", "Daphne",
                                            "Eilidh", "Farida",  "Greta",  "Hyacinth",
                                            "Ines",   "Jowita",  "Kezia",  "Lowri"};
constexpr std::array<char const*, 12> men{"Alasdair", "Bao",   "Cosmo", "Dewi",  "Emeka", "Florian",
                                          "Gethin",   "Hamza", "Idris", "Jorge", "Kofi",  "Seán"};
constexpr std::array<char const*, 16> families{
    "Applegarth", "Brackenbury", "Chandrasekar", "Dunmore",  "Eastlake",  "Fairweather",
    "Gwynne",     "Hollowbread", "Imber",        "Jellicoe", "Kettering", "Lark-Olsson",
    "Müller",     "Nightingale", "O'Dunnell",    "Pembrook"};
constexpr std::array<char const*, 6> streets{"Camden Road",   "Lantern Row",  "Foundry Street",
                                             "Mulberry Lane", "Canal Street", "Northgate"};
constexpr std::array<char const*, 7> reasons{
    "sciatica",  "herniated-disc",    "bone-spur",         "inflamed-nerve-root",
    "scoliosis", "disc-degeneration", "foraminal-stenosis"};
constexpr std::array<char const*, 3> ways{"web", "phone", "in-person"};
constexpr std::array<char const*, 4> necks{"C4", "C5", "C6", "C7"};
constexpr std::array<char const*, 4> backs{"L3", "L4", "L5", "S1"};

/// Sixteen special mornings come first, then ordinary ones with a special one in eight.
Turn turn_of(unsigned place, Dice& dice)
{
    if (place < special_turns) return static_cast<Turn>(place + 1);
    if (dice.below(8) != 0) return Turn::ordinary;
    return static_cast<Turn>(1 + dice.below(special_turns));
}

Person invent_person(std::string const& id, std::uint64_t number, Dice& dice)
{
    Person person;
    auto const is_woman = dice.below(2) == 0;
    person.clinic_id = "P-" + id;
    person.nhs_number = synthetic_nhs_number(number);
    person.gender = is_woman ? "female" : "male";
    person.prefix = is_woman ? "Ms" : "Mr";
    person.given = is_woman ? dice.one_of(women) : dice.one_of(men);
    person.family = dice.one_of(families);
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%u-%02u-%02u", 1938 + dice.below(60),
                  1 + dice.below(12), 1 + dice.below(28));
    person.birth_date = text.data();
    person.street = std::to_string(1 + dice.below(300)) + " " + dice.one_of(streets);
    // Ofcom keeps 020 7946 0xxx for invented numbers.
    std::snprintf(text.data(), text.size(), "+44 20 7946 0%03u", dice.below(1000));
    person.phone = text.data();
    auto const& practice = dice.one_of(practices);
    person.practice = practice.id;
    person.practice_name = practice.name;
    return person;
}

void invent_procedure(Story& story, Dice& dice)
{
    auto const is_neck = dice.below(3) == 0;
    story.region = is_neck ? "cervical" : "lumbar";
    story.side = dice.below(2) == 0 ? "left" : "right";
    auto const& levels = is_neck ? necks : backs;
    auto const first = dice.below(3);
    story.levels.emplace_back(levels[first]);
    if (dice.below(3) == 0) story.levels.emplace_back(levels[first + 1]);
    story.reason = dice.one_of(reasons);
    story.booked_via = dice.one_of(ways);
    story.pain_before = 5 + dice.below(5);
    story.pain_after = dice.below(5);
    story.systolic = 112 + dice.below(30);
    story.diastolic = 66 + dice.below(20);
}

} // namespace

bool Story::is_treated() const
{
    switch (turn) {
    case Turn::ordinary:
    case Turn::refuses_sharing:
    case Turn::without_nhs_number:
    case Turn::rescheduled:
    case Turn::report_amended:
    case Turn::report_in_error: return true;
    default: return false;
    }
}

Story invent_story(std::uint64_t seed, unsigned place, std::chrono::sys_days day)
{
    Dice dice{seed * 1'000'003 + place};
    Story story;
    std::array<char, 40> id{};
    auto const mark = (seed * 0x9E3779B97F4A7C15ULL) >> 32;
    std::snprintf(id.data(), id.size(), "%08llX-%03u", static_cast<unsigned long long>(mark),
                  place + 1);
    story.id = id.data();
    story.turn = turn_of(place, dice);
    story.person = invent_person(story.id, seed * 7919 + place, dice);
    if (story.turn == Turn::without_nhs_number) story.person.nhs_number.clear();
    auto const& clinician = clinicians[place % clinicians.size()];
    story.clinician_id = clinician.id;
    story.clinician_name = clinician.name;
    story.clinician_gmc = clinician.gmc;
    invent_procedure(story, dice);
    // A patient a clinician a quarter of an hour, from eight o'clock on.
    auto const slot = place / static_cast<unsigned>(clinicians.size());
    story.start = day + 8h + 15min * (slot % 40);
    story.booked = story.start - std::chrono::days{14 + dice.below(14)};
    story.screened = story.booked + std::chrono::days{1 + dice.below(6)};
    return story;
}

} // namespace foramen
