#include "fhir/xml/kinds.h"

namespace fhir::xml {

namespace {

/// No double is longer before its point, and a JSON reader may refuse what no double holds.
constexpr std::size_t magnitude_max = 308;

/// A JSON number from left to right (RFC 8259 section 6).
class Number {
public:
    explicit Number(std::string_view text) : left_{text} {}

    bool is_whole()
    {
        take('-');
        magnitude_ = take('0') ? 1 : digits().size();
        if (magnitude_ == 0) return false;
        if (take('.') && digits().empty()) return false;
        if (take('e') || take('E')) {
            auto const negative = !take('+') && take('-');
            auto const exponent = digits();
            if (exponent.empty()) return false;
            if (!negative) magnitude_ += value_of(exponent);
        }
        return left_.empty();
    }
    bool is_too_large() const { return magnitude_ > magnitude_max; }

private:
    bool take(char wanted)
    {
        if (!left_.starts_with(wanted)) return false;
        left_.remove_prefix(1);
        return true;
    }
    std::string_view digits()
    {
        std::size_t count = 0;
        while (count < left_.size() && left_[count] >= '0' && left_[count] <= '9') ++count;
        auto const found = left_.substr(0, count);
        left_.remove_prefix(count);
        return found;
    }
    static std::size_t value_of(std::string_view digits)
    {
        std::size_t value = 0;
        for (auto const c : digits) {
            value = value * 10 + static_cast<std::size_t>(c - '0');
            if (value > magnitude_max) break;
        }
        return value;
    }

    std::string_view left_;
    std::size_t magnitude_ = 0; ///< Digits before the point, the exponent applied.
};

} // namespace

Kind kind_of(Type const& type)
{
    if (type.kind != TypeKind::primitive) return Kind::complex;
    if (type.name == "string" || type.name == "code" || type.name == "uri") return Kind::string;
    if (type.name == "boolean") return Kind::boolean;
    return type.is_a("integer") || type.is_a("decimal") ? Kind::number : Kind::string;
}

char const* misfit(Kind kind, std::string_view text)
{
    if (kind == Kind::boolean && text != "true" && text != "false") {
        return "a boolean is needed here: true or false";
    }
    if (kind != Kind::number) return nullptr;
    Number number{text};
    if (!number.is_whole()) return "a number is needed here, with a point and no blanks: 1.50";
    if (number.is_too_large()) return "this number is too large";
    return nullptr;
}

} // namespace fhir::xml
