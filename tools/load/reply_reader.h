// Why this file exists: just enough of HTTP/1.1 to know when a reply is whole.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace foramen {

/// Reads one reply after the other. Understands Content-Length and chunked bodies.
class ReplyReader {
public:
    enum class State { incomplete, whole, malformed };

    /// Where the next bytes may be written.
    std::span<char> space();
    /// So many of them were written. After `whole` the next reply begins.
    State take(std::size_t count);

    unsigned status() const { return status_; }
    /// The server closes after this reply.
    bool ends_line() const { return ends_line_; }

private:
    State read_head();
    State read_chunks();
    std::string_view header(std::string_view name) const;

    std::string buffer_;
    std::size_t filled_ = 0;
    std::size_t head_end_ = 0; ///< 0: not seen.
    std::size_t whole_at_ = 0; ///< 0: chunked.
    unsigned status_ = 0;
    bool ends_line_ = false;
};

} // namespace foramen
