#include "fhir/path/functions.h"

#include <algorithm>
#include <array>

namespace fhir::path {

Items Call::items(std::size_t index) const
{
    Items result;
    run.collect(argument(index), frame, result);
    return result;
}

Item Call::value(std::size_t index) const
{
    auto const result = items(index);
    return run.failed() ? nullptr : single(result, argument(index), run);
}

std::optional<std::string_view> Call::text(std::size_t index) const
{
    auto const* const item = value(index);
    if (item == nullptr) return {};
    if (item->kind != Kind::string) {
        run.fail(argument(index), "exception", std::string{node.text} + "() wants a string here");
        return {};
    }
    return item->text;
}

std::optional<std::int64_t> Call::integer(std::size_t index) const
{
    auto const* const item = value(index);
    if (item == nullptr) return {};
    auto const number = number_of(*item);
    if (!number || !fits_integer(*number)) {
        run.fail(argument(index), "exception", std::string{node.text} + "() wants an integer here");
        return {};
    }
    return static_cast<std::int64_t>(number->digits);
}

std::optional<std::string_view> Call::one_text() const
{
    auto const* const item = one();
    if (item == nullptr || item->kind == Kind::none) return {};
    if (item->kind != Kind::string) {
        refuse(std::string{node.text} + "() works on a string");
        return {};
    }
    return item->text;
}

std::array<std::span<Function const>, 12> all_functions()
{
    return {existence_functions(),  filter_functions(),    text_functions(),
            conversion_functions(), number_functions(),    tree_functions(),
            encoding_functions(),   reference_functions(), definition_functions(),
            boundary_functions(),   sort_functions(),      component_functions()};
}

Function const* find_function(std::string_view name)
{
    for (auto const group : all_functions()) {
        auto const found = std::ranges::find(group, name, &Function::name);
        if (found != group.end()) return &*found;
    }
    return nullptr;
}

bool is_planned_function(std::string_view name)
{
    // Of later versions of the language (N1 ends at 2.0).
    constexpr std::array planned{"defineVariable"};
    return std::ranges::find(planned, name) != planned.end();
}

} // namespace fhir::path
