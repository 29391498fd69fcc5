// Why this file exists: what the house is made of is read before anything runs, and all that is
// wrong with it is told at once.
#pragma once

#include "gateway/clinic/parse.h"
#include "gateway/imaging_entry.h"
#include "gateway/load_packages.h"
#include "gateway/mapping/mapper.h"
#include "gateway/settings.h"

#include <memory>
#include <variant>

namespace foramen {

struct Loaded {
    Settings settings;
    Callers callers;
    std::unique_ptr<Sealer> sealer;
    Mapper mapper;
    EventParser parser;
    RiskTable rules;
    ImagingLoaded imaging;
    std::unique_ptr<fhir::package::Packages> packages;
};

/// For serve: makes what is missing at a first start, such as the ring of data keys.
std::variant<Loaded, SettingsFaults> load(Settings settings, Random& random);

} // namespace foramen
