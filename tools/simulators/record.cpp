#include "tools/simulators/record.h"

namespace foramen {

namespace {

std::string key_of(std::string_view type, std::string_view rest)
{
    std::string key;
    key.reserve(type.size() + rest.size() + 1);
    return key.append(type).append("/").append(rest);
}

} // namespace

StoredResource* Record::find(std::string_view type, std::string_view id)
{
    auto const found = by_id_.find(key_of(type, id));
    return found == by_id_.end() ? nullptr : found->second;
}

std::vector<StoredResource*> Record::with_identifier(std::string_view type,
                                                     std::string_view identifier) const
{
    auto const found = by_identifier_.find(key_of(type, identifier));
    return found == by_identifier_.end() ? std::vector<StoredResource*>{} : found->second;
}

std::vector<StoredResource const*> Record::all_of(std::string_view type) const
{
    std::vector<StoredResource const*> found;
    for (auto const& one : resources_) {
        if (one.type == type) found.push_back(&one);
    }
    return found;
}

StoredResource& Record::add(std::string type, std::string id)
{
    auto& made = resources_.emplace_back();
    made.type = std::move(type);
    made.id = std::move(id);
    by_id_[key_of(made.type, made.id)] = &made;
    ++types_[made.type];
    return made;
}

bool Record::identify(StoredResource& resource, std::vector<std::string> identifiers)
{
    if (identifiers == resource.identifiers) return false;
    for (auto const& old : resource.identifiers) {
        std::erase(by_identifier_[key_of(resource.type, old)], &resource);
    }
    bool shared = false;
    for (auto const& identifier : identifiers) {
        auto& holders = by_identifier_[key_of(resource.type, identifier)];
        shared = shared || !holders.empty();
        holders.push_back(&resource);
    }
    resource.identifiers = std::move(identifiers);
    return shared;
}

} // namespace foramen
