// Why this file exists: from the clinic's JSON to a ClinicEvent, or to every fault at once.
#pragma once

#include "gateway/clinic/checked.h"

#include <filesystem>
#include <memory>
#include <string_view>
#include <variant>
#include <vector>

namespace foramen {

struct Rejection {
    enum class Why {
        malformed, ///< Not JSON, duplicate keys, too deep: 400
        invalid,   ///< Schema or plausibility: 422
    };
    Why why;
    std::vector<Fault> faults;
};

/// The clinic's JSON Schemas (draft-04), compiled once; use from any thread.
class EventParser {
public:
    /// Reads booking, screening and procedure-report .schema.json of `folder`.
    static Checked<EventParser, FileFault> load(std::filesystem::path const& folder);
    EventParser(EventParser&&) noexcept;
    EventParser& operator=(EventParser&&) noexcept;
    ~EventParser();

    /// `now` is for what cannot be: a birth date in the future. What an event tells may lie ahead
    /// of it (bookings do), so other times are held against each other and `occurredAt`. What says
    /// that it happened after `latest` was dated by a wrong clock.
    std::variant<ClinicEvent, Rejection> parse(EventKind kind, std::string_view body, TimePoint now,
                                               TimePoint latest = TimePoint::max()) const;

private:
    struct State;
    explicit EventParser(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace foramen
