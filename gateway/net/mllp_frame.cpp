#include "gateway/net/mllp_frame.h"

#include <algorithm>
#include <utility>

namespace foramen {

namespace {
constexpr char begin_of_block = '\x0B';
constexpr char end_of_block = '\x1C';
constexpr char carriage_return = '\r';
} // namespace

MllpFrame::State MllpFrame::take(std::string_view bytes, std::size_t& taken)
{
    taken = 0;
    if (part_ == Part::before) {
        taken = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
        if (taken == bytes.size()) return State::between;
        if (bytes[taken] != begin_of_block) return State::malformed;
        ++taken;
        part_ = Part::body;
    }
    if (part_ == Part::body) {
        auto const rest = bytes.substr(taken);
        auto const end = std::min(rest.find(end_of_block), rest.size());
        auto const piece = rest.substr(0, end);
        if (body_.size() + piece.size() > bytes_max_) return State::too_long;
        // The start of another message: this one was cut off.
        if (piece.find(begin_of_block) != std::string_view::npos) return State::malformed;
        body_ += piece;
        taken += end;
        if (end == rest.size()) return State::inside;
        ++taken;
        part_ = Part::last;
    }
    if (taken == bytes.size()) return State::inside;
    if (bytes[taken] != carriage_return) return State::malformed;
    ++taken;
    part_ = Part::before;
    return State::whole;
}

std::string MllpFrame::take_message() { return std::exchange(body_, {}); }

std::string mllp_framed(std::string_view message)
{
    std::string frame;
    frame.reserve(message.size() + 3);
    frame += begin_of_block;
    frame += message;
    frame += end_of_block;
    frame += carriage_return;
    return frame;
}

} // namespace foramen
