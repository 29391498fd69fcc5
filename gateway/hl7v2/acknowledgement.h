// Why this file exists: many engines stop the whole feed on a wrong answer, so what each code means
// and how it looks is written once. Source: HL7 v2.5.1 chapter 2.9; standards/imaging.md 1.4.
#pragma once

#include "gateway/hl7v2/header.h"
#include "gateway/hl7v2/sender.h"

#include <optional>
#include <string>

namespace foramen::hl7v2 {

enum class Answer {
    accept, ///< AA, CA: it is on our disk.
    error,  ///< AE, CE: it could not be kept, or it lacks what an answer needs.
    reject, ///< AR, CR: not this type, event, version or processing id; not for us.
};

/// What the caller knows and a pure room does not.
struct Stamp {
    TimePoint at;
    std::string control_id; ///< Of the acknowledgement itself, MSH-10.
};

/// Whether and how the sender is to be answered (MSH-15, MSH-16, its profile).
enum class Form { original, enhanced, none };
Form form_of(Header const& header, Sender const& sender, Answer answer);

/// The bytes of the acknowledgement, in the separators of the message: MSH with both parties
/// swapped, MSA, and ERR when there is a fault. Empty when the sender wants none.
std::string acknowledge(Message const& message, Header const& header, Sender const& sender,
                        Answer answer, std::optional<Fault> const& fault, Stamp const& stamp);

/// For bytes whose MSH cannot be read: there is nobody to name and nothing to echo.
std::string acknowledge_unreadable(Sender const& sender, Fault const& fault, Stamp const& stamp);

} // namespace foramen::hl7v2
