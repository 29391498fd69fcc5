// Why this file exists: maps that make what FHIR does not allow, so that valid events are held.
#pragma once

#include "tests/gateway/advance/walk.h"

#include <filesystem>

namespace foramen {

/// The maps of bookings and screenings, broken; `folder` keeps them while the Mapper lives.
inline Mapper broken_maps(std::filesystem::path const& folder)
{
    namespace fs = std::filesystem;
    auto const copy = folder / "mappings";
    fs::copy(mappings_folder, copy, fs::copy_options::recursive);
    for (auto const* const name : {"booking.map", "screening.map"}) {
        auto text = text_of(copy / name);
        auto const place = text.find("'transaction'");
        if (place == std::string::npos) throw std::runtime_error{"nothing to break"};
        text.replace(place, 13, "'no-such-type'");
        std::ofstream{copy / name, std::ios::binary} << text;
    }
    auto loaded = Mapper::load(copy);
    if (!loaded) throw std::runtime_error{loaded.issues().at(0).text};
    return *std::move(loaded);
}

} // namespace foramen
