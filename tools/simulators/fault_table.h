// Why this file exists: a far side can be told to misbehave, as real ones do unasked.
#pragma once

#include "gateway/base/result.h"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace foramen {

enum class Misbehaviour {
    slow,             ///< Answers rightly after the delay.
    down,             ///< Cuts the line before anything is stored.
    status,           ///< Answers with a status and stores nothing.
    drop_after_store, ///< Stores, then cuts the line without an answer.
    cut,              ///< Stores, then cuts the line in the middle of the answer.
    foreign_rows,     ///< Searches answer what was not asked for, too.
    foreign_next,     ///< Searches say that the next page is at another server.
    garbage,          ///< Stores, then answers 200 with what is no FHIR.
};

struct SimulatedFault {
    Misbehaviour what = Misbehaviour::slow;
    unsigned status = 0; ///< Misbehaviour::status
    std::chrono::milliseconds delay{0};
    unsigned retry_after = 0; ///< Seconds; 0: no such header.
};

class FaultTable {
public:
    /// {"practice":"Z10002" or "*","mode":…,"delayMs":…,"retryAfter":…,"count":n}; count 0 or
    /// none: until it is changed; mode "none" takes the fault away. Error: incorrect.
    Result<> set(std::string_view json);
    void clear() { rules_.clear(); }
    /// The fault for the next request of that practice, counted down.
    std::optional<SimulatedFault> take(std::string const& practice);

private:
    struct Rule {
        SimulatedFault fault;
        unsigned left = 0; ///< 0: without end.
    };
    std::map<std::string, Rule> rules_;
};

} // namespace foramen
