// Why this file exists: the one desk of the house behind all doors of an approval.
#pragma once

#include "gateway/intake/approval_desk.h"

#include <map>

namespace foramen {

class ClinicDesk final : public ApprovalDesk {
public:
    struct Names {
        std::string clinic;                           ///< As practices know it.
        std::string contact;                          ///< How a practice reaches it.
        std::map<std::string, std::string> practices; ///< By ODS code.
    };
    ClinicDesk(Advance& advance, AdvanceParts parts, Names names)
        : advance_{advance}, parts_{std::move(parts)}, names_{std::move(names)}
    {}

    Task<ApprovalQuestion> question(std::string booking_id, unsigned request) override;
    Task<ApprovalQuestion> take(std::string booking_id, ApprovalStep step,
                                std::optional<std::uint64_t> task_version) override;
    Task<> send_code(std::string booking_id, unsigned request, std::string code) override;

private:
    Task<ApprovalQuestion> shown(BookingJourney journey, unsigned request);

    Advance& advance_;
    AdvanceParts parts_;
    Names names_;
};

} // namespace foramen
