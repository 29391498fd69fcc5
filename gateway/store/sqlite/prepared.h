// Why this file exists: what costs much (sealing, hashing) is done by the caller's thread before
// the one writer sees the batch.
#pragma once

#include "gateway/base/sealer.h"
#include "gateway/store/sqlite/repeated.h"
#include "gateway/store/store.h"

namespace foramen {

/// A resource ready to be stored. It is among the texts of the batch as version 1, which is nearly
/// always right; the writer seals it by itself when there is an older version.
struct PreparedResource {
    ResourceRecord record; ///< With its body in the clear.
    std::string content;   ///< Keyed hash of the body: did anything change?
    /// It seemed to stand so already: it is not among the texts of the batch, and neither
    /// identifier_hashes nor value_keys are made.
    bool repeated = false;
    /// For each identifier the hash of "system|value" and that of its value, one after the other.
    std::string identifier_hashes;
    FinderKey key = 0;                 ///< Of its id.
    std::vector<FinderKey> value_keys; ///< Of the values of its identifiers that are not its id.
    std::optional<FinderKey> patient_key, booking_key;
};

struct PreparedRekey {
    std::string from;
    std::string to;
    FinderKey from_way = 0; ///< To the resources of `from`.
};

struct Prepared {
    std::int64_t texts_id = 0;
    std::string texts; ///< Sealed: bodies of messages and resources, see texts.h; or "".
    std::vector<StoredEvent> events;     ///< Body sealed.
    std::vector<JourneyRecord> journeys; ///< Body sealed as version + 1.
    std::vector<ImagingRecord> imaging;  ///< Likewise.
    std::vector<PatientSeen> seen;
    std::vector<ResourceSeen> resources_seen;
    std::vector<PreparedResource> resources;
    std::vector<Message> messages; ///< Without their bodies.
    std::vector<ProcedureRecord> procedures;
    std::vector<AuditEntry> audit;
    std::vector<Change> changes; ///< In the clear: their number is given by the writer.
    std::vector<Recall> recalls;
    std::vector<PreparedRekey> rekeys;
    std::vector<Forgotten> forgotten; ///< Body sealed.
};

/// `texts_id` was never used before.
Prepared prepare(Batch batch, std::int64_t texts_id, Sealer const& sealer,
                 Repeated const& repeated);
/// Makes hashes and keys of its identifiers.
void complete(PreparedResource& made, Sealer const& sealer);

FinderKey finder_key(Sealer const& sealer, std::string_view word);
/// 16 bytes by which an identifier "system|value" and its value are compared.
std::string whole_hash(Sealer const& sealer, std::string_view identifier);
std::string value_hash(Sealer const& sealer, std::string_view value);

} // namespace foramen
