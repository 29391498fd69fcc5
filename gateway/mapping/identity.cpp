#include "gateway/mapping/identity.h"

#include "gateway/base/random.h"

#include <algorithm>
#include <array>

namespace foramen {

namespace {

constexpr std::string_view own_systems = "urn:foramen:";

/// What a query may hold as it is (RFC 3986, section 3.4), without what means something in it.
constexpr std::string_view plain =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/";
/// What parts a search value: https://hl7.org/fhir/R4/search.html#escaping.
constexpr std::string_view search_signs = "\\,$|";

constexpr auto is_plain = [] {
    std::array<bool, 256> table{};
    for (auto const character : plain) table[static_cast<unsigned char>(character)] = true;
    return table;
}();

void append_percent(std::string& query, char character)
{
    static constexpr std::string_view digits = "0123456789ABCDEF";
    auto const byte = static_cast<unsigned char>(character);
    query.append({'%', digits[byte >> 4U], digits[byte & 0xFU]});
}

/// What separates parts of a search value is escaped first, then what separates parts of a URL.
void append_escaped(std::string& query, std::string_view text)
{
    std::size_t copied = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (is_plain[static_cast<unsigned char>(text[at])]) continue;
        query.append(text.substr(copied, at - copied));
        copied = at + 1;
        if (search_signs.find(text[at]) != std::string_view::npos) append_percent(query, '\\');
        append_percent(query, text[at]);
    }
    query.append(text.substr(copied));
}

} // namespace

std::vector<ResourceIdentifier> identities(fhir::Element const& resource)
{
    std::vector<ResourceIdentifier> known;
    known.reserve(4); // Few have more.
    // A masterIdentifier names one version; what a resource is known by for ever comes first.
    for (std::string_view const name : {"identifier", "masterIdentifier"}) {
        for (auto const* one = resource.first; one != nullptr; one = one->next) {
            if (one->name != name) continue;
            ResourceIdentifier const found{one->value("system"), one->value("value")};
            if (!found.system.empty() && !found.value.empty()) known.push_back(found);
        }
    }
    return known;
}

std::string identity_uuid(std::string_view type, std::vector<ResourceIdentifier> const& known)
{
    auto const own = std::ranges::find_if(
        known, [](ResourceIdentifier const& one) { return one.system.starts_with(own_systems); });
    auto const& chosen = own == known.end() ? known.front() : *own;
    std::string name;
    name.reserve(type.size() + chosen.system.size() + chosen.value.size() + 2);
    name.append(type).append("|").append(chosen.system).append("|").append(chosen.value);
    return name_uuid(name);
}

std::string approval_task_id(std::string_view booking_id, unsigned number)
{
    auto const value = std::string{booking_id} + "/" + std::to_string(number);
    return identity_uuid("Task", {{"urn:foramen:approval-request", value}});
}

std::string identity_query(ResourceIdentifier const& identity)
{
    std::string query{"identifier="};
    append_escaped(query, identity.system);
    query += '|';
    append_escaped(query, identity.value);
    return query;
}

} // namespace foramen
