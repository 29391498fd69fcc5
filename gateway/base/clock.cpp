#include "gateway/base/clock.h"

#include <algorithm>
#include <array>
#include <concepts>

namespace foramen {

using namespace std::chrono;

TimePoint SystemClock::now() const { return floor<microseconds>(system_clock::now()); }

namespace {

/// Reads exactly `count` digits at `position`, or gives -1.
int digits_at(std::string_view text, std::size_t position, std::size_t count)
{
    if (position + count > text.size()) return -1;
    int value = 0;
    for (auto const character : text.substr(position, count)) {
        if (character < '0' || character > '9') return -1;
        value = value * 10 + (character - '0');
    }
    return value;
}

/// Minutes east of UTC of "Z", "+01:00" or "-05:30"; no value if it is something else.
std::optional<minutes> parse_offset(std::string_view text)
{
    if (text == "Z") return minutes{0};
    if (text.size() != 6 || text[3] != ':' || (text[0] != '+' && text[0] != '-')) return {};
    auto const hour = digits_at(text, 1, 2);
    auto const minute = digits_at(text, 4, 2);
    if (hour < 0 || hour > 14 || minute < 0 || minute > 59) return {};
    auto const size = minutes{hour * 60 + minute};
    return text[0] == '-' ? -size : size;
}

/// Takes ".25" off the front of `text`; 1 to 9 digits count, the rest is refused.
std::optional<microseconds> take_fraction(std::string_view& text)
{
    if (text.empty() || text[0] != '.') return microseconds{0};
    std::int64_t value = 0;
    std::int64_t scale = 1'000'000;
    std::size_t used = 1;
    for (; used < text.size() && text[used] >= '0' && text[used] <= '9'; ++used) {
        scale /= 10;
        value += scale * (text[used] - '0');
    }
    if (used == 1 || used > 10) return {};
    text.remove_prefix(used);
    return microseconds{value};
}

sys_seconds summer_change(year in_year, month in_month)
{
    return sys_days{in_year / in_month / Sunday[last]} + hours{1};
}

/// `count` digits, and what stands behind them.
template <std::integral Number> char* put(char* at, Number value, int count, char behind)
{
    auto left = static_cast<unsigned>(value);
    for (int place = count - 1; place >= 0; --place, left /= 10) {
        at[place] = static_cast<char>('0' + left % 10);
    }
    at[count] = behind;
    return at + count + 1;
}

char* put_date(char* at, Date date, char behind)
{
    at = put(at, int{date.year()}, 4, '-');
    at = put(at, unsigned{date.month()}, 2, '-');
    return put(at, unsigned{date.day()}, 2, behind);
}

std::string written(TimePoint local, std::string_view tail)
{
    auto const day = floor<days>(local);
    auto const clock = hh_mm_ss{floor<milliseconds>(local - day)};
    std::array<char, 32> text;
    auto* at = put_date(text.data(), year_month_day{day}, 'T');
    at = put(at, clock.hours().count(), 2, ':');
    at = put(at, clock.minutes().count(), 2, ':');
    at = put(at, clock.seconds().count(), 2, '.');
    at = put(at, clock.subseconds().count(), 3, '\0') - 1;
    at = std::ranges::copy(tail, at).out;
    return {text.data(), at};
}

} // namespace

std::string to_rfc3339(TimePoint time) { return written(time, "Z"); }

Result<TimePoint> parse_rfc3339(std::string_view text)
{
    auto const wrong = [] {
        return incorrect("not an instant: write it as 2030-01-14T17:15:00Z or with +01:00");
    };
    if (text.size() < 17 || text[10] != 'T' || text[13] != ':') return wrong();
    TRY(date, parse_date(text.substr(0, 10)));
    auto const hour = digits_at(text, 11, 2);
    auto const minute = digits_at(text, 14, 2);
    int second = 0;
    auto rest = text.substr(16);
    if (rest[0] == ':') {
        second = digits_at(text, 17, 2);
        rest = text.substr(std::min<std::size_t>(19, text.size()));
    }
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
        return wrong();
    }
    auto const fraction = take_fraction(rest);
    auto const offset = parse_offset(rest);
    if (!fraction || !offset) return wrong();
    return TimePoint{sys_days{date} + hours{hour} + minutes{minute} + seconds{second} + *fraction -
                     *offset};
}

Result<Date> parse_date(std::string_view text)
{
    auto const year_number = digits_at(text, 0, 4);
    auto const month_number = digits_at(text, 5, 2);
    auto const day_number = digits_at(text, 8, 2);
    Date const date{year{year_number}, month{static_cast<unsigned>(month_number)},
                    day{static_cast<unsigned>(day_number)}};
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || year_number < 0 ||
        month_number < 0 || day_number < 0 || !date.ok()) {
        return incorrect("not a calendar date: write it as 2030-01-14");
    }
    return date;
}

std::string to_string(Date date)
{
    std::array<char, 16> text;
    return {text.data(), put_date(text.data(), date, '\0') - 1};
}

minutes london_offset(TimePoint time)
{
    auto const in_year = year_month_day{floor<days>(time)}.year();
    auto const summer =
        time >= summer_change(in_year, March) && time < summer_change(in_year, October);
    return summer ? minutes{60} : minutes{0};
}

Date london_date(TimePoint time) { return Date{floor<days>(time + london_offset(time))}; }

std::string to_london_rfc3339(TimePoint time)
{
    auto const offset = london_offset(time);
    return written(time + offset, offset.count() == 0 ? "+00:00" : "+01:00");
}

std::string words(Date date)
{
    static constexpr std::array names{"January",   "February", "March",    "April",
                                      "May",       "June",     "July",     "August",
                                      "September", "October",  "November", "December"};
    auto const month = static_cast<unsigned>(date.month());
    return std::to_string(static_cast<unsigned>(date.day())) + " " + names.at(month - 1) + " " +
           std::to_string(static_cast<int>(date.year()));
}

std::string london_words(TimePoint time)
{
    static constexpr std::array names{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                      "Thursday", "Friday", "Saturday"};
    auto const local = to_london_rfc3339(time);
    auto const date = london_date(time);
    auto const day = std::chrono::weekday{std::chrono::sys_days{date}}.c_encoding();
    return std::string{names.at(day)} + " " + words(date) + ", " + local.substr(11, 5);
}

Date minus_months(Date date, int count)
{
    auto const moved = date - months{count};
    return moved.ok() ? moved : Date{moved.year() / moved.month() / last};
}

} // namespace foramen
