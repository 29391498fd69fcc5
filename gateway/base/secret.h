// Why this file exists: keys and tokens leave memory when they are no longer needed.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>

namespace foramen {

/// A key, token or password. Does not print, wipes itself, compares in constant time.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string bytes) : bytes_{std::move(bytes)} {}
    Secret(Secret const&) = default;
    Secret(Secret&&) = default;
    Secret& operator=(Secret const&) = default;
    Secret& operator=(Secret&&) = default;
    ~Secret();

    bool empty() const { return bytes_.empty(); }
    std::string_view use() const { return bytes_; }
    bool equals(std::string_view candidate) const;

    friend std::ostream& operator<<(std::ostream&, Secret const&) = delete;

private:
    std::string bytes_;
};

} // namespace foramen
