// Why this file exists: what costs much (sealing, hashing) is done by the caller's thread before
// the one writer sees the batch.
#pragma once

#include "gateway/base/sealer.h"
#include "gateway/store/store.h"

namespace foramen {

/// A resource ready to be stored. Sealed as version 1, which is nearly always right; the writer
/// seals it again when there is an older version.
struct PreparedResource {
    ResourceRecord record; ///< With its body in the clear.
    std::string sealed;
    std::string key;                      ///< Finder key of type and id.
    std::string content;                  ///< Keyed hash of the body: did anything change?
    std::vector<std::string> value_keys;  ///< Finder keys of the identifiers' values.
    std::string whole_keys;               ///< Hashes of "system|value", one after the other.
    std::string patient_key, booking_key; ///< Finder keys; "" when there is none.
};

struct Prepared {
    std::vector<StoredEvent> events;     ///< Body sealed.
    std::vector<JourneyRecord> journeys; ///< Body sealed as version + 1.
    std::vector<PreparedResource> resources;
    std::vector<Message> messages; ///< Body sealed.
    std::vector<ProcedureRecord> procedures;
    std::vector<AuditEntry> audit;
    std::vector<Change> changes; ///< In the clear: their number is given by the writer.
};

Prepared prepare(Batch batch, Sealer const& sealer);

/// The 16 bytes under which `words` stand in the finder.
std::string finder_key(Sealer const& sealer, std::string_view words);

} // namespace foramen
