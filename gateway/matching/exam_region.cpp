#include "gateway/matching/exam_region.h"

#include "gateway/matching/folding.h"

#include <algorithm>
#include <array>

namespace foramen::matching {

namespace {

constexpr std::array all_regions{SpineRegion::cervical, SpineRegion::thoracic, SpineRegion::lumbar,
                                 SpineRegion::sacral};

using Regions = std::vector<SpineRegion>;

bool has(Regions const& regions, SpineRegion region)
{
    return std::ranges::find(regions, region) != regions.end();
}

void sort_and_unite(Regions& regions, Regions const& more)
{
    Regions united;
    for (auto const region : all_regions) {
        if (has(regions, region) || has(more, region)) united.push_back(region);
    }
    regions = std::move(united);
}

bool contradict(Regions const& one, Regions const& other)
{
    if (one.empty() || other.empty()) return false;
    return std::ranges::none_of(one, [&](SpineRegion region) { return has(other, region); });
}

std::u32string spaced(std::string_view text)
{
    std::u32string spaced = U" ";
    for (auto const& word : fold(text).words) spaced += word + U" ";
    return spaced;
}

bool contains(std::u32string const& text, std::u32string_view words)
{
    return text.find(words) != std::u32string::npos;
}

} // namespace

std::string_view to_string(SpineRegion region)
{
    switch (region) {
    case SpineRegion::cervical: return "cervical";
    case SpineRegion::thoracic: return "thoracic";
    case SpineRegion::lumbar: return "lumbar";
    case SpineRegion::sacral: break;
    }
    return "sacral";
}

std::optional<SpineRegion> spine_region(std::string_view word)
{
    for (auto const region :
         {SpineRegion::cervical, SpineRegion::thoracic, SpineRegion::lumbar, SpineRegion::sacral}) {
        if (to_string(region) == word) return region;
    }
    return {};
}

std::vector<SpineRegion> RegionTable::by_body_part(std::vector<std::string> const& parts) const
{
    Regions regions;
    for (auto const& part : parts) {
        auto const words = spaced(part);
        for (auto const& row : body_parts_) {
            if (row.words == words) sort_and_unite(regions, row.regions);
        }
    }
    return regions;
}

std::vector<SpineRegion> RegionTable::by_words(std::vector<std::string> const& names) const
{
    Regions regions;
    for (auto const& name : names) {
        auto const text = spaced(name);
        auto const is_spine = contains(text, U" SPINE ") || contains(text, U" SPINAL ");
        for (auto const& row : words_) {
            if (row.beside_spine && !is_spine) continue;
            if (contains(text, row.words)) sort_and_unite(regions, row.regions);
        }
    }
    return regions;
}

RegionAnswer RegionTable::region_of(ExamEvidence const& evidence) const
{
    Regions mapped;
    sort_and_unite(mapped, evidence.mapped);
    auto parts = by_body_part(evidence.body_parts);
    auto words = by_words(evidence.names);
    auto const source = !mapped.empty()  ? RegionSource::exam_map
                        : !parts.empty() ? RegionSource::body_part
                        : !words.empty() ? RegionSource::words
                                         : RegionSource::nothing;
    if (contradict(mapped, parts) || contradict(mapped, words) || contradict(parts, words)) {
        return {{}, source, true};
    }
    if (source == RegionSource::exam_map) return {std::move(mapped), source, false};
    if (source == RegionSource::body_part) return {std::move(parts), source, false};
    return {std::move(words), source, false};
}

} // namespace foramen::matching
