#include "gateway/hl7v2/group.h"

#include "gateway/hl7v2/patient.h"
#include "gateway/hl7v2/region.h"

#include <algorithm>
#include <array>

namespace foramen::hl7v2 {

namespace {

Segment const* segment_of(Message const& message, Group const& group, std::string_view name)
{
    if (name == "OBR") return group.exams.empty() ? nullptr : group.exams.front();
    if (name == "ORC") return group.orc;
    if (name == "TXA") return group.txa;
    if (name == "PID") return group.pid;
    return message.find(name);
}

} // namespace

std::string filled(Message const& message, Segment const& segment, FieldPath const& path)
{
    if (path.component > 0) {
        auto const part = message.component(segment, path.field, path.component);
        return message.trimmed(message.subcomponent(part, 1));
    }
    constexpr unsigned components_of_an_id = 4;
    for (unsigned i = 1; i <= components_of_an_id; ++i) {
        auto value = message.trimmed(message.component(segment, path.field, i));
        if (!value.empty()) return value;
    }
    return {};
}

namespace {

Exam read_exam(Message const& message, Segment const& obr, Sender const& sender)
{
    Exam exam;
    auto const part = [&](unsigned field, unsigned component) {
        return message.trimmed(message.component(obr, field, component));
    };
    // OBR-44 where OBR-4 is empty; the alternate text where there is no other.
    unsigned const field = part(4, 1).empty() && part(4, 2).empty() ? 44 : 4;
    exam.code = part(field, 1);
    exam.text = part(field, 2);
    exam.system = part(field, 3);
    if (exam.text.empty()) exam.text = part(field, 5);
    if (exam.text.empty() && field == 4) exam.text = part(44, 2);
    exam.regions = regions_of(exam, sender);
    return exam;
}

void read_exams(Message const& message, Sender const& sender, Group const& group,
                ImagingReport& report)
{
    for (auto const* const obr : group.exams) {
        auto exam = read_exam(message, *obr, sender);
        auto const section = message.trimmed(message.component(*obr, 24, 1));
        auto const modality = modality_of(exam, section, sender);
        if (report.modality.empty()) report.modality = modality;
        else if (!modality.empty() && modality != report.modality) {
            report.flaws.push_back({place_of(*obr, 24), "the report joins different modalities"});
        }
        if (exam.regions.empty()) {
            report.flaws.push_back({place_of(*obr, 4), "the region of the scan is not known"});
        }
        report.exams.push_back(std::move(exam));
    }
}

/// The last change and the oldest scan: a joined report is as old as its oldest part.
void read_times(Message const& message, Group const& group, ImagingReport& report)
{
    for (auto const* const obr : group.exams) {
        auto const scanned = moment_of(message, *obr, 7, report.flaws);
        if (scanned && (!report.scanned || scanned->at < report.scanned->at)) {
            report.scanned = scanned;
        }
        auto const reported = moment_of(message, *obr, 22, report.flaws);
        if (reported && (!report.reported || reported->at > report.reported->at)) {
            report.reported = reported;
        }
    }
}

void read_request(Message const& message, Group const& group, ImagingReport& report)
{
    std::array<Segment const*, 2> const places{group.orc,
                                               group.exams.empty() ? nullptr : group.exams.front()};
    for (auto const* const segment : places) {
        if (segment == nullptr || !report.request_number.empty()) continue;
        report.request_number = message.trimmed(message.component(*segment, 2, 1));
        report.request_authority = message.trimmed(message.component(*segment, 2, 2));
    }
}

void read_reporter(Message const& message, Group const& group, ImagingReport& report)
{
    for (auto const* const obr : group.exams) {
        for (unsigned const field : {32u, 33u, 34u}) {
            auto const person = message.component(*obr, field, 1);
            if (person.empty()) continue;
            auto const part = [&](unsigned number) {
                return message.trimmed(message.subcomponent(person, number));
            };
            report.reporter = {part(1), part(2), part(3)};
            return;
        }
    }
}

} // namespace

std::string value_at(Message const& message, Group const& group,
                     std::vector<FieldPath> const& paths)
{
    for (auto const& path : paths) {
        auto const* const segment = segment_of(message, group, path.segment);
        if (segment == nullptr) continue;
        auto value = filled(message, *segment, path);
        if (!value.empty()) return value;
    }
    return {};
}

std::optional<Moment> moment_of(Message const& message, Segment const& segment, unsigned field,
                                std::vector<Flaw>& flaws)
{
    auto const text = message.trimmed(message.component(segment, field, 1));
    if (text.empty()) return {};
    auto const moment = read_moment(text);
    if (!moment) flaws.push_back({place_of(segment, field), "is no time (YYYYMMDDHHMMSS+ZZZZ)"});
    return moment;
}

ImagingReport begin_report(Message const& message, Header const& header, Sender const& sender,
                           Group const& group)
{
    ImagingReport report;
    report.sender = sender.name;
    report.control_id = header.control_id;
    report.event = header.type + '^' + header.event;
    report.provider = header.facility;
    report.sent = header.sent;
    report.patient = read_patient(message, group.pid, sender, report.flaws);
    read_request(message, group, report);
    report.report_id = group.report_id;
    report.accession = value_at(message, group, sender.accession);
    read_exams(message, sender, group, report);
    read_times(message, group, report);
    read_reporter(message, group, report);
    if (message.charset_certainty() == CharsetIs::guessed) {
        report.flaws.push_back({"MSH-18", "the character set was guessed: look at the names"});
    }
    if (message.lost_count() > 0) {
        report.flaws.push_back({"MSH-18", "some bytes are no letter of the character set"});
    }
    return report;
}

void note_gaps(ImagingReport& report)
{
    if (!report.scanned) report.flaws.push_back({"OBR-7", "the time of the scan is missing"});
    if (report.report_id.empty()) {
        report.flaws.push_back({"OBR-3", "the report has no number of its own"});
    }
    if (report.exams.empty()) report.flaws.push_back({"OBR-4", "no examination is named"});
    auto const says_something = report.text_is != TextIs::absent || !report.attachments.empty();
    auto const needs_text = report.kind == ReportKind::report &&
                            report.status >= ImagingStatus::partial &&
                            report.status <= ImagingStatus::corrected;
    if (needs_text && !says_something) report.flaws.push_back({"OBX", "the report has no text"});
}

} // namespace foramen::hl7v2
