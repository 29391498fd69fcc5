// Why this file exists: all doors by which imaging reports come (MLLP, pollers, drop folder) lead
// to one desk: it keeps what came, and says so only when it is on disk.
#pragma once

#include "gateway/base/task.h"
#include "gateway/hl7v2/reception.h"

#include <string>
#include <vector>

namespace foramen {

/// One message of a sender, with all that is in it.
struct ImagingArrival {
    hl7v2::MessageKey key;
    std::string bytes; ///< As they came: the source that Provenance names.
    std::vector<hl7v2::ImagingReport> reports;
    std::string acknowledgement; ///< To be stored beside it.
};

/// Bytes of which nobody can say what they are, whole, for a person.
struct ImagingOddity {
    hl7v2::MessageKey key; ///< Without a control id where none could be read.
    std::string bytes;
    std::string why; ///< "MSH-10: the message has no control id"
};

class ImagingDesk {
public:
    virtual ~ImagingDesk() = default;

    /// Returns, once all of it is on disk, the acknowledgement to send: the arrival's own, or for
    /// a message that came before (hl7v2::compare says `again`) the one stored then.
    virtual Task<std::string> keep(ImagingArrival arrival) = 0;
    virtual Task<> quarantine(ImagingOddity oddity) = 0;
};

} // namespace foramen
