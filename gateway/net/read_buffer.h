// Why this file exists: the bytes of a connection that came and are not used yet.
#pragma once

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>

namespace foramen {

/// Grows when it must and gives large space back when it is empty.
class ReadBuffer {
public:
    std::string_view text() const { return {bytes_.get() + begin_, end_ - begin_}; }
    bool empty() const { return begin_ == end_; }

    /// Room for more bytes: what is left of the space, or new space.
    boost::asio::mutable_buffer space()
    {
        if (empty()) forget();
        if (size_ - end_ < space_least) make_room();
        return {bytes_.get() + end_, size_ - end_};
    }
    void came(std::size_t count) { end_ += count; }
    void use(std::size_t count) { begin_ += count; }

private:
    static constexpr std::size_t size_first = 4 * 1024;
    static constexpr std::size_t space_least = 1024;
    static constexpr std::size_t size_kept = 64 * 1024;

    void forget()
    {
        begin_ = end_ = 0;
        if (size_ <= size_kept) return;
        bytes_.reset();
        size_ = 0;
    }

    void make_room()
    {
        auto const used = text();
        auto const wanted = std::max(size_first, 2 * (used.size() + space_least));
        auto larger = std::make_unique_for_overwrite<char[]>(wanted);
        if (!used.empty()) std::memcpy(larger.get(), used.data(), used.size());
        end_ = used.size();
        begin_ = 0;
        bytes_ = std::move(larger);
        size_ = wanted;
    }

    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

} // namespace foramen
