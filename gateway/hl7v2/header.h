// Why this file exists: MSH decides what becomes of a message before anything else is read.
#pragma once

#include "gateway/hl7v2/message.h"
#include "gateway/hl7v2/moment.h"

#include <optional>
#include <string>

namespace foramen::hl7v2 {

/// MSH-15 and MSH-16 (table 0155).
enum class AskedFor { nothing, always, never, errors, successes };

struct Header {
    std::string application; ///< MSH-3.1
    std::string facility;    ///< MSH-4.1
    std::optional<Moment> sent;
    std::string type;  ///< MSH-9.1
    std::string event; ///< MSH-9.2
    std::string control_id;
    std::string processing; ///< MSH-11.1
    std::string version;    ///< MSH-12.1
    AskedFor accept_acknowledgement = AskedFor::nothing;
    AskedFor application_acknowledgement = AskedFor::nothing;
};

Header read_header(Message const& message);

} // namespace foramen::hl7v2
