#include "fhir/map/date_format.h"

#include <algorithm>
#include <array>

namespace fhir::map {

namespace {

constexpr std::string_view letters = "yMdHhmsSaZ";

struct Parts {
    std::string year, month, day, hour, minute, second, fraction, offset;
    bool afternoon = false;
    bool half_day = false;
};

/// A run of one letter at the front of the format.
std::string_view take_run(std::string_view& format)
{
    auto const end = std::min(format.find_first_not_of(format.front()), format.size());
    auto const run = format.substr(0, end);
    format.remove_prefix(end);
    return run;
}

bool take_digits(std::string_view& text, std::size_t least, std::size_t most, std::string& to)
{
    std::size_t count = 0;
    while (count < most && count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
    if (count < least) return false;
    to.assign(text.substr(0, count));
    text.remove_prefix(count);
    return true;
}

bool take_offset(std::string_view& text, Parts& parts)
{
    if (text.starts_with('Z')) {
        parts.offset = "Z";
        text.remove_prefix(1);
        return true;
    }
    if (text.size() < 5 || (text[0] != '+' && text[0] != '-')) return false;
    std::string hours;
    std::string minutes;
    auto rest = text.substr(1);
    if (!take_digits(rest, 2, 2, hours)) return false;
    if (rest.starts_with(':')) rest.remove_prefix(1);
    if (!take_digits(rest, 2, 2, minutes)) return false;
    parts.offset = std::string(1, text[0]) + hours + ":" + minutes;
    text = rest;
    return true;
}

bool take_half_day(std::string_view& text, Parts& parts)
{
    if (text.size() < 2 || (text[1] | 0x20) != 'm') return false;
    auto const letter = static_cast<char>(text[0] | 0x20);
    if (letter != 'a' && letter != 'p') return false;
    parts.half_day = true;
    parts.afternoon = letter == 'p';
    text.remove_prefix(2);
    return true;
}

bool take_field(std::string_view& text, char letter, std::size_t size, Parts& parts)
{
    switch (letter) {
    case 'y': return take_digits(text, 4, 4, parts.year);
    case 'M': return take_digits(text, size, 2, parts.month);
    case 'd': return take_digits(text, size, 2, parts.day);
    case 'H':
    case 'h': return take_digits(text, size, 2, parts.hour);
    case 'm': return take_digits(text, size, 2, parts.minute);
    case 's': return take_digits(text, size, 2, parts.second);
    case 'S': return take_digits(text, 1, 9, parts.fraction);
    case 'a': return take_half_day(text, parts);
    default: return take_offset(text, parts);
    }
}

std::string padded(std::string const& digits) { return digits.size() == 1 ? "0" + digits : digits; }

std::string hour_of(Parts const& parts)
{
    if (!parts.half_day || parts.hour.empty()) return padded(parts.hour);
    auto const hour = std::stoi(parts.hour) % 12 + (parts.afternoon ? 12 : 0);
    return padded(std::to_string(hour));
}

std::string assembled(Parts const& parts, path::TemporalKind wanted)
{
    std::string text;
    if (wanted != path::TemporalKind::time) {
        text = parts.year;
        if (!parts.month.empty()) text += "-" + padded(parts.month);
        if (!parts.day.empty()) text += "-" + padded(parts.day);
        if (wanted == path::TemporalKind::date || parts.hour.empty()) return text;
        text += "T";
    }
    text += hour_of(parts) + ":" + (parts.minute.empty() ? "00" : padded(parts.minute));
    text += ":" + (parts.second.empty() ? "00" : padded(parts.second));
    if (!parts.fraction.empty()) text += "." + parts.fraction;
    return wanted == path::TemporalKind::time ? text : text + parts.offset;
}

} // namespace

bool is_date_format(std::string_view format)
{
    bool any = false;
    while (!format.empty()) {
        auto const run = take_run(format);
        bool const letter = (run[0] >= 'a' && run[0] <= 'z') || (run[0] >= 'A' && run[0] <= 'Z');
        if (letter && run[0] != 'T' && letters.find(run[0]) == std::string_view::npos) return false;
        if (run[0] == 'y' && run.size() != 4) return false;
        if (letter && run[0] != 'S' && run[0] != 'y' && run.size() > 2) return false;
        any = any || letter;
    }
    return any;
}

std::optional<std::string> read_date(std::string_view text, std::string_view format,
                                     path::TemporalKind wanted)
{
    Parts parts;
    while (!format.empty()) {
        char const letter = format.front();
        auto const run = take_run(format);
        if (letters.find(letter) != std::string_view::npos) {
            if (!take_field(text, letter, run.size(), parts)) return {};
        } else {
            if (!text.starts_with(run)) return {};
            text.remove_prefix(run.size());
        }
    }
    if (!text.empty()) return {};
    auto made = assembled(parts, wanted);
    // A dateTime with a time needs an offset (https://hl7.org/fhir/R4/datatypes.html#dateTime).
    bool const timed = wanted == path::TemporalKind::date_time && !parts.hour.empty();
    if (timed && parts.offset.empty()) return {};
    if (!path::parse_temporal(made, wanted)) return {};
    return made;
}

} // namespace fhir::map
