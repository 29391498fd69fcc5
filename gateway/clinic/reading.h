// Why this file exists: what every reader of an event needs: a member by name, a time that
// exists, a whole number in range; what is wrong goes to the list and reading goes on.
#pragma once

#include "gateway/clinic/json_tree.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace foramen {

/// Ids of the clinic; the schema leaves some of them open.
inline constexpr std::size_t id_characters_max = 64;
/// More changes than this of one booking are a counter gone wild.
inline constexpr unsigned version_max = 1'000'000;

/// Reads members of schema-valid objects. Parents must outlive the places made from them.
class Reading {
public:
    explicit Reading(FaultList& faults) : faults_{faults} {}

    /// The member, which the schema requires.
    static Place member(Place const& parent, std::string_view name);
    static std::optional<Place> find(Place const& parent, std::string_view name);
    static std::string text(Place const& parent, std::string_view name);
    static std::optional<double> number(Place const& parent, std::string_view name);

    /// Ends as the epoch, with a fault, when it does not exist (30 February).
    TimePoint instant(Place const& parent, std::string_view name);
    Date date(Place const& place);
    std::string id(Place const& parent, std::string_view name);
    unsigned version(Place const& parent);
    /// A number that, where it is given, must lie in [least, most].
    std::optional<double> number_within(Place const& parent, std::string_view name, double least,
                                        double most, std::string_view unit);

    void fault(Place const& place, std::string text) { faults_.add(place, std::move(text)); }
    bool has_faults() const { return !faults_.empty(); }

private:
    FaultList& faults_;
};

/// The index of `text` in `names`. The schema's enum made sure that it is there.
template <class Value, std::size_t count>
Value value_of(std::array<std::string_view, count> const& names, std::string_view text)
{
    for (std::size_t i = 0; i < count; ++i) {
        if (names[i] == text) return static_cast<Value>(i);
    }
    return static_cast<Value>(0);
}

inline constexpr std::array<std::string_view, 2> region_names{"cervical", "lumbar"};
inline constexpr std::array<std::string_view, 2> side_names{"left", "right"};

} // namespace foramen
