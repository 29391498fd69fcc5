// Why this file exists: an MDM is one document about one examination; TXA says what OBR says in an
// ORU. Source: HL7 v2.5.1 chapter 9.
#include "gateway/hl7v2/group.h"
#include "gateway/hl7v2/patient.h"
#include "gateway/hl7v2/status.h"

namespace foramen::hl7v2 {

namespace {

Group sorted(Message const& message, Sender const& sender, Segment const& txa)
{
    Group group{message, sender};
    group.txa = &txa;
    group.pid = message.find("PID");
    group.orc = message.find("ORC");
    for (auto const& segment : message.segments()) {
        if (segment.name == "OBR") group.exams.push_back(&segment);
        else if (segment.name == "OBX") group.observations.take_observation(segment);
        else if (segment.name == "NTE" && &segment > &txa) {
            group.observations.take_note(segment);
        } else if (segment.name == "ZDS") {
            auto uid = message.trimmed(message.component(segment, 1, 1));
            group.observations.take_study_uid(std::move(uid), place_of(segment, 1));
        }
    }
    return group;
}

/// Without an OBR the numbers of the order stand in TXA, and so does what was examined.
void read_without_exam(Message const& message, Segment const& txa, ImagingReport& report)
{
    if (report.request_number.empty()) {
        report.request_number = message.trimmed(message.component(txa, 14, 1));
        report.request_authority = message.trimmed(message.component(txa, 14, 2));
    }
    if (report.accession.empty()) {
        report.accession = message.trimmed(message.component(txa, 15, 1));
    }
    if (!report.scanned) report.scanned = moment_of(message, txa, 4, report.flaws);
}

/// When the document was last changed: authenticated, edited, transcribed, dictated.
std::optional<Moment> reported_at(Message const& message, Segment const& txa,
                                  std::vector<Flaw>& flaws)
{
    auto const authenticated = read_moment(message.trimmed(message.component(txa, 22, 15)));
    if (authenticated) return authenticated;
    for (unsigned const field : {8u, 7u, 6u}) {
        auto const moment = moment_of(message, txa, field, flaws);
        if (moment) return moment;
    }
    return {};
}

} // namespace

std::variant<std::vector<ImagingReport>, Fault>
document_reports(Message const& message, Header const& header, Sender const& sender)
{
    auto const* const txa = message.find("TXA");
    if (txa == nullptr) {
        return Fault{FaultCode::segment_sequence, "TXA", 0, 0,
                     "an MDM needs a TXA: nothing is reported here"};
    }
    auto group = sorted(message, sender, *txa);
    group.report_id = filled(message, *txa, {"TXA", 12, 0});
    auto report = begin_report(message, header, sender, group);
    report.parent_report_id = filled(message, *txa, {"TXA", 13, 0});
    read_without_exam(message, *txa, report);
    if (!report.reported) report.reported = reported_at(message, *txa, report.flaws);
    auto judged = judge_document(header.event, message.trimmed(message.field(*txa, 17)),
                                 message.trimmed(message.field(*txa, 19)), sender);
    StatusCodes codes;
    codes.observations = group.observations.statuses();
    auto const observed = judge_status(codes, sender).status;
    if (observed == ImagingStatus::entered_in_error) judged = {observed, {}};
    report.status = judged.status;
    if (!judged.flaw.empty()) report.flaws.push_back({place_of(*txa, 17), judged.flaw});
    group.observations.finish(report);
    note_gaps(report);
    std::vector<ImagingReport> reports;
    reports.push_back(std::move(report));
    return reports;
}

} // namespace foramen::hl7v2
