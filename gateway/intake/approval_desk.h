// Why this file exists: all doors by which an approval is answered (FHIR API, page, poller, clinic)
// lead to one desk, so that none can answer in a way that another would refuse.
#pragma once

#include "gateway/advance.h"
#include "gateway/journey/approval_request.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace foramen {

/// One request as a person of the practice sees it (standards/gp-approval.md C3): no more of the
/// patient than this leaves the desk.
struct ApprovalQuestion {
    std::string booking_id;
    std::string task_id; ///< Of the Task; the reference that is shown after an answer.
    unsigned request = 0;
    RequestState state = RequestState::requested;
    bool is_current = false; ///< Its content is what is booked now.
    bool is_refused = false; ///< The patient shares nothing with the practice any more.
    bool goes_ahead = false; ///< Two people of the clinic decided so, without an answer.
    std::string clinic;      ///< Name of the clinic: all that is shown before identity is proved.
    std::string practice;    ///< ODS code
    std::string practice_name;
    std::string patient_name;
    std::string birth_date; ///< "3 May 1961"
    std::string nhs_number; ///< "943 476 5919", or "" when untraced
    std::string procedure;  ///< "Nerve root injection", from the code table
    std::string region;     ///< "Lower back", "Neck"
    std::string side;       ///< "Left", "Right"
    std::string levels;     ///< "L4, L5"
    std::string day;        ///< "Tuesday 1 December 2026, 09:30", London
    std::string deadline;   ///< The same form
    std::vector<RiskFactor> factors;
    std::vector<ApprovalLine> lines;
    std::vector<ApprovalCondition> conditions;
    std::string contact; ///< How a person of the clinic is reached: "020 7946 0018", or "".
};

class ApprovalDesk {
public:
    virtual ~ApprovalDesk() = default;

    /// Error: not_found, without saying whether the booking or the request is missing.
    virtual Task<ApprovalQuestion> question(std::string booking_id, unsigned request) = 0;
    /// Answers when the step is on disk. Errors: those of take_step(); conflict too where
    /// `task_version` is given and is not the Task's current one; busy, unavailable.
    virtual Task<ApprovalQuestion> take(std::string booking_id, ApprovalStep step,
                                        std::optional<std::uint64_t> task_version) = 0;
    /// Puts a one-time code into the queue to the registered contact of the practice. Errors:
    /// not_found (the practice has no contact: its configuration must name one), unavailable.
    virtual Task<> send_code(std::string booking_id, unsigned request, std::string code) = 0;
};

} // namespace foramen
