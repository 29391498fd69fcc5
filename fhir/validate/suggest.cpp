#include "fhir/validate/suggest.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace fhir::validate {

namespace {

constexpr std::size_t compared_bytes_max = 64;
constexpr std::size_t distance_max = 2;

/// Levenshtein.
std::size_t distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            auto const changed = diagonal + (a[i - 1] == b[j - 1] ? 0u : 1u);
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
        }
    }
    return row.back();
}

} // namespace

std::string suggestion(Type const& type, std::string_view name)
{
    if (name.size() > compared_bytes_max) return "";
    auto best = distance_max + 1;
    std::string_view found;
    for (auto const& child : type.children) {
        auto const away = distance(name, child.name);
        if (away < best) {
            best = away;
            found = child.name;
        }
    }
    return found.empty() ? "" : "; did you mean " + std::string{found} + "?";
}

} // namespace fhir::validate
