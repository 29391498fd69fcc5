// Why this file exists: the chunked transfer coding (RFC 9112 7.1), read strictly and piece by
// piece. No socket here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace foramen {

/// Takes the bytes of a body as they come. Extensions and trailers are read over, within limits.
class ChunkedBody {
public:
    explicit ChunkedBody(std::size_t bytes_max) : bytes_max_{bytes_max} {}

    enum class State { incomplete, whole, malformed, too_long };

    /// Takes what it can of `bytes` and says how much by `taken`; after `whole` nothing more.
    State take(std::string_view bytes, std::size_t& taken);
    std::string take_body() { return std::move(body_); }

private:
    enum class Part { size, data, data_end, trailer };
    State take_line(std::string_view line);
    State begin_chunk(std::string_view line);

    std::size_t bytes_max_;
    Part part_ = Part::size;
    std::uint64_t left_ = 0; ///< Of this chunk.
    std::size_t trailer_bytes_ = 0;
    std::string line_;
    std::string body_;
};

} // namespace foramen
