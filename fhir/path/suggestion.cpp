// Why this file exists: whoever mistypes a name wants the right one, not a manual.
#include "fhir/path/embed.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

namespace fhir::path {

namespace {

constexpr std::size_t name_length_max = 64;

/// Levenshtein distance.
std::size_t edits(std::string_view left, std::string_view right)
{
    std::vector<std::size_t> row(right.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < left.size(); ++i) {
        auto diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < right.size(); ++j) {
            auto const substitute = diagonal + (left[i] == right[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, substitute});
        }
    }
    return row.back();
}

} // namespace

void Suggestion::offer(std::string_view candidate)
{
    if (wrong_.size() > name_length_max || candidate.size() > name_length_max) return;
    auto const distance = edits(wrong_, candidate);
    // Another name altogether is no help.
    if (distance >= distance_ || distance > 1 + wrong_.size() / 3) return;
    if (distance >= wrong_.size()) return;
    distance_ = distance;
    best_ = candidate;
}

std::string Suggestion::text() const
{
    if (best_.empty()) return {};
    return "; did you mean '" + std::string{best_} + "'?";
}

} // namespace fhir::path
