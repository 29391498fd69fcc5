#include "fhir/validate/walk.h"

#include <algorithm>

namespace fhir::validate {

namespace {

constexpr std::size_t name_bytes_max = 64;

bool looks_like_a_name(std::string_view text)
{
    auto const letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    auto const fits = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
    return !text.empty() && text.size() <= name_bytes_max && letter(text[0]) &&
           std::ranges::all_of(text, fits);
}

std::string shown(std::string_view name)
{
    return std::string{looks_like_a_name(name) ? name : "?"};
}

} // namespace

std::string Place::path() const
{
    // The root is called by its resourceType.
    if (above == nullptr) return element->text.empty() ? "Resource" : shown(element->text);
    auto text = above->path() + ".";
    auto const* const definition = element->definition;
    if (definition == nullptr) return text + shown(element->name);
    text += definition->name;
    if (definition->choice && element->type != nullptr) {
        text += ".ofType(" + std::string{element->type->name} + ")";
    }
    if (definition->list()) text += '[' + std::to_string(index) + ']';
    return text;
}

void Findings::add(Severity severity, std::string_view code, Place const& place, std::string text)
{
    auto const lesser = severity == Severity::warning || severity == Severity::information;
    if (lesser && !takes_warnings()) return;
    // A path costs more than the place that it would not get.
    if ((lesser ? others_ : errors_) > options_.issues_max) return;
    add(severity, code, place.path(), std::move(text));
}

void Findings::add_once(Severity severity, std::string_view code, Place const& place,
                        std::string text)
{
    auto const lesser = severity == Severity::warning || severity == Severity::information;
    if (lesser && !takes_warnings()) return;
    if ((lesser ? others_ : errors_) > options_.issues_max) return;
    auto where = place.path();
    auto const same = [&](Issue const& issue) {
        return issue.text == text && issue.expression == where;
    };
    if (std::ranges::any_of(issues_, same)) return;
    add(severity, code, std::move(where), std::move(text));
}

void Findings::add(Severity severity, std::string_view code, std::string where, std::string text)
{
    auto const lesser = severity == Severity::warning || severity == Severity::information;
    auto& count = lesser ? others_ : errors_;
    if (count < options_.issues_max) {
        issues_.push_back({severity, std::string{code}, std::move(where), std::move(text)});
    } else if (count == options_.issues_max) {
        issues_.push_back({lesser ? Severity::information : Severity::error, "too-costly", "",
                           lesser ? "there are more warnings than are listed"
                                  : "there are more issues than are listed: mend these first"});
    }
    if (count <= options_.issues_max) ++count;
}

} // namespace fhir::validate
