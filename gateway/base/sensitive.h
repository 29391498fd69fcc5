// Why this file exists: patient data cannot be printed by accident, because it does not print.
#pragma once

#include <iosfwd>
#include <utility>

namespace foramen {

/// Why somebody looks: the reason stands at the call site.
enum class Purpose { delivery, mapping, policy, answer, audit };

template <class T> class Sensitive {
public:
    Sensitive() = default;
    explicit Sensitive(T value) : value_{std::move(value)} {}

    T const& reveal(Purpose) const { return value_; }
    bool operator==(Sensitive const&) const = default;

    friend std::ostream& operator<<(std::ostream&, Sensitive const&) = delete;

private:
    T value_;
};

} // namespace foramen
