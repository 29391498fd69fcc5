#include "gateway/mapping/identity.h"

#include "gateway/base/random.h"

#include <algorithm>

namespace foramen {

namespace {

constexpr std::string_view own_systems = "urn:foramen:";

bool is_plain(char character)
{
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') ||
           std::string_view{"-._~:/"}.find(character) != std::string_view::npos;
}

void append_percent(std::string& query, char character)
{
    static constexpr std::string_view digits = "0123456789ABCDEF";
    auto const byte = static_cast<unsigned char>(character);
    query.append({'%', digits[byte >> 4U], digits[byte & 0xFU]});
}

/// What separates parts of a search value is escaped first, then what separates parts of a URL.
void append_escaped(std::string& query, std::string_view text)
{
    for (auto const character : text) {
        if (std::string_view{"\\,$|"}.find(character) != std::string_view::npos) {
            append_percent(query, '\\');
        }
        if (is_plain(character)) query += character;
        else append_percent(query, character);
    }
}

} // namespace

std::vector<Identity> identities(fhir::Element const& resource)
{
    std::vector<Identity> known;
    // A masterIdentifier names one version; what a resource is known by for ever comes first.
    for (std::string_view const name : {"identifier", "masterIdentifier"}) {
        for (auto const* one = resource.first; one != nullptr; one = one->next) {
            if (one->name != name) continue;
            Identity const found{one->value("system"), one->value("value")};
            if (!found.system.empty() && !found.value.empty()) known.push_back(found);
        }
    }
    return known;
}

std::string identity_uuid(std::string_view type, std::vector<Identity> const& known)
{
    auto const own = std::ranges::find_if(
        known, [](Identity const& one) { return one.system.starts_with(own_systems); });
    auto const& chosen = own == known.end() ? known.front() : *own;
    std::string name{type};
    name.append("|").append(chosen.system).append("|").append(chosen.value);
    return name_uuid(name);
}

std::string identity_query(Identity const& identity)
{
    std::string query{"identifier="};
    append_escaped(query, identity.system);
    query += '|';
    append_escaped(query, identity.value);
    return query;
}

} // namespace foramen
