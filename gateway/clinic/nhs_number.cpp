#include "gateway/clinic/nhs_number.h"

#include <algorithm>

namespace foramen {

namespace {

/// Modulus 11 (NHS Data Dictionary, "NHS NUMBER"): weights 10 to 2, a remainder of 10 is no number.
bool has_right_check_digit(std::string_view digits)
{
    int sum = 0;
    for (int i = 0; i < 9; ++i) sum += (digits[static_cast<std::size_t>(i)] - '0') * (10 - i);
    auto const check_digit = (11 - sum % 11) % 11;
    return check_digit == digits[9] - '0';
}

/// 0000000000, 1111111111 … pass modulus 11, but are what people type when they do not know it.
bool is_placeholder(std::string_view digits)
{
    return digits.find_first_not_of(digits[0]) == std::string_view::npos;
}

} // namespace

Result<NhsNumber> NhsNumber::parse(std::string_view text)
{
    auto const is_digit = [](char character) { return character >= '0' && character <= '9'; };
    if (text.size() != 10 || !std::ranges::all_of(text, is_digit)) {
        return incorrect("not an NHS number: write its ten digits without spaces");
    }
    if (!has_right_check_digit(text)) {
        return incorrect("not an NHS number: its check digit is wrong; compare it with the "
                         "patient's papers");
    }
    if (is_placeholder(text)) {
        return incorrect("not an NHS number but a placeholder: leave it out when it is not known");
    }
    return NhsNumber{std::string{text}};
}

} // namespace foramen
