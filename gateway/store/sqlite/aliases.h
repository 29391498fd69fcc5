// Why this file exists: by which key a patient is known now, for the writer and the readers.
#pragma once

#include "gateway/store/sqlite/connection.h"

#include <string>

namespace foramen {

/// Where `key` leads to, or `key` itself.
std::string current_key(Connection& connection, std::string_view key);

} // namespace foramen
