#include "gateway/hl7v2/observations.h"

#include "gateway/hl7v2/attachment.h"
#include "gateway/hl7v2/extract.h"
#include "gateway/hl7v2/patient.h"

#include <algorithm>

namespace foramen::hl7v2 {

namespace {

constexpr std::string_view dicom_study = "113014"; // DCM: "DICOM Study"

bool contains(std::vector<std::string> const& list, std::string_view code)
{
    return std::find(list.begin(), list.end(), code) != list.end();
}

bool names_study_uid(std::string_view text)
{
    std::string lower{text};
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char letter) {
        return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
    });
    return lower == "study instance uid" || lower == "studyinstanceuid";
}

} // namespace

bool is_uid(std::string_view text)
{
    return !text.empty() && text.size() <= study_uid_bytes_max && text.front() != '.' &&
           text.back() != '.' && text.find("..") == std::string_view::npos &&
           text.find_first_not_of("0123456789.") == std::string_view::npos;
}

Observations::Role Observations::role_of(Segment const& obx) const
{
    auto const code = message_->trimmed(message_->component(obx, 3, 1));
    auto const type = message_->trimmed(message_->field(obx, 2));
    auto const system = message_->trimmed(message_->component(obx, 3, 3));
    if (contains(sender_->ignored_codes, code)) return Role::ignored;
    if (code == dicom_study || names_study_uid(code) ||
        names_study_uid(message_->trimmed(message_->component(obx, 3, 2)))) {
        return Role::study_uid;
    }
    // UIDs of series and objects, measurements: the images' own, and no words.
    if (system == "DCM") return Role::ignored;
    if (type == "ED") return Role::attachment;
    if (type == "RP") return Role::link;
    if (!sender_->text_codes.empty() && !contains(sender_->text_codes, code)) return Role::ignored;
    if (type == "TX" || type == "FT" || type == "ST" || type.empty()) return Role::text;
    if (type == "CE" || type == "CWE" || type == "CNE") return Role::coded_text;
    return Role::other;
}

void Observations::take_observation(Segment const& obx)
{
    ++seen_count_;
    auto const status = message_->trimmed(message_->field(obx, 11));
    auto const role = role_of(obx);
    switch (role) {
    case Role::ignored:
        if (status == "O") ++announcing_count_;
        return;
    case Role::study_uid:
        if (status == "O") ++announcing_count_;
        take_study_uid(message_->trimmed(message_->first(obx, 5)), place_of(obx, 5));
        return;
    case Role::other:
        if (!message_->field(obx, 5).empty()) {
            flaws_.push_back(
                {place_of(obx, 2), "is of a type that holds no text; it was not read"});
        }
        return;
    case Role::text:
    case Role::coded_text: take_text(obx, role); break;
    case Role::attachment:
    case Role::link: take_attachment(obx, role); break;
    }
    statuses_.push_back(status);
}

void Observations::append_line(std::string const& line)
{
    if (!text_.empty()) text_ += '\n';
    text_ += line;
}

void Observations::take_text(Segment const& obx, Role role)
{
    auto const value = message_->field(obx, 5);
    auto const count = message_->repetitions(value);
    for (unsigned i = 0; i < count; ++i) {
        auto one = message_->repetition(value, i);
        if (role == Role::coded_text) {
            auto const words = message_->component(one, 2);
            one = words.empty() ? message_->component(one, 1) : words;
        }
        append_line(message_->text(one));
    }
}

void Observations::take_attachment(Segment const& obx, Role role)
{
    auto const place = place_of(obx, 5);
    auto const value = message_->field(obx, 5);
    auto const count = message_->repetitions(value);
    if (count == 0) flaws_.push_back({place, "the attachment is empty"});
    for (unsigned i = 0; i < count; ++i) {
        auto const one = message_->repetition(value, i);
        auto made = role == Role::link ? pointed_to(*message_, one, place, flaws_)
                                       : encapsulated(*message_, one, place, flaws_);
        if (!made) continue;
        attachment_bytes_ += made->bytes.reveal(Purpose::mapping).size();
        if (attachment_bytes_ > attachment_bytes_max) {
            flaws_.push_back({place, "the attachments of this report are longer than our limit"});
            return;
        }
        attachments_.push_back(*std::move(made));
    }
}

void Observations::take_note(Segment const& nte)
{
    if (sender_->notes == Notes::ignore) return;
    auto const value = message_->field(nte, 3);
    auto const count = message_->repetitions(value);
    for (unsigned i = 0; i < count; ++i)
        append_line(message_->text(message_->repetition(value, i)));
}

void Observations::take_study_uid(std::string uid, std::string const& place)
{
    if (uid.empty()) return;
    if (!is_uid(uid)) flaws_.push_back({place, "is no DICOM UID"});
    else if (study_uid_.empty()) study_uid_ = std::move(uid);
    else if (study_uid_ != uid) flaws_.push_back({place, "names another study than before"});
}

bool Observations::only_announces() const
{
    return seen_count_ > 0 && seen_count_ == announcing_count_ && text_.empty() &&
           attachments_.empty();
}

void Observations::finish(ImagingReport& report)
{
    report.study_uid = std::move(study_uid_);
    if (!text_.empty()) report.text_is = TextIs::own;
    report.text = Sensitive<std::string>{std::move(text_)};
    report.attachments = std::move(attachments_);
    for (auto& flaw : flaws_) report.flaws.push_back(std::move(flaw));
}

} // namespace foramen::hl7v2
