#include "gateway/clinic/event.h"

namespace foramen {

std::string_view to_string(EventKind kind)
{
    switch (kind) {
    case EventKind::booking: return "booking";
    case EventKind::screening: return "screening";
    case EventKind::procedure_report: return "procedure-report";
    }
    return "";
}

std::string_view to_string(Region region)
{
    return region == Region::cervical ? "cervical" : "lumbar";
}

std::string_view to_string(Side side) { return side == Side::left ? "left" : "right"; }

std::string identity_of(std::optional<NhsNumber> const& number, std::string_view clinic_id)
{
    if (number) return std::string{nhs_identity} + number->digits();
    return "urn:foramen:clinic-patient-id|" + std::string{clinic_id};
}

std::string Patient::identity() const { return identity_of(nhs_number, clinic_id); }

std::string Patient::clinic_identity() const { return identity_of({}, clinic_id); }

namespace {
std::string const& booking_id_of(Booking const& booking) { return booking.id; }
std::string const& booking_id_of(Screening const& screening) { return screening.booking_id; }
std::string const& booking_id_of(ProcedureReport const& report) { return report.booking_id; }
} // namespace

std::string const& ClinicEvent::booking_id() const
{
    return std::visit(
        [](auto const& happened) -> std::string const& { return booking_id_of(happened); },
        content);
}

} // namespace foramen
