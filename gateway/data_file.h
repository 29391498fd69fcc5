// Why this file exists: a person mends a file of data at a line, and its reader knows only places
// inside; here the two meet.
#pragma once

#include "fhir/issue.h"
#include "gateway/clinic/checked.h"
#include "gateway/settings.h"
#include "gateway/settings_reader.h"

#include <filesystem>
#include <functional>
#include <optional>

namespace foramen {

/// With the line at which the pointer, or the bad syntax, stands in the file.
SettingsFault located(std::filesystem::path const& file, Fault const& fault);

/// Of the maps, code tables and models below mappings/: their issues name the file alone, with a
/// line or with a place inside.
SettingsFault located(std::filesystem::path const& mappings_folder, fhir::Issue const& issue);

/// `read` makes a Checked of the file's text; nothing when there are faults, which are noted.
template <class T>
std::optional<T> load_data(std::filesystem::path const& file,
                           std::function<Checked<T>(std::string_view)> const& read,
                           SettingsFaults& faults)
{
    auto const text = read_file(file);
    if (!text) faults.push_back({file, 0, "cannot be read: is it there?"});
    if (!text) return {};
    auto made = read(*text);
    if (made) return *std::move(made);
    for (auto const& fault : made.faults()) faults.push_back(located(file, fault));
    return {};
}

} // namespace foramen
