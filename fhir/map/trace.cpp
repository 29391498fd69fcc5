// Why this file exists: "why is this value here": which rule made which element of the result.
#include "fhir/map/engine.h"

namespace fhir::map {

void Engine::note(Target const& target, Element const& made)
{
    if (settings_.trace == nullptr) return;
    made_.insert_or_assign(&made, Made{group_, rule_, &target.place});
}

namespace {

/// Visits all elements with their paths, "Bundle.entry[0].resource.status". What `visit` gives for
/// an element it gets again for those inside.
template <class From, class Visit>
void walk(Element const& parent, std::string& path, From const* from, Visit const& visit)
{
    std::string_view name;
    std::size_t index = 0;
    for (auto const* one = parent.first; one != nullptr; one = one->next) {
        index = one->name == name ? index + 1 : 0;
        name = one->name;
        auto const size = path.size();
        path.append(".").append(name);
        if (one->listed) path.append("[").append(std::to_string(index)).append("]");
        walk(*one, path, visit(*one, path, from), visit);
        path.resize(size);
    }
}

} // namespace

/// What a rule made, and each value in what it made: the parts of cc() and of a copy.
void Engine::tell()
{
    std::string path{tree_.root().text};
    Made const* const nobody = nullptr;
    walk(tree_.root(), path, nobody,
         [&](Element const& element, std::string const& where, Made const* from) {
             auto const found = made_.find(&element);
             if (found != made_.end()) from = &found->second;
             bool const is_told = found != made_.end() || element.is_primitive();
             if (from != nullptr && is_told) {
                 settings_.trace->push_back(
                     {*from->place, from->rule->name, where, from->group->name});
             }
             return from;
         });
}

} // namespace fhir::map
