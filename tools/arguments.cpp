#include "tools/arguments.h"

#include <charconv>

namespace foramen {

Arguments::Arguments(int count, char** values, std::set<std::string_view> const& names,
                     std::set<std::string_view> const& flags)
{
    for (int i = 1; i < count; ++i) {
        std::string const word = values[i];
        if (word == "--help" || word == "-h") help_ = true;
        else if (flags.contains(word)) flags_.insert(word);
        else if (names.contains(word) && i + 1 < count) values_[word] = values[++i];
        else valid_ = false;
    }
}

std::string Arguments::text(std::string_view name, std::string_view otherwise) const
{
    auto const found = values_.find(name);
    return found == values_.end() ? std::string{otherwise} : found->second;
}

unsigned Arguments::number(std::string_view name, unsigned otherwise, unsigned most) const
{
    auto const found = values_.find(name);
    if (found == values_.end()) return otherwise;
    unsigned value = 0;
    auto const* const end = found->second.data() + found->second.size();
    auto const [last, failed] = std::from_chars(found->second.data(), end, value);
    if (failed != std::errc{} || last != end || value > most) valid_ = false;
    return value;
}

} // namespace foramen
