// Why this file exists: written values become elements once, when an expression is compiled.
#pragma once

#include "fhir/path/lexer.h"
#include "fhir/path/node.h"

#include <optional>
#include <string>

namespace fhir::path {

/// Gives `node` its literal; else says what is wrong with it.
std::optional<std::string> set_literal(Node& node, Token const& written);
void set_quantity(Node& node, std::string_view number, std::string_view unit);
void set_string(Node& node, std::string_view text);

bool is_calendar_unit(std::string_view word);

} // namespace fhir::path
