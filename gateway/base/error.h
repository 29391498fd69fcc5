// Why this file exists: every operation that can fail says so in one of nine kinds,
// and the kind alone decides whether trying again can help and who has to act.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace foramen {

/// What went wrong, seen from the person who has to act on it.
enum class ErrorKind {
    unavailable, ///< The other side cannot be reached. Try again later.
    busy,        ///< The other side asks us to slow down. Try again later.
    interrupted, ///< We stopped in the middle. Try again.
    incorrect,   ///< The request is wrong. A person must change the data or the mapping.
    forbidden,   ///< Our credentials are wrong. A person must change the configuration.
    unsupported, ///< Nobody has built this. Ask for it.
    not_found,   ///< It is not there. Check the name.
    conflict,    ///< Somebody else changed it first. Read again, then decide.
    fault,       ///< Our own bug. Report it.
};

/// The one retry question of the whole program.
constexpr bool may_succeed_later(ErrorKind kind)
{
    return kind == ErrorKind::unavailable || kind == ErrorKind::busy ||
           kind == ErrorKind::interrupted;
}

std::string_view to_string(ErrorKind kind);

/// One failed operation. The text goes to logs and to the monitor, so it never
/// holds a name, a date of birth, an NHS number or a free-text answer.
class [[nodiscard]] Error {
public:
    Error(ErrorKind kind, std::string text) : kind_{kind}, text_{std::move(text)} {}

    ErrorKind kind() const { return kind_; }
    std::string const& text() const { return text_; }

private:
    ErrorKind kind_;
    std::string text_;
};

inline Error unavailable(std::string text) { return {ErrorKind::unavailable, std::move(text)}; }
inline Error busy(std::string text) { return {ErrorKind::busy, std::move(text)}; }
inline Error incorrect(std::string text) { return {ErrorKind::incorrect, std::move(text)}; }
inline Error not_found(std::string text) { return {ErrorKind::not_found, std::move(text)}; }
inline Error conflict(std::string text) { return {ErrorKind::conflict, std::move(text)}; }
inline Error fault(std::string text) { return {ErrorKind::fault, std::move(text)}; }

} // namespace foramen
