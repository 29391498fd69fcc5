#include "gateway/net/chunked_body.h"

#include <algorithm>
#include <charconv>

namespace foramen {

namespace {
constexpr std::string_view line_end = "\r\n";
constexpr std::size_t size_line_max = 256;
constexpr std::size_t size_digits_max = 12;
constexpr std::size_t trailer_bytes_max = 4'096;
} // namespace

ChunkedBody::State ChunkedBody::take(std::string_view bytes, std::size_t& taken)
{
    taken = 0;
    while (taken < bytes.size()) {
        auto const rest = bytes.substr(taken);
        if (part_ == Part::data) {
            auto const count =
                static_cast<std::size_t>(std::min<std::uint64_t>(left_, rest.size()));
            body_.append(rest.substr(0, count));
            left_ -= count;
            taken += count;
            if (left_ == 0) part_ = Part::data_end;
            continue;
        }
        auto const end = rest.find('\n');
        auto const count = std::min(end, rest.size() - 1) + 1;
        line_.append(rest.substr(0, count));
        taken += count;
        if (line_.size() > size_line_max + trailer_bytes_max) return State::malformed;
        auto const after_data = part_ == Part::data_end;
        if (after_data && !line_end.starts_with(line_)) return State::malformed;
        if (end == std::string_view::npos) break;
        auto const state = take_line(line_);
        line_.clear();
        if (state != State::incomplete) return state;
    }
    return State::incomplete;
}

ChunkedBody::State ChunkedBody::take_line(std::string_view line)
{
    if (!line.ends_with("\r\n")) return State::malformed;
    line.remove_suffix(2);
    if (line.find('\r') != std::string_view::npos) return State::malformed;
    switch (part_) {
    case Part::size: return begin_chunk(line);
    case Part::data_end:
        part_ = Part::size;
        return State::incomplete;
    case Part::trailer:
        if (line.empty()) return State::whole;
        trailer_bytes_ += line.size();
        return trailer_bytes_ > trailer_bytes_max ? State::malformed : State::incomplete;
    case Part::data: break;
    }
    return State::malformed;
}

ChunkedBody::State ChunkedBody::begin_chunk(std::string_view line)
{
    if (line.size() > size_line_max) return State::malformed;
    auto const digits = line.substr(0, line.find(';'));
    left_ = 0;
    auto const* const end = digits.data() + digits.size();
    auto const [last, failed] = std::from_chars(digits.data(), end, left_, 16);
    auto const malformed = digits.empty() || digits.size() > size_digits_max || last != end;
    if (malformed || failed != std::errc{}) return State::malformed;
    if (left_ > bytes_max_ - body_.size()) return State::too_long;
    part_ = left_ == 0 ? Part::trailer : Part::data;
    return State::incomplete;
}

} // namespace foramen
