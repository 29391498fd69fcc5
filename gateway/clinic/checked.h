// Why this file exists: a file of data is mended by a person, and once: whoever reads one tells
// every fault of it, each by its place.
#pragma once

#include "gateway/clinic/event.h"

#include <filesystem>
#include <utility>
#include <variant>
#include <vector>

namespace foramen {

/// What was read whole, or all that is wrong with it: a Result with more than one error.
template <class T, class OneFault = Fault> class [[nodiscard]] Checked {
public:
    Checked(T value) : state_{std::move(value)} {}
    Checked(std::vector<OneFault> faults) : state_{std::move(faults)} {}

    bool has_value() const { return state_.index() == 0; }
    explicit operator bool() const { return has_value(); }

    T& operator*() & { return std::get<0>(state_); }
    T const& operator*() const& { return std::get<0>(state_); }
    T&& operator*() && { return std::get<0>(std::move(state_)); }
    T* operator->() { return &std::get<0>(state_); }
    T const* operator->() const { return &std::get<0>(state_); }

    std::vector<OneFault> const& faults() const { return std::get<1>(state_); }

private:
    std::variant<T, std::vector<OneFault>> state_;
};

/// Of several files that are read together.
struct FileFault {
    std::filesystem::path file;
    Fault fault;
};

} // namespace foramen
