#include "fhir/package/registry.h"

#include "fhir/definitions/definitions.h"
#include "fhir/json/json.h"

#include <algorithm>
#include <charconv>

namespace fhir::package {

namespace {

std::string_view take_part(std::string_view& version)
{
    auto const end = std::min(version.find_first_of(".-+"), version.size());
    auto const part = version.substr(0, end);
    version.remove_prefix(std::min(end + 1, version.size()));
    return part;
}

/// "4.0" means 4.0.1, not 4.01.
bool begins_with_version(std::string_view version, std::string_view wanted)
{
    return version == wanted ||
           (version.starts_with(wanted) && version.substr(wanted.size()).starts_with("."));
}

} // namespace

bool is_lower_version(std::string_view a, std::string_view b)
{
    while (!a.empty() || !b.empty()) {
        auto const left = take_part(a);
        auto const right = take_part(b);
        unsigned long left_number = 0;
        unsigned long right_number = 0;
        auto const is_number = [](std::string_view text, unsigned long& number) {
            auto const* const end = text.data() + text.size();
            auto const [at, error] = std::from_chars(text.data(), end, number);
            return error == std::errc{} && at == end;
        };
        auto const numbers = is_number(left, left_number) && is_number(right, right_number);
        if (numbers && left_number != right_number) return left_number < right_number;
        if (!numbers && left != right) return left < right;
    }
    return false;
}

Registry::Registry() : core_{core_entries()}
{
    newest_.reserve(core_.size() * 2);
    for (auto const& entry : core_) {
        auto& made = resources_.emplace_back();
        made.type = entry.type;
        made.url = entry.url;
        made.version = entry.version;
        made.core = &entry;
        insert(made);
    }
}

void Registry::add(Tree tree)
{
    auto& made = resources_.emplace_back();
    made.tree = std::move(tree);
    auto& root = made.tree->root();
    made.type = root.text;
    made.url = root.value("url");
    made.version = root.value("version");
    if (auto const* const type = r4().type(root.text); type != nullptr) bind(root, *type, r4());
    insert(made);
    added_.push_back(&made);
}

/// Newest first; of two with one version the one that came last.
void Registry::insert(Resource& resource)
{
    auto** place = &newest_[resource.url];
    while (*place != nullptr && is_lower_version(resource.version, (*place)->version)) {
        place = &(*place)->older;
    }
    resource.older = *place;
    *place = &resource;
}

Resource* Registry::find(std::string_view canonical)
{
    canonical = canonical.substr(0, canonical.find('#'));
    auto const bar = canonical.find('|');
    auto const found = newest_.find(canonical.substr(0, bar));
    auto* one = found == newest_.end() ? nullptr : found->second;
    if (bar == std::string_view::npos) return one;
    auto const version = canonical.substr(bar + 1);
    while (one != nullptr && !begins_with_version(one->version, version)) one = one->older;
    return one;
}

Element const* Registry::open(Resource& resource)
{
    if (!resource.tree) {
        auto read = json::read(resource.core->text());
        if (!read) return nullptr;
        resource.tree = *std::move(read);
        auto& root = resource.tree->root();
        if (auto const* const type = r4().type(root.text); type != nullptr) {
            bind(root, *type, r4());
        }
    }
    return &resource.tree->root();
}

std::vector<Resource*> Registry::all()
{
    std::vector<Resource*> found;
    for (auto& one : resources_) found.push_back(&one);
    return found;
}

} // namespace fhir::package
