#include "fhir/map/places.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace fhir::map {

namespace {

constexpr std::size_t stride = 512;

struct Position {
    std::uint32_t line = 1;
    std::uint32_t column = 1;
};

void pass(Position& at, std::string_view text)
{
    for (char const one : text) {
        if (one == '\n') {
            ++at.line;
            at.column = 1;
        } else if ((static_cast<unsigned char>(one) & 0xC0) != 0x80) {
            ++at.column;
        }
    }
}

std::optional<std::uint32_t> number(std::string_view text)
{
    std::uint32_t value = 0;
    auto const* const end = text.data() + text.size();
    auto const result = std::from_chars(text.data(), end, value);
    if (text.empty() || result.ptr != end || result.ec != std::errc{}) return {};
    return value;
}

/// "…:12:5" without its "…"; nullopt where there are no such numbers.
std::optional<Position> position(std::string_view place, std::size_t& before)
{
    auto const second = place.rfind(':');
    if (second == std::string_view::npos) return {};
    auto const first = second == 0 ? std::string_view::npos : place.rfind(':', second - 1);
    before = first == std::string_view::npos ? 0 : first + 1;
    auto const line = number(place.substr(before, second - before));
    auto const column = number(place.substr(second + 1));
    if (!line || !column) return {};
    return Position{*line, *column};
}

} // namespace

void Places::count(std::string_view text)
{
    marks_.clear();
    marks_.reserve(text.size() / stride + 1);
    Position at;
    for (std::size_t begin = 0; begin <= text.size(); begin += stride) {
        marks_.push_back({at.line, at.column});
        pass(at, text.substr(begin, stride));
    }
}

void Places::add(std::size_t begin, std::string element)
{
    parts_.push_back({begin, std::move(element)});
}

std::string Places::of(std::string_view text, std::size_t offset) const
{
    if (!parts_.empty()) {
        auto const after = std::ranges::upper_bound(parts_, offset, {}, &Part::begin);
        return after == parts_.begin() ? parts_.front().element : std::prev(after)->element;
    }
    offset = std::min(offset, text.size());
    Position at;
    std::size_t begin = 0;
    if (offset / stride < marks_.size()) {
        auto const& mark = marks_[offset / stride];
        at = {mark.line, mark.column};
        begin = offset / stride * stride;
    }
    pass(at, text.substr(begin, offset - begin));
    return std::to_string(at.line) + ":" + std::to_string(at.column);
}

std::string place_inside(std::string_view outer, std::string_view inner)
{
    std::size_t before = 0;
    std::size_t ignored = 0;
    auto const outside = position(outer, before);
    auto const within = position(inner, ignored);
    if (!within) return std::string{outer};
    if (!outside) return std::string{outer} + " at " + std::string{inner};
    bool const same_line = within->line == 1;
    return std::string{outer.substr(0, before)} + std::to_string(outside->line + within->line - 1) +
           ":" + std::to_string(same_line ? outside->column + within->column - 1 : within->column);
}

} // namespace fhir::map
