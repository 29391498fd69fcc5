// Why this file exists: search parameters in, filter out; what is not understood is refused,
// because a search that ignores a parameter shows other patients' records.
// https://hl7.org/fhir/R4/search.html
#pragma once

#include "gateway/base/result.h"
#include "gateway/base/sealer.h"
#include "gateway/store/store.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace foramen {

using SearchParameters = std::vector<std::pair<std::string, std::string>>;

/// Understands _id, identifier, patient.identifier, status (one value each), _lastUpdated (eq ge
/// gt le lt; from a year to a microsecond; several are all meant), _count, _format=json and our own
/// _page. Error: incorrect, naming the parameter.
Result<ResourceFilter> parse_search(std::string type, SearchParameters const& parameters,
                                    Sealer const& sealer);

/// The value of _page that goes on with this filter: sealed, since a URL must not show it.
std::string page_token(ResourceFilter const& filter, Sealer const& sealer);

} // namespace foramen
