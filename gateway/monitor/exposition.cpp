#include "gateway/monitor/exposition.h"

#include <array>
#include <charconv>
#include <cmath>

namespace foramen {

namespace {

void append_escaped(std::string& out, std::string_view value)
{
    for (char const character : value) {
        if (character == '\\') out += "\\\\";
        else if (character == '"') out += "\\\"";
        else if (character == '\n') out += "\\n";
        else out += character;
    }
}

} // namespace

std::string metric_number(double value)
{
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    std::array<char, 32> text{};
    auto const written = std::to_chars(text.data(), text.data() + text.size(), value);
    return {text.data(), written.ptr};
}

void Exposition::family(std::string_view name, std::string_view type, std::string_view help)
{
    name_ = name;
    text_.append("# HELP ").append(name).append(" ").append(help).append("\n");
    text_.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void Exposition::sample(MetricLabels const& labels, double value, std::string_view suffix)
{
    line(labels, metric_number(value), suffix);
}

void Exposition::line(MetricLabels const& labels, std::string_view value, std::string_view suffix)
{
    text_.append(name_).append(suffix);
    char separator = '{';
    for (auto const& [name, text] : labels) {
        text_ += separator;
        text_.append(name).append("=\"");
        append_escaped(text_, text);
        text_ += '"';
        separator = ',';
    }
    if (!labels.empty()) text_ += '}';
    text_.append(" ").append(value).append("\n");
}

} // namespace foramen
