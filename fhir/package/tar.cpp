#include "fhir/package/tar.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace fhir::package {

namespace {

// https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
constexpr std::size_t block_bytes = 512;
constexpr std::size_t name_bytes_max = 1024;
constexpr std::size_t extended_bytes_max = 16 * 1024;

struct Field {
    std::size_t offset;
    std::size_t size;
};
constexpr Field name_field{0, 100};
constexpr Field size_field{124, 12};
constexpr Field checksum_field{148, 8};
constexpr std::size_t type_offset = 156;
constexpr Field magic_field{257, 5};
constexpr Field prefix_field{345, 155};

std::string_view text_of(std::string_view header, Field field)
{
    auto const text = header.substr(field.offset, field.size);
    return text.substr(0, text.find('\0'));
}

/// An octal number with blanks around it; nothing when it is none (or base 256: no file of a
/// package is that large).
std::optional<std::uint64_t> octal(std::string_view header, Field field)
{
    auto text = text_of(header, field);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    std::uint64_t value = 0;
    auto const* const end = text.data() + text.size();
    auto const [at, error] = std::from_chars(text.data(), end, value, 8);
    if (error != std::errc{} || at != end) return std::nullopt;
    return value;
}

bool checksum_fits(std::string_view header)
{
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < block_bytes; ++i) {
        auto const own = i >= checksum_field.offset && i < checksum_field.offset + 8;
        sum += own ? std::uint64_t{' '} : static_cast<unsigned char>(header[i]);
    }
    return octal(header, checksum_field) == sum;
}

bool leads_out(std::string_view name)
{
    if (name.empty() || name.size() > name_bytes_max || name.front() == '/') return true;
    if (name.find('\\') != std::string_view::npos || name.find(':') != std::string_view::npos) {
        return true;
    }
    auto const is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20; };
    if (std::ranges::any_of(name, is_control)) return true;
    while (!name.empty()) {
        auto const slash = name.find('/');
        if (name.substr(0, slash) == "..") return true;
        name.remove_prefix(slash == std::string_view::npos ? name.size() : slash + 1);
    }
    return false;
}

} // namespace

TarReader::TarReader(Limits limits, Wanted wanted, Take take)
    : limits_{limits}, wanted_{std::move(wanted)}, take_{std::move(take)}
{}

bool TarReader::fail(std::string text)
{
    fault_ = std::move(text);
    return false;
}

bool TarReader::feed(std::string_view bytes)
{
    while (!bytes.empty() && fault_.empty() && !finished_) {
        if (in_body_) {
            auto const count = std::min<std::uint64_t>(left_, bytes.size());
            if (content_ != Content::skipped) body_.append(bytes.substr(0, count));
            left_ -= count;
            bytes.remove_prefix(count);
            if (left_ == 0 && !end_entry()) return false;
        } else if (padding_ > 0) {
            auto const count = std::min<std::uint64_t>(padding_, bytes.size());
            padding_ -= count;
            bytes.remove_prefix(count);
        } else {
            auto const count = std::min(block_bytes - header_.size(), bytes.size());
            header_.append(bytes.substr(0, count));
            bytes.remove_prefix(count);
            if (header_.size() == block_bytes && !read_header()) return false;
        }
    }
    return fault_.empty();
}

bool TarReader::ended()
{
    if (!fault_.empty()) return false;
    if (in_body_ || !header_.empty()) return fail("the archive ends in the middle of a file");
    return true;
}

bool TarReader::read_header()
{
    auto const header = std::exchange(header_, {});
    if (header.find_first_not_of('\0') == std::string::npos) {
        finished_ = true; // What follows the first empty block is padding.
        return true;
    }
    if (!checksum_fits(header)) return fail("this is no tar archive, or a damaged one");
    auto const size = octal(header, size_field);
    if (!size) return fail("a file of the archive does not say its size");
    if (++files_ > limits_.files_max) return fail("the archive has too many files");
    left_ = *size;
    padding_ = (block_bytes - left_ % block_bytes) % block_bytes;
    name_ = std::exchange(coming_name_, {});
    if (name_.empty()) {
        auto const prefix = text_of(header, magic_field) == "ustar" ? text_of(header, prefix_field)
                                                                    : std::string_view{};
        if (!prefix.empty()) name_.append(prefix).append("/");
        name_ += text_of(header, name_field);
    }
    return start_entry(header[type_offset]);
}

bool TarReader::start_entry(char type)
{
    in_body_ = true;
    content_ = Content::skipped;
    if (type == 'x') content_ = Content::extended;
    else if (type == 'L') content_ = Content::long_name;
    else if (type != 'g') {
        if (leads_out(name_)) return fail("a file name of the archive leads out of it");
        auto const regular = type == '0' || type == '\0' || type == '7';
        if (regular && wanted_(name_)) content_ = Content::file;
    }
    auto const largest = content_ == Content::file ? limits_.file_bytes_max : extended_bytes_max;
    if (content_ != Content::skipped && left_ > largest) {
        return fail("a file of the archive is too large");
    }
    body_.clear();
    return left_ > 0 || end_entry();
}

bool TarReader::end_entry()
{
    in_body_ = false;
    if (content_ == Content::file) take_(name_, std::exchange(body_, {}));
    if (content_ == Content::long_name) coming_name_ = body_.substr(0, body_.find('\0'));
    if (content_ == Content::extended) return read_extended();
    return true;
}

/// pax: records "LENGTH KEY=VALUE\n"; only the path is of interest. A size there is for files
/// over 8 GB, which are none of ours.
bool TarReader::read_extended()
{
    std::string_view rest = body_;
    while (!rest.empty()) {
        std::size_t length = 0;
        auto const [at, error] = std::from_chars(rest.data(), rest.data() + rest.size(), length);
        auto const digits = static_cast<std::size_t>(at - rest.data());
        if (error != std::errc{} || length > rest.size() || length < digits + 2) {
            return fail("an extended header of the archive is damaged");
        }
        auto const record = rest.substr(digits + 1, length - digits - 2);
        rest.remove_prefix(length);
        if (record.starts_with("path=")) coming_name_ = record.substr(5);
        if (record.starts_with("size=")) return fail("a file of the archive is too large");
    }
    return true;
}

} // namespace fhir::package
