// Why this file exists: keys and tokens leave memory when they are no longer needed.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

namespace foramen {

/// A key, token or password. Does not print, wipes itself, compares in constant time. What is
/// moved from or assigned over is wiped too: a short string keeps its bytes otherwise.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string bytes);
    Secret(Secret const&) = default;
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret const& other);
    Secret& operator=(Secret&& other) noexcept;
    ~Secret();

    bool empty() const { return bytes_.empty(); }
    std::string_view use() const { return bytes_; }
    bool equals(std::string_view candidate) const;

    friend std::ostream& operator<<(std::ostream&, Secret const&) = delete;

private:
    std::string bytes_;
};

} // namespace foramen
