#include "gateway/imaging/report_life.h"

#include "gateway/base/digest.h"

namespace foramen::imaging {

namespace {

using hl7v2::ImagingReport;
using hl7v2::ImagingStatus;
using enum hl7v2::ImagingStatus;

bool is_early(ImagingStatus status)
{
    return status == registered || status == partial || status == preliminary;
}

std::string const& text_of(ImagingReport const& said)
{
    static std::string const none;
    return said.text_is == hl7v2::TextIs::absent ? none : said.text.reveal(Purpose::mapping);
}

/// A final report again: the same one, one with something added, or another one.
ImagingStatus told_again(Current const& known, ImagingReport const& said)
{
    auto const& text = text_of(said);
    if (said.text_is == hl7v2::TextIs::absent || text == known.text) return known.status;
    if (known.text.empty()) return known.status;
    return text.find(known.text) == std::string::npos ? amended : appended;
}

ImagingStatus next_status(Current const& known, ImagingReport const& said)
{
    if (said.status == final && is_complete(known.status)) return told_again(known, said);
    return said.status;
}

void keep_numbers(Current& current, ImagingReport const& said)
{
    if (!said.study_uid.empty()) current.study_uid = said.study_uid;
    if (!said.accession.empty()) current.accession = said.accession;
}

void take(Current& current, Telling const& telling, std::size_t place)
{
    auto const& said = telling.said;
    current.status = current.is_announced_only ? said.status : next_status(current, said);
    current.is_announced_only = false;
    current.told_by = place;
    if (said.text_is != hl7v2::TextIs::absent) current.text = text_of(said);
    // A status that comes alone takes nothing away.
    auto const is_bare = said.text_is == hl7v2::TextIs::absent && telling.attachments.empty();
    if (!is_bare) current.attachments = telling.attachments;
}

std::string_view standing_of(ImagingStatus status)
{
    if (status == cancelled) return "cancelled";
    return status == entered_in_error ? "withdrawn" : "valid";
}

std::string content_of(Current const& current, ImagingReport const& said)
{
    std::string all{standing_of(current.status)};
    all += '\n' + std::to_string(current.text.size()) + '\n' + current.text;
    for (auto const& attachment : current.attachments) {
        all += '\n' + attachment.hash + ' ' + attachment.url;
    }
    for (auto const& exam : said.exams) all += '\n' + exam.code + '\n' + exam.text;
    all += '\n' + said.modality + '\n' + current.study_uid;
    if (said.scanned) all += '\n' + to_rfc3339(said.scanned->at);
    return to_hex(sha256(all));
}

} // namespace

std::string text_hash(std::string_view text) { return to_hex(sha256(text)); }

bool is_complete(ImagingStatus status)
{
    return status == final || status == amended || status == appended || status == corrected;
}

Current current_of(std::span<Telling const> tellings)
{
    Current current;
    for (std::size_t place = 0; place < tellings.size(); ++place) {
        auto const& said = tellings[place].said;
        keep_numbers(current, said);
        if (said.kind == hl7v2::ReportKind::announcement) {
            if (current.is_announced_only) current.told_by = place;
            continue;
        }
        // A preliminary report that is dated after the final one is a late one.
        if (is_early(said.status) && is_complete(current.status)) continue;
        take(current, tellings[place], place);
    }
    if (current.is_announced_only) current.status = registered;
    current.content = content_of(current, tellings[current.told_by].said);
    return current;
}

} // namespace foramen::imaging
