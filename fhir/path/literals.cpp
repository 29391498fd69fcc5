#include "fhir/path/literals.h"

#include "fhir/path/decimal.h"
#include "fhir/path/system_types.h"
#include "fhir/path/temporal.h"

namespace fhir::path {

namespace {

std::string_view keep(Node& node, std::string_view text)
{
    node.literal_texts.push_back(std::make_unique<std::string>(text));
    return *node.literal_texts.back();
}

void set(Node& node, Kind kind, Type const& type, std::string_view text)
{
    node.literal.kind = kind;
    node.literal.type = &type;
    node.literal.text = keep(node, text);
    node.type = &type;
}

void add_child(Node& node, std::string_view name, Kind kind, Type const& type,
               std::string_view text)
{
    auto child = std::make_unique<Element>();
    child->name = name;
    child->kind = kind;
    child->type = &type;
    child->text = keep(node, text);
    if (node.literal.first == nullptr) node.literal.first = child.get();
    else node.literal.last->next = child.get();
    node.literal.last = child.get();
    node.literal_children.push_back(std::move(child));
}

std::optional<std::string> set_number(Node& node, std::string const& text)
{
    auto const value = parse_decimal(text);
    if (!value) return "this number has too many digits";
    if (text.find('.') != std::string::npos) {
        set(node, Kind::number, system::decimal(), text);
        return {};
    }
    // A minus sign is an operator, so its operand may be one more than the largest integer.
    if (!fits_integer(*value) && value->digits != 2'147'483'648LL) {
        return "an integer has at most 32 bits; write a decimal";
    }
    set(node, Kind::number, system::integer(), to_text(*value));
    return {};
}

} // namespace

bool is_calendar_unit(std::string_view word)
{
    return word.size() > 2 && time_unit(word).has_value() && word != "min";
}

void set_string(Node& node, std::string_view text)
{
    set(node, Kind::string, system::string(), text);
}

void set_quantity(Node& node, std::string_view number, std::string_view unit)
{
    node.literal.kind = Kind::complex;
    node.literal.type = &system::quantity();
    node.type = &system::quantity();
    add_child(node, "value", Kind::number, system::decimal(), number);
    add_child(node, "unit", Kind::string, system::string(), unit);
}

std::optional<std::string> set_literal(Node& node, Token const& written)
{
    auto const temporal = [&](TemporalKind kind, Type const& type) -> std::optional<std::string> {
        if (!parse_temporal(written.text, kind)) return "there is no such date or time";
        set(node, Kind::string, type,
            kind == TemporalKind::time ? written.text.substr(1) : written.text);
        return {};
    };
    switch (written.kind) {
    case TokenKind::number: return set_number(node, written.text);
    case TokenKind::date: return temporal(TemporalKind::date, system::date());
    case TokenKind::date_time: return temporal(TemporalKind::date_time, system::date_time());
    case TokenKind::time: return temporal(TemporalKind::time, system::time());
    case TokenKind::identifier:
        set(node, Kind::boolean, system::boolean(), written.text);
        return {};
    default: set_string(node, written.text); return {};
    }
}

} // namespace fhir::path
