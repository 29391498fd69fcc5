// Why this file exists: one JSON line per event, and only fields from this list.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

namespace foramen {

enum class Level { debug, info, warning, error };

/// A new field is added here on purpose: none of them can hold patient data.
enum class Field {
    what,
    where,
    kind,
    partner,
    route,
    method,
    status,
    message,
    booking,
    attempt,
    count,
    duration_ms,
    error,
    setting,
    value,
    port,
    version,
    state,
    actor,
    path,
};

struct LogField {
    Field name;
    std::variant<std::string_view, std::int64_t> value;
    LogField(Field field, std::string_view text) : name{field}, value{text} {}
    LogField(Field field, char const* text) : name{field}, value{std::string_view{text}} {}
    template <std::integral Number>
    LogField(Field field, Number number) : name{field}, value{static_cast<std::int64_t>(number)}
    {}
};

/// Lines below this level are not written. Safe from any thread.
void log_from(Level level);
/// {"at":"…","level":"info","event":"started",…}; control characters are escaped (ASVS 16.4.1)
/// and bytes that are not UTF-8 become U+FFFD, so that a line stays one line of JSON.
void log(Level level, std::string_view event, std::initializer_list<LogField> fields = {});

} // namespace foramen
