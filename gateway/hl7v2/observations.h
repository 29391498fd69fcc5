// Why this file exists: the text of a report is spread over many OBX and NTE; here it comes
// together in their order, and nothing of it is left out in silence.
#pragma once

#include "gateway/hl7v2/message.h"
#include "gateway/hl7v2/report.h"
#include "gateway/hl7v2/sender.h"
#include "gateway/hl7v2/status.h"

#include <string>
#include <vector>

namespace foramen::hl7v2 {

/// What stands under one report.
class Observations {
public:
    Observations(Message const& message, Sender const& sender)
        : message_{&message}, sender_{&sender}
    {}

    void take_observation(Segment const& obx);
    void take_note(Segment const& nte);
    /// A study UID, wherever it stood; two different ones are a flaw.
    void take_study_uid(std::string uid, std::string const& place);

    bool has_text() const { return !text_.empty(); }
    /// Nothing but what names images: IHE RAD-128, RAD-132.
    bool only_announces() const;
    std::vector<std::string> const& statuses() const { return statuses_; }
    std::string const& text() const { return text_; }
    /// Moves text, attachments, study UID and flaws into the report.
    void finish(ImagingReport& report);

private:
    enum class Role { text, coded_text, attachment, link, study_uid, other, ignored };
    Role role_of(Segment const& obx) const;
    void take_text(Segment const& obx, Role role);
    void take_attachment(Segment const& obx, Role role);
    void append_line(std::string const& line);

    Message const* message_;
    Sender const* sender_;
    std::string text_;
    std::vector<Attachment> attachments_;
    std::size_t attachment_bytes_ = 0;
    std::string study_uid_;
    std::vector<std::string> statuses_;
    std::vector<Flaw> flaws_;
    unsigned seen_count_ = 0;
    unsigned announcing_count_ = 0;
};

/// "1.2.840…": digits and points, at most 64.
bool is_uid(std::string_view text);

} // namespace foramen::hl7v2
