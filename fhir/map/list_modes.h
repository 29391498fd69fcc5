// Why this file exists: the words of the list modes, for .map files and for StructureMaps.
// https://hl7.org/fhir/R4/valueset-map-source-list-mode.html, …-map-target-list-mode.html
#pragma once

#include "fhir/map/syntax.h"

#include <array>
#include <optional>
#include <span>

namespace fhir::map {

inline constexpr unsigned rule_depth_max = 32;

struct ModeWord {
    std::string_view word;
    ListMode mode;
};
inline constexpr std::array source_modes{
    ModeWord{"first", ListMode::first},         ModeWord{"last", ListMode::last},
    ModeWord{"not_first", ListMode::not_first}, ModeWord{"not_last", ListMode::not_last},
    ModeWord{"only_one", ListMode::only_one},
};
inline constexpr std::array target_modes{
    ModeWord{"first", ListMode::first},     ModeWord{"last", ListMode::last},
    ModeWord{"single", ListMode::single},   ModeWord{"share", ListMode::share},
    ModeWord{"collate", ListMode::collate},
};

constexpr std::optional<ListMode> mode_of(std::span<ModeWord const> modes, std::string_view word)
{
    for (auto const& one : modes) {
        if (one.word == word) return one.mode;
    }
    return {};
}

/// Empty for all.
constexpr std::string_view word_of(std::span<ModeWord const> modes, ListMode mode)
{
    for (auto const& one : modes) {
        if (one.mode == mode) return one.word;
    }
    return {};
}

} // namespace fhir::map
