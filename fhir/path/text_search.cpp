#include "fhir/path/text_search.h"

#include <cstring>
#include <string>

namespace fhir::path {

std::size_t find_first(std::string_view text, std::string_view part, std::size_t begin)
{
    if (part.empty()) return begin;
    if (begin >= text.size()) return std::string_view::npos;
    // glibc's is linear for any text and part.
    auto const* const found =
        memmem(text.data() + begin, text.size() - begin, part.data(), part.size());
    if (found == nullptr) return std::string_view::npos;
    return static_cast<std::size_t>(static_cast<char const*>(found) - text.data());
}

std::size_t find_last(std::string_view text, std::string_view part)
{
    std::string const back{text.rbegin(), text.rend()};
    auto const found = find_first(back, std::string{part.rbegin(), part.rend()});
    return found == std::string_view::npos ? found : text.size() - part.size() - found;
}

} // namespace fhir::path
