// Why this file exists: PID is read in one way for every message; who it is, matching decides.
#pragma once

#include "gateway/hl7v2/message.h"
#include "gateway/hl7v2/report.h"
#include "gateway/hl7v2/sender.h"

namespace foramen::hl7v2 {

/// `pid` null: no PID came, which is a flaw of its own.
PatientEvidence read_patient(Message const& message, Segment const* pid, Sender const& sender,
                             std::vector<Flaw>& flaws);

/// "OBR[2]-25"
std::string place_of(Segment const& segment, unsigned field);

} // namespace foramen::hl7v2
