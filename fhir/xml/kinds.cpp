#include "fhir/xml/kinds.h"

namespace fhir::xml {

namespace {

/// A JSON number from left to right (RFC 8259 section 6).
class Number {
public:
    explicit Number(std::string_view text) : left_{text} {}

    bool is_whole()
    {
        take('-');
        if (!take('0') && !digits()) return false;
        if (take('.') && !digits()) return false;
        if (take('e') || take('E')) {
            if (!take('+')) take('-');
            if (!digits()) return false;
        }
        return left_.empty();
    }

private:
    bool take(char wanted)
    {
        if (!left_.starts_with(wanted)) return false;
        left_.remove_prefix(1);
        return true;
    }
    bool digits()
    {
        auto const before = left_.size();
        while (!left_.empty() && left_.front() >= '0' && left_.front() <= '9') {
            left_.remove_prefix(1);
        }
        return left_.size() != before;
    }

    std::string_view left_;
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
    if (kind == Kind::number && !Number{text}.is_whole()) {
        return "a number is needed here, with a point and no blanks: 1.50";
    }
    return nullptr;
}

} // namespace fhir::xml
