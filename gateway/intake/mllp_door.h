// Why this file exists: HL7 v2 comes in here: who sends is found by line and header, what was sent
// is judged by hl7v2/, and nothing is acknowledged before the desk has it.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/random.h"
#include "gateway/hl7v2/sender.h"
#include "gateway/imaging_desk.h"
#include "gateway/net/mllp_server.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace foramen {

struct SenderFolder {
    std::vector<hl7v2::Sender> senders; ///< Sorted by name.
    std::vector<hl7v2::SenderFault> faults;
};
/// Every NAME.json of the folder; all faults at once, a missing folder among them.
SenderFolder read_senders(std::filesystem::path const& folder);

class MllpDoor {
public:
    /// Error: incorrect, for an address of a profile that is none.
    static Result<MllpDoor> open(std::vector<hl7v2::Sender> senders, ImagingDesk& desk,
                                 Clock const& clock, Random& random);
    MllpDoor(MllpDoor&&) noexcept;
    ~MllpDoor();

    /// For MllpServer: whether any profile allows the address and the certificate.
    bool admits(MllpPeer const& peer) const;
    /// For MllpServer: keeps and answers one message. An error: nothing could be kept, not even in
    /// quarantine.
    Task<std::string> receive(std::string message, MllpPeer peer) const;

private:
    struct State;
    explicit MllpDoor(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace foramen
