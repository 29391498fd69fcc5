// Why this file exists: the small JSON needs of the simulators: members, identifiers, and the text
// of a resource as it is stored.
#pragma once

#include "tools/simulators/record.h"

#include <rapidjson/document.h>

#include <string>
#include <string_view>
#include <vector>

namespace foramen {

/// Empty when it is not there or no string.
std::string_view member_text(rapidjson::Value const& object, char const* name);
/// Null when it is not there or no object.
rapidjson::Value* member_object(rapidjson::Value& object, char const* name);

/// "system|value" of "identifier=system|value" (percent-encoded); empty when it is another query.
std::string identifier_of(std::string_view query);
/// A search value taken apart at its commas, each part unescaped.
std::vector<std::string> search_values(std::string_view value);
/// Of resource.identifier, be it one or a list.
std::vector<std::string> identifiers_of(rapidjson::Value const& resource);

/// Of resource.subject.identifier; empty when there is none.
std::string subject_of(rapidjson::Value& resource);

/// Takes resourceType, id and meta out of the tree. Gives ",…}" or "}" of meta without version and
/// time.
std::string take_meta(rapidjson::Value& resource);
/// Of what is left after take_meta(): equal for equal content in the same order.
std::size_t content_hash(rapidjson::Value const& content);
std::string whole_text(StoredResource const& stored, std::string_view meta,
                       rapidjson::Value const& content);

} // namespace foramen
