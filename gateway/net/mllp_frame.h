// Why this file exists: the framing of HL7's Minimal Lower Layer Protocol, piece by piece: 0x0B,
// the message, 0x1C 0x0D. No socket here. Source: HL7 Transport Specification: MLLP, Release 1;
// standards/imaging.md 1.4.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace foramen {

/// Takes the bytes of one line as they come, message after message.
class MllpFrame {
public:
    explicit MllpFrame(std::size_t bytes_max) : bytes_max_{bytes_max} {}

    enum class State {
        between,   ///< No frame has begun; CR and LF between frames are passed over.
        inside,    ///< A frame has begun and is not whole.
        whole,     ///< take_message() has it; the next bytes begin another.
        malformed, ///< The line cannot be trusted any more.
        too_long,
    };

    /// Takes what it can of `bytes` and says how much by `taken`; after `whole` nothing more.
    State take(std::string_view bytes, std::size_t& taken);
    std::string take_message();

private:
    enum class Part { before, body, last } part_ = Part::before;
    std::size_t bytes_max_;
    std::string body_;
};

/// The message in its frame.
std::string mllp_framed(std::string_view message);

} // namespace foramen
