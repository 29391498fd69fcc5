#include "fhir/package/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace fhir::package {

namespace {

constexpr int gzip_only = 16 + MAX_WBITS;
constexpr std::size_t piece_bytes = 64 * 1024;

/// A z_stream that is always ended.
class Stream {
public:
    Stream(std::string_view packed, int window)
    {
        // zlib asks for a pointer to non-const bytes and never writes to them.
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
        stream_.avail_in = static_cast<uInt>(packed.size());
        ready_ = inflateInit2(&stream_, window) == Z_OK;
    }
    Stream(Stream const&) = delete;
    Stream& operator=(Stream const&) = delete;
    ~Stream()
    {
        if (ready_) inflateEnd(&stream_);
    }

    bool ready() const { return ready_; }
    bool has_input() const { return stream_.avail_in > 0; }
    /// A gzip file may be a row of members.
    bool next_member() { return inflateReset(&stream_) == Z_OK; }

    /// Fills what it can of the room; sets how much.
    int run(char* room, std::size_t size, std::size_t& made)
    {
        stream_.next_out = reinterpret_cast<Bytef*>(room);
        stream_.avail_out = static_cast<uInt>(size);
        auto const state = inflate(&stream_, Z_NO_FLUSH);
        made = size - stream_.avail_out;
        return state;
    }

private:
    z_stream stream_{};
    bool ready_ = false;
};

} // namespace

Inflated gunzip(std::string_view packed, std::size_t bytes_max, Sink const& sink)
{
    if (packed.size() > std::numeric_limits<uInt>::max()) return Inflated::too_large;
    Stream stream{packed, gzip_only};
    if (!stream.ready()) return Inflated::broken;
    std::string piece(piece_bytes, '\0');
    std::size_t total = 0;
    for (;;) {
        std::size_t made = 0;
        auto const state = stream.run(piece.data(), piece.size(), made);
        if (state != Z_OK && state != Z_STREAM_END) return Inflated::broken;
        total += made;
        if (total > bytes_max) return Inflated::too_large;
        if (made > 0 && !sink({piece.data(), made})) return Inflated::stopped;
        if (state == Z_STREAM_END) {
            if (!stream.has_input()) return Inflated::whole;
            if (!stream.next_member()) return Inflated::broken;
        }
    }
}

std::string inflate_raw(std::string_view packed, std::size_t size)
{
    std::string unpacked(size, '\0');
    Stream stream{packed, -MAX_WBITS};
    if (!stream.ready()) return {};
    std::size_t made = 0;
    auto const state = stream.run(unpacked.data(), unpacked.size(), made);
    if (state != Z_STREAM_END || made != size) return {};
    return unpacked;
}

} // namespace fhir::package
