#include "gateway/imaging/report_life.h"

#include "gateway/base/digest.h"

#include <algorithm>

namespace foramen::imaging {

namespace {

using hl7v2::ImagingReport;
using hl7v2::ImagingStatus;
using enum hl7v2::ImagingStatus;

bool is_early(ImagingStatus status)
{
    return status == registered || status == partial || status == preliminary;
}

std::string const& report_text_of(ImagingReport const& said)
{
    static std::string const none;
    return said.text_is == hl7v2::TextIs::absent ? none : said.text.reveal(Purpose::mapping);
}

/// A final report again: the same one, one with something added, or another one.
ImagingStatus told_again(Current const& known, ImagingReport const& said)
{
    auto const& text = report_text_of(said);
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

/// What stands in a report: one text, or, where it comes as documents (MDM), one of each.
struct Page {
    std::string document; ///< TXA-12; empty: the report as a whole.
    std::string text;
    std::vector<AttachmentNote> attachments;
};

/// Which pages a message leaves, and which it brings. Source: standards/imaging.md 1.2 (MDM).
class Pages {
public:
    bool empty() const { return pages_.empty(); }

    void take(Telling const& telling)
    {
        auto const& said = telling.said;
        // A status that comes alone takes nothing away.
        auto const is_bare = said.text_is == hl7v2::TextIs::absent && telling.attachments.empty();
        if (!said.event.starts_with("MDM^")) {
            if (!is_bare) put_whole(telling);
            return;
        }
        if (said.event == "MDM^T11") return remove(said.report_id);
        if (said.event == "MDM^T10") remove(said.parent_report_id);
        if (!is_bare) put({said.report_id, report_text_of(said), telling.attachments});
    }

    void show_in(Current& current) const
    {
        current.text.clear();
        current.attachments.clear();
        for (auto const& page : pages_) {
            if (!current.text.empty() && !page.text.empty()) current.text += "\n\n";
            current.text += page.text;
            auto const& more = page.attachments;
            current.attachments.insert(current.attachments.end(), more.begin(), more.end());
        }
    }

private:
    void put_whole(Telling const& telling)
    {
        auto const& said = telling.said;
        Page page{"", report_text_of(said), telling.attachments};
        if (said.text_is == hl7v2::TextIs::absent && pages_.size() == 1) {
            page.text = pages_.front().text;
        }
        pages_ = {std::move(page)};
    }
    void put(Page page)
    {
        auto const found = std::ranges::find(pages_, page.document, &Page::document);
        if (found == pages_.end()) pages_.push_back(std::move(page));
        else *found = std::move(page);
    }
    /// A document that nobody knows stands for the report as a whole.
    void remove(std::string const& document)
    {
        auto const found = std::ranges::find(pages_, document, &Page::document);
        if (found != pages_.end()) pages_.erase(found);
        else std::erase_if(pages_, [](Page const& page) { return page.document.empty(); });
    }

    std::vector<Page> pages_;
};

void take(Current& current, Pages& pages, Telling const& telling, std::size_t place)
{
    auto const& said = telling.said;
    auto const was_announced = current.is_announced_only;
    pages.take(telling);
    auto status = was_announced ? said.status : next_status(current, said);
    // One document of several was taken back: what is left is another report than before.
    auto const is_part = said.event == "MDM^T11" && !pages.empty();
    if (is_part && is_complete(current.status)) status = amended;
    current.status = status;
    current.is_announced_only = false;
    current.told_by = place;
    if (said.event != "MDM^T11" || is_part) pages.show_in(current);
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
    Pages pages;
    for (std::size_t place = 0; place < tellings.size(); ++place) {
        auto const& said = tellings[place].said;
        keep_numbers(current, said);
        if (said.kind == hl7v2::ReportKind::announcement) {
            if (current.is_announced_only) current.told_by = place;
            continue;
        }
        // A preliminary report that is dated after the final one is a late one.
        if (is_early(said.status) && is_complete(current.status)) continue;
        take(current, pages, tellings[place], place);
    }
    if (current.is_announced_only) current.status = registered;
    current.content = content_of(current, tellings[current.told_by].said);
    return current;
}

} // namespace foramen::imaging
