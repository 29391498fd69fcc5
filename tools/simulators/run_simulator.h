// Why this file exists: the command line of every simulator.
#pragma once

#include "tools/simulators/simulator.h"

#include <cstdint>
#include <functional>
#include <memory>

namespace foramen {

struct SimulatorProgram {
    char const* name;
    char const* what; ///< A sentence for --help.
    unsigned port;
    /// Makes the far system; gets --forget-bodies and the text of --webhook-secret-file.
    std::function<std::unique_ptr<FarSystem>(Bodies, Secret)> make;
};

/// Serves until SIGINT or SIGTERM; the exit status of the program.
int run_simulator(SimulatorProgram const& program, int count, char** values);

} // namespace foramen
