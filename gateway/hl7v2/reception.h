// Why this file exists: what becomes of a message is decided in one place, before anything is kept
// and before anybody is answered. Source: standards/imaging.md 1.4.
#pragma once

#include "gateway/hl7v2/acknowledgement.h"
#include "gateway/hl7v2/extract.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foramen::hl7v2 {

/// What HL7 2.2 to 2.5.1 allow for MSH-10, and more than any sender needs.
inline constexpr std::size_t control_id_bytes_max = 199;

enum class Fate {
    keep,       ///< Keep the reports, then answer `accepted`; if that fails, `failed`.
    refuse,     ///< Not for us, and not to be kept: answer `refused`.
    quarantine, ///< Keep the bytes whole for a person, then answer `refused`.
};

/// Who sent it before: the same three again are the same message.
struct MessageKey {
    std::string sender;
    std::string control_id;
    std::string body_hash; ///< SHA-256 in hex of the bytes as they came.
    bool operator==(MessageKey const&) const = default;
};

enum class Repeat {
    none,      ///< Another message.
    again,     ///< The very same: answer as before, change nothing.
    id_reused, ///< The same control id on other bytes: keep it, and tell somebody.
};
Repeat compare(MessageKey const& before, MessageKey const& now);

/// One message, read and judged. Nothing is kept or answered yet.
struct Reception {
    Fate fate = Fate::quarantine;
    MessageKey key;
    std::vector<ImagingReport> reports; ///< Fate::keep only.
    std::optional<Fault> fault;         ///< Why it is refused or in quarantine.

    std::string accepted; ///< AA or CA; empty when the sender wants no answer.
    std::string failed;   ///< AE or CE 207: the disk was full, try again.
    std::string refused;  ///< AR, AE, CR or CE
};

/// What can be told of a message before its sender is known: MSH-3 and MSH-4 choose the profile
/// where several send over one line. Empty when MSH cannot be read.
struct Origin {
    std::string application;
    std::string facility;
};
Origin origin_of(std::string_view bytes);

/// Whether that is who the profile means; an empty option means anybody.
bool is_from(Origin const& origin, Sender const& sender);

Reception receive(std::string bytes, Sender const& sender, Stamp const& stamp);

} // namespace foramen::hl7v2
