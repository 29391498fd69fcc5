// Why this file exists: the heart of the house. An event comes in, the journey is read, policy
// decides, mappings make finished FHIR, and one transaction stores it all. Read this first.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/random.h"
#include "gateway/base/sealer.h"
#include "gateway/base/task.h"
#include "gateway/clinic/event.h"
#include "gateway/clinic/parse.h"
#include "gateway/journey/journey.h"
#include "gateway/mapping/mapper.h"
#include "gateway/store/store.h"

#include <memory>
#include <string>
#include <vector>

namespace foramen {

/// An event as it came through a door: checked, with its bytes as received.
struct Submission {
    ClinicEvent event;
    std::string body;
};

/// The promise we gave: the event is on disk under this id.
struct Accepted {
    std::string message_id;
    std::string booking_id;
    EventState state = EventState::applied;
    bool repeated = false; ///< It was here before; nothing was stored.
};

/// The partner of messages that wait for a person to repair a mapping or a policy.
inline constexpr std::string_view intake_partner = "intake";
/// The partner of messages of patients without a registered practice.
inline constexpr std::string_view no_practice = "no-practice";

/// What advance() needs of the house. All outlive it.
struct AdvanceParts {
    Store& store;
    Mapper const& mapper;
    EventParser const& parser;
    RiskTable const& rules;
    Sealer const& sealer;
    Clock const& clock;
    Random& random;
    std::vector<std::string> webhooks; ///< Partner ids that are told about readiness.
};

class Advance {
public:
    explicit Advance(AdvanceParts parts) : parts_{std::move(parts)} {}

    /// Answers only after the event is on disk: "accepted" is a promise we can keep.
    /// Errors: conflict (this eventId came before with another body), unavailable, busy.
    Task<Accepted> accept(Submission submission);

    /// Tries held events again that an operator released. Called when "intake" has work.
    Task<> retry_held();

private:
    Task<> retry_one(Message message);
    /// What is known of the event's booking and of its patient, by whichever id.
    Task<Situation> situation(std::string event_id, ClinicEvent const& event);

    AdvanceParts parts_;
};

} // namespace foramen
