// Why this file exists: reads the path of a discriminator, the simple FHIRPath that slices are
// told apart by. https://hl7.org/fhir/R4/profiling.html#discriminator
#include "fhir/validate/profile.h"

#include <algorithm>

namespace fhir::validate {

namespace {

/// The text up to the next dot that is not inside parentheses or quotes; takes both away.
std::string_view take_step(std::string_view& path)
{
    auto depth = 0;
    auto quoted = false;
    std::size_t at = 0;
    for (; at < path.size(); ++at) {
        auto const c = path[at];
        if (c == '\'') quoted = !quoted;
        else if (!quoted && c == '(') ++depth;
        else if (!quoted && c == ')') --depth;
        else if (!quoted && depth == 0 && c == '.') break;
    }
    auto const step = path.substr(0, at);
    path.remove_prefix(std::min(at + 1, path.size()));
    return step;
}

bool is_name(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
}

/// What stands between `head` and ")", without quotes; empty where the step is another.
std::string_view argument(std::string_view step, std::string_view head)
{
    if (!step.starts_with(head) || !step.ends_with(')')) return {};
    step.remove_prefix(head.size());
    step.remove_suffix(1);
    if (step.size() > 2 && step.front() == '\'' && step.back() == '\'') {
        step = step.substr(1, step.size() - 2);
    }
    return step;
}

std::optional<PathStep> read_step(std::string_view step)
{
    using enum PathStep::Kind;
    if (step == "resolve()") return PathStep{resolve, {}};
    if (auto const url = argument(step, "extension("); !url.empty())
        return PathStep{extension, url};
    for (auto const* head : {"ofType(", "as("}) {
        if (auto const type = argument(step, head); is_name(type)) return PathStep{of_type, type};
    }
    // Some write value[x] where FHIRPath says value.
    if (step.ends_with("[x]")) step.remove_suffix(3);
    if (is_name(step)) return PathStep{child, step};
    return {};
}

} // namespace

std::optional<std::vector<PathStep>> parse_discriminator(std::string_view path)
{
    std::vector<PathStep> steps;
    while (!path.empty()) {
        auto const text = take_step(path);
        if (text == "$this" && steps.empty()) continue;
        auto const step = read_step(text);
        if (!step) return {};
        steps.push_back(*step);
    }
    return steps;
}

} // namespace fhir::validate
