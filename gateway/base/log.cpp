#include "gateway/base/log.h"

#include "gateway/base/clock.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <array>
#include <atomic>
#include <cstdio>

namespace foramen {

namespace {

std::atomic<Level> lowest{Level::info};

constexpr std::array level_names{"debug", "info", "warning", "error"};

constexpr std::array field_names{
    "what",    "where",   "kind",    "partner", "route",       "method", "status",
    "message", "booking", "attempt", "count",   "duration_ms", "error",  "setting",
    "value",   "port",    "version", "state",   "actor",       "path",
};

} // namespace

void log_from(Level level) { lowest = level; }

void log(Level level, std::string_view event, std::initializer_list<LogField> fields)
{
    if (level < lowest.load(std::memory_order_relaxed)) return;
    rapidjson::StringBuffer line;
    rapidjson::Writer<rapidjson::StringBuffer> writer{line};
    auto const text = [&](std::string_view value) {
        writer.String(value.data(), static_cast<rapidjson::SizeType>(value.size()));
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
