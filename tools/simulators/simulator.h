// Why this file exists: what every simulator does: tokens, faults, the journal, /sim/….
#pragma once

#include "gateway/base/secret.h"
#include "gateway/net/server.h"
#include "tools/simulators/far_system.h"
#include "tools/simulators/fault_table.h"
#include "tools/simulators/journal.h"
#include "tools/simulators/kept_file.h"

#include <filesystem>
#include <memory>

namespace foramen {

struct SimulatorSettings {
    Bodies bodies = Bodies::keep;
    Secret token;                      ///< Empty: whoever asks is answered.
    std::filesystem::path data_folder; ///< Empty: nothing survives a restart.
};

/// One thread drives it, so nothing here is locked.
class Simulator {
public:
    Simulator(SimulatorSettings settings, std::unique_ptr<FarSystem> system);
    /// Takes what an earlier run kept. Error: unavailable (the folder), incorrect (the file).
    Result<> open();
    boost::asio::awaitable<Answer> handle(HttpRequest request, Caller caller);

private:
    HttpReply control(HttpRequest const& request, Target const& target);
    HttpReply received(Target const& target) const;
    HttpReply summary(Target const& target) const;
    HttpReply set_fault(HttpRequest const& request);
    HttpReply reset();
    bool may_enter(HttpRequest const& request) const;
    Answer serve(FarRequest request, std::optional<SimulatedFault> const& fault);
    HttpReply answered(FarRequest const& request);
    void note(FarRequest request, unsigned status);

    SimulatorSettings settings_;
    std::unique_ptr<FarSystem> system_;
    Journal journal_;
    FaultTable faults_;
    KeptFile kept_;
};

} // namespace foramen
