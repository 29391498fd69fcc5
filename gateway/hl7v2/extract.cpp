#include "gateway/hl7v2/extract.h"

#include "gateway/hl7v2/group.h"
#include "gateway/hl7v2/patient.h"
#include "gateway/hl7v2/status.h"

#include <algorithm>
#include <deque>

namespace foramen::hl7v2 {

namespace {

Fault misplaced(Segment const& segment, std::string text)
{
    return {FaultCode::segment_sequence, std::string{segment.name}, segment.sequence, 0,
            std::move(text)};
}

/// Walks over the segments of an ORU and sorts them into groups.
class Sorting {
public:
    Sorting(Message const& message, Sender const& sender) : message_{message}, sender_{sender} {}

    std::optional<Fault> sort()
    {
        for (auto const& segment : message_.segments()) {
            auto fault = take(segment);
            if (fault) return fault;
        }
        if (!groups_.empty()) return {};
        return Fault{FaultCode::segment_sequence, "OBR", 0, 0,
                     "an ORU^R01 needs at least one OBR: nothing is reported here"};
    }
    std::deque<Group>& groups() { return groups_; }

private:
    std::optional<Fault> take(Segment const& segment)
    {
        if (segment.name == "PID") {
            pid_ = &segment;
            orc_ = nullptr;
            current_ = nullptr;
        } else if (segment.name == "ORC") {
            orc_ = &segment;
            current_ = nullptr;
        } else if (segment.name == "OBR") {
            return begin(segment);
        } else if (segment.name == "OBX") {
            if (current_ == nullptr) return misplaced(segment, "an OBX stands below its OBR");
            current_->observations.take_observation(segment);
        } else if (segment.name == "NTE" && current_ != nullptr) {
            current_->observations.take_note(segment);
        } else if (segment.name == "ZDS" && !groups_.empty()) {
            auto& group = current_ != nullptr ? *current_ : groups_.back();
            auto uid = message_.trimmed(message_.component(segment, 1, 1));
            group.observations.take_study_uid(std::move(uid), place_of(segment, 1));
        }
        return {};
    }

    std::optional<Fault> begin(Segment const& obr)
    {
        if (groups_.size() >= reports_max) {
            return Fault{FaultCode::internal_error, "OBR", obr.sequence, 0,
                         "the message has more reports than our limit"};
        }
        Group group{message_, sender_};
        group.pid = pid_;
        group.orc = std::exchange(orc_, nullptr);
        group.exams.push_back(&obr);
        group.report_id = value_at(message_, group, sender_.report_id);
        auto const same = std::find_if(groups_.begin(), groups_.end(), [&](Group const& other) {
            return !group.report_id.empty() && other.report_id == group.report_id &&
                   other.pid == group.pid;
        });
        if (same == groups_.end()) {
            groups_.push_back(std::move(group));
            current_ = &groups_.back();
        } else {
            same->exams.push_back(&obr);
            current_ = &*same;
        }
        return {};
    }

    Message const& message_;
    Sender const& sender_;
    std::deque<Group> groups_; ///< A group stays where it is.
    Segment const* pid_ = nullptr;
    Segment const* orc_ = nullptr;
    Group* current_ = nullptr;
};

StatusCodes codes_of(Message const& message, Group const& group)
{
    StatusCodes codes;
    for (auto const* const obr : group.exams) {
        codes.report.push_back(message.trimmed(message.field(*obr, 25)));
    }
    codes.observations = group.observations.statuses();
    if (group.orc != nullptr) codes.order_control = message.trimmed(message.field(*group.orc, 1));
    return codes;
}

ImagingReport finished(Message const& message, Header const& header, Sender const& sender,
                       Group& group)
{
    auto report = begin_report(message, header, sender, group);
    auto judged = judge_status(codes_of(message, group), sender);
    report.status = judged.status;
    if (group.observations.only_announces()) {
        report.kind = ReportKind::announcement;
        if (judged.status == ImagingStatus::unknown) judged.flaw.clear();
    }
    if (!judged.flaw.empty()) {
        report.flaws.push_back({place_of(*group.exams.front(), 25), std::move(judged.flaw)});
    }
    group.observations.finish(report);
    return report;
}

/// A sender that writes several examinations into one text puts it below the last of them.
void share_text(std::vector<ImagingReport>& reports)
{
    ImagingReport const* after = nullptr;
    for (auto report = reports.rbegin(); report != reports.rend(); ++report) {
        if (report->text_is == TextIs::own) {
            after = &*report;
        } else if (after != nullptr && report->attachments.empty()) {
            report->text = after->text;
            report->text_is = TextIs::shared;
        }
    }
}

} // namespace

std::variant<std::vector<ImagingReport>, Fault>
observation_reports(Message const& message, Header const& header, Sender const& sender)
{
    Sorting sorting{message, sender};
    auto fault = sorting.sort();
    if (fault) return *std::move(fault);
    std::vector<ImagingReport> reports;
    for (auto& group : sorting.groups()) {
        reports.push_back(finished(message, header, sender, group));
    }
    if (sender.missing_text == MissingText::share) share_text(reports);
    for (auto& report : reports) note_gaps(report);
    return reports;
}

} // namespace foramen::hl7v2
