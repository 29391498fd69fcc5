#include "tools/load/reply_reader.h"

#include <charconv>
#include <strings.h>

namespace foramen {

namespace {
constexpr std::size_t space_least = 4'096;
}

std::span<char> ReplyReader::space()
{
    if (buffer_.size() - filled_ < space_least) buffer_.resize(filled_ + 2 * space_least);
    return {buffer_.data() + filled_, buffer_.size() - filled_};
}

ReplyReader::State ReplyReader::take(std::size_t count)
{
    if (filled_ == 0) head_end_ = whole_at_ = 0;
    filled_ += count;
    auto const state = head_end_ == 0 ? read_head() : State::whole;
    if (state != State::whole) return state;
    if (whole_at_ == 0) {
        if (auto const chunks = read_chunks(); chunks != State::whole) return chunks;
    }
    if (filled_ < whole_at_) return State::incomplete;
    filled_ = 0;
    return State::whole;
}

ReplyReader::State ReplyReader::read_head()
{
    std::string_view const text{buffer_.data(), filled_};
    auto const end = text.find("\r\n\r\n");
    if (end == std::string_view::npos) return State::incomplete;
    if (!text.starts_with("HTTP/1.1 ") || end < 12) return State::malformed;
    std::from_chars(text.data() + 9, text.data() + 12, status_);
    head_end_ = end + 4;
    ends_line_ = header("connection:") == "close";
    if (header("transfer-encoding:") == "chunked") return State::whole;
    auto const length = header("content-length:");
    std::size_t body = 0;
    std::from_chars(length.data(), length.data() + length.size(), body);
    if (length.empty() && status_ != 204 && status_ != 304) return State::malformed;
    whole_at_ = head_end_ + body;
    return State::whole;
}

/// The last chunk ends a body without trailers; data that looks the same would have to end a
/// packet too, which the few bodies that are asked for here do not.
ReplyReader::State ReplyReader::read_chunks()
{
    std::string_view const body{buffer_.data() + head_end_, filled_ - head_end_};
    if (!body.ends_with("0\r\n\r\n")) return State::incomplete;
    whole_at_ = filled_;
    return State::whole;
}

std::string_view ReplyReader::header(std::string_view name) const
{
    std::string_view head{buffer_.data(), head_end_};
    for (auto at = head.find("\r\n"); at + 2 < head.size(); at = head.find("\r\n")) {
        head.remove_prefix(at + 2);
        if (head.size() < name.size()) return {};
        if (::strncasecmp(head.data(), name.data(), name.size()) != 0) continue;
        auto value = head.substr(name.size(), head.find("\r\n") - name.size());
        while (value.starts_with(' ')) value.remove_prefix(1);
        return value;
    }
    return {};
}

} // namespace foramen
