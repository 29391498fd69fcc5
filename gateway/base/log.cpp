#include "gateway/base/log.h"

#include "gateway/base/clock.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <string>

namespace foramen {

namespace {

std::atomic<Level> lowest{Level::info};

constexpr std::array level_names{"debug", "info", "warning", "error"};

constexpr std::array field_names{
    "what",    "where",   "kind",    "partner", "route",       "method", "status",
    "message", "booking", "attempt", "count",   "duration_ms", "error",  "setting",
    "value",   "port",    "version", "state",   "actor",       "path",
};

/// Length of the UTF-8 sequence at the front of `text` (RFC 3629), or 0 if it is none.
std::size_t sequence_length(std::string_view text)
{
    auto const byte = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    auto const follows = [&](std::size_t i) { return (byte(i) & 0xC0u) == 0x80u; };
    auto const first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF && follows(1)) return 2;
    if (first >= 0xE0 && first <= 0xEF && follows(1) && follows(2)) {
        auto const is_overlong = first == 0xE0 && byte(1) < 0xA0;
        auto const is_surrogate = first == 0xED && byte(1) >= 0xA0;
        return is_overlong || is_surrogate ? 0 : 3;
    }
    if (first >= 0xF0 && first <= 0xF4 && follows(1) && follows(2) && follows(3)) {
        auto const is_overlong = first == 0xF0 && byte(1) < 0x90;
        auto const is_beyond = first == 0xF4 && byte(1) >= 0x90;
        return is_overlong || is_beyond ? 0 : 4;
    }
    return 0;
}

/// What a terminal acts on (DEL and the C1 controls) and what is not UTF-8 becomes U+FFFD; the
/// writer escapes the rest.
std::string printable(std::string_view text)
{
    std::string clean;
    clean.reserve(text.size());
    while (!text.empty()) {
        auto const length = sequence_length(text);
        auto const is_control = text[0] == '\x7f' || (length == 2 && text[0] == '\xc2' &&
                                                      static_cast<unsigned char>(text[1]) < 0xA0);
        if (length == 0 || is_control) clean += "\xEF\xBF\xBD";
        else clean += text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return clean;
}

} // namespace

void log_from(Level level) { lowest = level; }

void log(Level level, std::string_view event, std::initializer_list<LogField> fields)
{
    if (level < lowest.load(std::memory_order_relaxed)) return;
    rapidjson::StringBuffer line;
    rapidjson::Writer<rapidjson::StringBuffer> writer{line};
    auto const text = [&](std::string_view value) {
        auto const clean = printable(value);
        writer.String(clean.data(), static_cast<rapidjson::SizeType>(clean.size()));
    };
    writer.StartObject();
    writer.Key("at");
    text(to_rfc3339(SystemClock{}.now()));
    writer.Key("level");
    writer.String(level_names[static_cast<std::size_t>(level)]);
    writer.Key("event");
    text(event);
    for (auto const& field : fields) {
        writer.Key(field_names[static_cast<std::size_t>(field.name)]);
        if (auto const* number = std::get_if<std::int64_t>(&field.value)) writer.Int64(*number);
        else text(std::get<std::string_view>(field.value));
    }
    writer.EndObject();
    line.Put('\n');
    std::fwrite(line.GetString(), 1, line.GetSize(), stderr);
}

} // namespace foramen
