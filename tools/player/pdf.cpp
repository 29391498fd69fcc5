#include "tools/player/pdf.h"

#include <array>
#include <cstdio>

namespace foramen {

namespace {

/// Parentheses and backslashes are special in a PDF string (ISO 32000-1, 7.3.4.2).
std::string escaped(std::string const& line)
{
    std::string text;
    for (char const c : line) {
        if (c == '(' || c == ')' || c == '\\') text += '\\';
        text += c;
    }
    return text;
}

std::string page_content(std::vector<std::string> const& lines)
{
    std::string content = "BT /F1 12 Tf 72 770 Td 16 TL\n";
    for (auto const& line : lines) content += "(" + escaped(line) + ") Tj T*\n";
    return content + "ET\n";
}

} // namespace

std::string make_pdf(std::vector<std::string> const& lines)
{
    auto const content = page_content(lines);
    std::array<std::string, 5> const objects{
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F1 5 0 R>>>>>>",
        "<</Length " + std::to_string(content.size()) + ">>\nstream\n" + content + "endstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    };
    std::string pdf = "%PDF-1.4\n";
    std::string table = "0000000000 65535 f \n";
    for (std::size_t i = 0; i < objects.size(); ++i) {
        std::array<char, 24> entry{};
        std::snprintf(entry.data(), entry.size(), "%010zu 00000 n \n", pdf.size());
        table += entry.data();
        pdf += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    auto const table_at = std::to_string(pdf.size());
    auto const count = std::to_string(objects.size() + 1);
    pdf += "xref\n0 " + count + "\n" + table;
    pdf += "trailer\n<</Size " + count + "/Root 1 0 R>>\nstartxref\n" + table_at + "\n%%EOF\n";
    return pdf;
}

} // namespace foramen
