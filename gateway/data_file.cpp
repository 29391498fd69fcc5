#include "gateway/data_file.h"

#include "gateway/hl7v2/json_file.h"

namespace foramen {

namespace {

namespace fs = std::filesystem;

/// "booking.map" stands in the folder itself, "facts.schema.json" and "sides.json" below it.
fs::path place_below(fs::path const& mappings_folder, std::string_view name)
{
    if (name.find('/') != name.npos) return name;
    if (name.ends_with(".schema.json")) return mappings_folder / "models" / name;
    if (name.ends_with(".json")) return mappings_folder / "codes" / name;
    return mappings_folder / name;
}

/// A field "/patient/name" of a model is described at "/properties/patient/properties/name".
std::string described_at(std::string_view field)
{
    std::string pointer;
    for (auto const letter : field) pointer += letter == '/' ? "/properties/" : std::string{letter};
    return pointer;
}

} // namespace

SettingsFault located(fs::path const& file, Fault const& fault)
{
    SettingsFault made{file, 0, fault.text};
    if (!fault.pointer.empty()) made.text = fault.pointer + ": " + fault.text;
    auto const text = read_file(file);
    if (!text) return made;
    hl7v2::JsonFile json;
    auto const broken = json.read(*text);
    made.line = broken.empty() ? json.line_of(fault.pointer) : broken.front().line;
    return made;
}

SettingsFault located(fs::path const& mappings_folder, fhir::Issue const& issue)
{
    std::string_view const where{issue.expression};
    auto const inside = where.find('#');
    if (inside == where.npos) {
        auto const name = where.substr(0, where.find_first_of(":,"));
        auto const rest = where.substr(name.size());
        return {place_below(mappings_folder, name).string() + std::string{rest}, 0, issue.text};
    }
    auto const name = where.substr(0, inside);
    auto const place = where.substr(inside + 1);
    auto const pointer = name.ends_with(".schema.json") ? described_at(place) : std::string{place};
    return located(place_below(mappings_folder, name), Fault{pointer, issue.text});
}

} // namespace foramen
