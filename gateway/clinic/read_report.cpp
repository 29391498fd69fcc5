#include "gateway/clinic/read_event.h"

namespace foramen {

namespace {

/// In the order of ReportStatus.
constexpr std::array<std::string_view, 3> report_events{
    "procedureReport.final", "procedureReport.amended", "procedureReport.enteredInError"};

// Far above anything that is given at a nerve root: a slip of the decimal point, not a dose.
constexpr double dose_most = 10'000;  // mg
constexpr double volume_most = 1'000; // ml

/// An expiry before the procedure is not refused: that an expired medicine was given is a
/// clinical fact that must reach the record.
void check_medicine(Place const& medicine, Reading& reading)
{
    reading.number_within(medicine, "doseMg", 0, dose_most, "mg");
    reading.number_within(medicine, "volumeMl", 0, volume_most, "ml");
    if (auto const expiry = Reading::find(medicine, "expiry")) reading.date(*expiry);
}

bool read_medicines(Place const& report, Reading& reading)
{
    bool has_steroid = false;
    auto const medicines = Reading::member(report, "medicines");
    for (rapidjson::SizeType i = 0; i < medicines->Size(); ++i) {
        Place const medicine{medicines, i, (*medicines)[i]};
        check_medicine(medicine, reading);
        has_steroid = has_steroid || Reading::text(medicine, "kind") == "corticosteroid";
    }
    return has_steroid;
}

void check_attachments(Place const& report, Reading& reading)
{
    auto const attachments = Reading::find(report, "attachments");
    for (rapidjson::SizeType i = 0; attachments && i < (*attachments)->Size(); ++i) {
        check_attachment(Place{*attachments, i, (**attachments)[i]}, reading);
    }
}

std::vector<std::string> read_outcome_measured(Place const& outcome)
{
    std::vector<std::string> names;
    if (Reading::find(outcome, "painBefore")) names.emplace_back("pain-before");
    if (Reading::find(outcome, "painAfter")) names.emplace_back("pain-after");
    return names;
}

} // namespace

ProcedureReport read_report(Place const& root, std::string_view event_name, Reading& reading)
{
    auto const place = Reading::member(root, "report");
    auto const outcome = Reading::member(place, "outcome");
    ProcedureReport report{
        .id = reading.id(place, "id"),
        .version = reading.version(place),
        .booking_id = reading.id(place, "bookingId"),
        .status = value_of<ReportStatus>(report_events, event_name),
        .procedure = read_procedure(place, reading),
        .performed_start = reading.instant(place, "performedStart"),
        .performed_end = reading.instant(place, "performedEnd"),
        .completed = Reading::member(outcome, "completed")->IsTrue(),
        .medicine_count = Reading::member(place, "medicines")->Size(),
        .has_steroid = read_medicines(place, reading),
        .measured = read_outcome_measured(outcome),
    };
    check_span(place, "performedEnd", report.performed_start, report.performed_end, reading);
    check_attachments(place, reading);
    return report;
}

} // namespace foramen
