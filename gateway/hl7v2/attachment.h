// Why this file exists: what is attached says of itself what it is, and is often wrong.
// Source: standards/imaging.md 1.3 (ED and RP).
#pragma once

#include "gateway/hl7v2/message.h"
#include "gateway/hl7v2/report.h"

#include <optional>
#include <string_view>

namespace foramen::hl7v2 {

/// ED: application^type^subtype^encoding^data, Base64, Hex, A (plain), or uuencode of old systems.
/// None, with a flaw at `place`, when the bytes cannot be had or are too many.
std::optional<Attachment> encapsulated(Message const& message, std::string_view value,
                                       std::string const& place, std::vector<Flaw>& flaws);

/// RP: pointer^application^type^subtype. Only http and https.
std::optional<Attachment> pointed_to(Message const& message, std::string_view value,
                                     std::string const& place, std::vector<Flaw>& flaws);

} // namespace foramen::hl7v2
