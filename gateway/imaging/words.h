// Why this file exists: how the words of an imaging case are written, in the order of their enums.
#pragma once

#include "gateway/imaging/imaging_case.h"

#include <array>
#include <string_view>

namespace foramen::imaging::words {

using Word = std::string_view;

inline constexpr std::array<Word, 3> standings{"work-list", "matched", "not-ours"};
inline constexpr std::array<Word, 12> works{
    "imaging-unmatched",        "imaging-changed",        "imaging-cancelled",
    "imaging-withdrawn",        "imaging-region-unknown", "imaging-date-unknown",
    "imaging-modality-unknown", "imaging-status-unknown", "imaging-urgent",
    "imaging-overdue",          "imaging-text-missing",   "imaging-second-person"};
inline constexpr std::array<Word, 5> actions{"match", "unmatch", "not-ours", "look", "set-region"};
inline constexpr std::array<Word, 4> regions{"cervical", "thoracic", "lumbar", "sacral"};
inline constexpr std::array<Word, 5> spine_regions{"cervical", "thoracic", "lumbar", "sacral",
                                                   "whole"};
inline constexpr std::array<Word, 10> statuses{
    "unknown", "registered", "partial",   "preliminary", "final",
    "amended", "appended",   "corrected", "cancelled",   "entered-in-error"};
inline constexpr std::array<Word, 2> kinds{"report", "announcement"};
inline constexpr std::array<Word, 3> texts{"own", "shared", "absent"};
inline constexpr std::array<Word, 5> precisions{"year", "month", "day", "minute", "second"};
inline constexpr std::array<Word, 2> region_sources{"exam-map", "words"};

template <class Value, std::size_t count> Word of(std::array<Word, count> const& list, Value value)
{
    return list.at(static_cast<std::size_t>(value));
}

} // namespace foramen::imaging::words
