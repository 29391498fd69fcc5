// Why this file exists: a file of reviewed data is read in one way: what is not understood in it is
// refused, because a row that is silently left out is a patient put at risk.
#pragma once

#include "gateway/clinic/checked.h"
#include "gateway/clinic/json_tree.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace foramen {

/// Members of objects, each wanted or a fault.
class DataReader {
public:
    void fail(std::string pointer, std::string what)
    {
        faults_.add(std::move(pointer), std::move(what));
    }
    /// No member of another name.
    void only(Place const& object, std::initializer_list<std::string_view> names);
    static bool has(Place const& parent, char const* name);
    /// The member, or nothing and a fault.
    std::optional<Place> member(Place const& parent, std::string_view name);
    /// A list with something in it, or nothing and a fault.
    std::optional<Place> list(Place const& parent, std::string_view name);
    /// "" and a fault when it is none, or empty.
    std::string text(Place const& parent, std::string_view name);
    /// The date as it is written.
    std::string date(Place const& parent, std::string_view name);
    bool ok() const { return faults_.empty(); }
    std::vector<Fault> take() { return faults_.take(); }

private:
    FaultList faults_;
};

} // namespace foramen
