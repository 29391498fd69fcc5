// Why this file exists: a wrong digit is another patient.
#pragma once

#include "gateway/base/result.h"

#include <string>
#include <string_view>

namespace foramen {

/// An NHS number that passed its own check digit (modulus 11, NHS Data Dictionary). There is no
/// other way to hold one.
class NhsNumber {
public:
    /// Ten digits without spaces. Error: incorrect; the text does not repeat the digits.
    static Result<NhsNumber> parse(std::string_view text);
    std::string const& digits() const { return digits_; }
    bool operator==(NhsNumber const&) const = default;

private:
    explicit NhsNumber(std::string digits) : digits_{std::move(digits)} {}
    std::string digits_;
};

} // namespace foramen
