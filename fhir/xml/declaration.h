// Why this file exists: only UTF-8 is read; whoever sends something else is told what it seems to
// be. https://www.w3.org/TR/xml/#sec-prolog-dtd, #sec-guessing
#pragma once

#include <cstddef>
#include <string_view>

namespace fhir::xml {

struct Declaration {
    std::size_t length = 0;      ///< Of the byte order mark and the XML declaration.
    char const* wrong = nullptr; ///< Says what is wrong at `length`.
};

Declaration read_declaration(std::string_view text);

} // namespace fhir::xml
