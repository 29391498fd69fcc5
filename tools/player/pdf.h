// Why this file exists: reports carry a PDF, and an invented one must open like a real one.
#pragma once

#include <string>
#include <vector>

namespace foramen {

/// One page A4 in Helvetica, PDF 1.4 with a right cross-reference table. Lines are ASCII.
std::string make_pdf(std::vector<std::string> const& lines);

} // namespace foramen
