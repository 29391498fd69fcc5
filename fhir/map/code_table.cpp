#include "fhir/map/code_table.h"

#include "fhir/json/json.h"
#include "fhir/map/reader.h"

#include <algorithm>

namespace fhir::map {

namespace {

/// Our mark for a row whose code no terminologist has confirmed; see README.md.
constexpr std::string_view unverified_url = "urn:foramen:unverified";

/// Tables that send a code from one to the next.
constexpr unsigned chain_max = 8;

bool is_unverified(Element const& target)
{
    for (auto const* one = target.first; one != nullptr; one = one->next) {
        if (one->name == "extension" && one->value("url") == unverified_url &&
            one->value("valueBoolean") == "true") {
            return true;
        }
    }
    return false;
}

bool is_no_match(Element const& target)
{
    auto const relation = target.value("equivalence");
    return relation == "unmatched" || relation == "disjoint";
}

/// The first proven code; without one the first text; else nothing.
Translation choose(Element const& element, std::string_view system)
{
    Translation text_only;
    for (auto const* one = element.first; one != nullptr; one = one->next) {
        if (one->name != "target") continue;
        auto const code = one->value("code");
        auto const display = one->value("display");
        if (!code.empty() && !is_no_match(*one) && !is_unverified(*one)) {
            return {std::string{system}, std::string{code}, std::string{display}};
        }
        if (text_only.display.empty()) text_only.display = display;
    }
    return text_only;
}

} // namespace

CodeTable::Group& CodeTable::group(std::string_view source)
{
    auto const found = std::ranges::find(groups_, source, &Group::source);
    if (found != groups_.end()) return *found;
    groups_.emplace_back();
    groups_.back().source = source;
    return groups_.back();
}

void CodeTable::read_group(Element const& from, std::string_view file, Issues& issues)
{
    auto const refuse = [&](std::string why) {
        issues.push_back({Severity::error, "invalid", std::string{file}, std::move(why)});
    };
    auto& made = group(from.value("source"));
    auto const target_system = from.value("target");
    for (auto const* one = from.first; one != nullptr; one = one->next) {
        if (one->name != "element") continue;
        auto const code = one->value("code");
        if (code.empty()) refuse("an element of this table has no code");
        auto const row = made.rows.emplace(code, choose(*one, target_system));
        if (!row.second) refuse("code '" + std::string{code} + "' stands twice in this table");
    }
    auto const* const unmapped = from.child("unmapped");
    if (unmapped == nullptr) return;
    auto const mode = unmapped->value("mode");
    made.other.system = target_system;
    if (mode == "provided") {
        made.unmapped = Unmapped::provided;
    } else if (mode == "fixed") {
        made.unmapped = Unmapped::fixed;
        made.other.code = unmapped->value("code");
        made.other.display = unmapped->value("display");
    } else if (mode == "other-map" && !unmapped->value("url").empty()) {
        made.unmapped = Unmapped::other_map;
        made.other.system = unmapped->value("url");
    } else {
        refuse("unmapped.mode is 'provided', 'fixed' or 'other-map' with a url");
    }
}

Parsed<CodeTable> CodeTable::read(SourceFile const& file)
{
    auto tree = json::read(file.text);
    if (!tree) {
        auto issues = tree.issues();
        for (auto& one : issues) one.expression = file.name + ":" + one.expression;
        return issues;
    }
    auto const& root = tree->root();
    auto const url = root.value("url");
    if (root.text != "ConceptMap" || url.empty()) {
        return Issue{Severity::error, "invalid", file.name, "this is no ConceptMap with a url"};
    }
    return read(root, std::string{url}, file.name);
}

Parsed<CodeTable> CodeTable::read(Element const& root, std::string url, std::string_view file)
{
    CodeTable made{std::move(url)};
    Issues issues;
    for (auto const* one = root.first; one != nullptr; one = one->next) {
        if (one->name == "group") made.read_group(*one, file, issues);
    }
    if (!issues.empty()) return issues;
    return made;
}

Parsed<CodeTable> CodeTable::make(MapSyntax const& map, CodeTableSyntax const& written)
{
    CodeTable made{map.url.text + written.id.text};
    for (auto const& row : written.rows) {
        Translation translation;
        if (row.relation != "!=" && row.relation != "--")
            translation = {row.target_system, row.target_code, {}};
        auto& rows = made.group(row.source_system).rows;
        if (!rows.emplace(row.source_code, std::move(translation)).second) {
            return Issue{Severity::error, "invalid",
                         map.file + ":" + map.places.of(map.text, written.id.at),
                         "code '" + row.source_code + "' stands twice in this table"};
        }
    }
    for (auto const& system : written.provided) {
        auto& group = made.group(system);
        group.unmapped = Unmapped::provided;
        group.other.system = system;
    }
    return made;
}

std::optional<CodeTable::Answer> CodeTable::find(std::string_view system, std::string_view code,
                                                 unsigned depth) const
{
    for (auto const& one : groups_) {
        if (!system.empty() && !one.source.empty() && one.source != system) continue;
        auto const found = one.rows.find(code);
        if (found != one.rows.end()) return Answer{&found->second, false};
    }
    for (auto const& one : groups_) {
        if (!system.empty() && !one.source.empty() && one.source != system) continue;
        if (one.unmapped == Unmapped::refused) continue;
        if (one.unmapped == Unmapped::other_map) {
            if (one.next == nullptr || depth == chain_max) continue;
            if (auto const found = one.next->find(system, code, depth + 1)) return found;
            continue;
        }
        return Answer{&one.other, one.unmapped == Unmapped::provided};
    }
    return {};
}

} // namespace fhir::map
