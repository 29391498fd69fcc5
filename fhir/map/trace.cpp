// Why this file exists: "why is this value here": which rule made which element of the result.
#include "fhir/map/engine.h"

namespace fhir::map {

void Engine::note(Target const& target, Element const& made)
{
    if (settings_.trace != nullptr) made_.emplace(&made, Made{group_, rule_, &target.place});
}

namespace {

/// Visits all elements with their paths, "Bundle.entry[0].resource.status".
template <class Visit> void walk(Element const& parent, std::string& path, Visit const& visit)
{
    std::string_view name;
    std::size_t index = 0;
    for (auto const* one = parent.first; one != nullptr; one = one->next) {
        index = one->name == name ? index + 1 : 0;
        name = one->name;
        auto const size = path.size();
        path.append(".").append(name);
        if (one->listed) path.append("[").append(std::to_string(index)).append("]");
        visit(*one, path);
        walk(*one, path, visit);
        path.resize(size);
    }
}

} // namespace

void Engine::tell()
{
    std::string path{tree_.root().text};
    walk(tree_.root(), path, [&](Element const& element, std::string const& where) {
        auto const found = made_.find(&element);
        if (found == made_.end()) return;
        auto const& by = found->second;
        settings_.trace->push_back({*by.place, by.rule->name, where, by.group->name});
    });
}

} // namespace fhir::map
