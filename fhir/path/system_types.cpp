#include "fhir/path/system_types.h"

#include <array>

namespace fhir::path {

namespace system {

namespace {
Type named(std::string_view name, std::string_view url)
{
    Type type;
    type.name = name;
    type.url = url;
    type.kind = TypeKind::primitive;
    return type;
}
} // namespace

Type const& boolean()
{
    static auto const type = named("Boolean", "http://hl7.org/fhirpath/System.Boolean");
    return type;
}
Type const& string()
{
    static auto const type = named("String", "http://hl7.org/fhirpath/System.String");
    return type;
}
Type const& integer()
{
    static auto const type = named("Integer", "http://hl7.org/fhirpath/System.Integer");
    return type;
}
Type const& decimal()
{
    static auto const type = named("Decimal", "http://hl7.org/fhirpath/System.Decimal");
    return type;
}
Type const& date()
{
    static auto const type = named("Date", "http://hl7.org/fhirpath/System.Date");
    return type;
}
Type const& date_time()
{
    static auto const type = named("DateTime", "http://hl7.org/fhirpath/System.DateTime");
    return type;
}
Type const& time()
{
    static auto const type = named("Time", "http://hl7.org/fhirpath/System.Time");
    return type;
}
Type const& quantity()
{
    static auto const type = named("Quantity", "http://hl7.org/fhirpath/System.Quantity");
    return type;
}

Type const* type(std::string_view name)
{
    std::array const all{&boolean(), &string(),    &integer(), &decimal(),
                         &date(),    &date_time(), &time(),    &quantity()};
    for (auto const* one : all) {
        if (one->name == name) return one;
    }
    return nullptr;
}

bool is_system(Type const& type) { return type.url.starts_with("http://hl7.org/fhirpath/System."); }

} // namespace system

namespace {

Value number_value(std::string_view text)
{
    return text.find_first_of(".eE") == std::string_view::npos ? Value::integer : Value::decimal;
}

/// Text whose type is not "string": only dates and times are more than text.
Value text_value(std::string_view type)
{
    switch (type.size()) {
    case 4:
        if (type == "date" || type == "Date") return Value::date;
        if (type == "time" || type == "Time") return Value::time;
        break;
    case 7:
        if (type == "instant") return Value::date_time;
        break;
    case 8:
        if (type == "dateTime" || type == "DateTime") return Value::date_time;
        break;
    default: break;
    }
    return Value::string;
}

bool is_integer_type(std::string_view name)
{
    return name == "Integer" || name == "integer" || name == "positiveInt" || name == "unsignedInt";
}

} // namespace

Value value_of(Element const& element)
{
    auto const* const type = element.type;
    switch (element.kind) {
    case Kind::boolean: return Value::boolean;
    case Kind::string: return type == nullptr ? Value::string : text_value(type->name);
    case Kind::number:
        if (type == nullptr) return number_value(element.text);
        if (type->name == "decimal" || type->name == "Decimal") return Value::decimal;
        return is_integer_type(type->name) ? Value::integer : number_value(element.text);
    case Kind::none: return Value::none;
    case Kind::complex:
        if (type != nullptr && type->is_a("Quantity")) return Value::quantity;
        return Value::none;
    }
    return Value::none;
}

Type const* system_type(Type const& type)
{
    if (system::is_system(type)) return &type;
    if (type.kind != TypeKind::primitive) return nullptr;
    if (type.name == "boolean") return &system::boolean();
    if (type.name == "decimal") return &system::decimal();
    if (is_integer_type(type.name)) return &system::integer();
    switch (text_value(type.name)) {
    case Value::date: return &system::date();
    case Value::date_time: return &system::date_time();
    case Value::time: return &system::time();
    default: return &system::string();
    }
}

} // namespace fhir::path
