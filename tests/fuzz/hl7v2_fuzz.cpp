// Why this file exists: whatever a sender's line brings, it is kept, refused or put into quarantine
// with an answer that can be read itself, and nothing that is kept is broken text.
#include "gateway/hl7v2/reception.h"
#include "tests/fuzz/target.h"

namespace {

using namespace foramen;
using namespace foramen::hl7v2;
using fhir::fuzz::promise;

bool is_readable(std::string const& answer)
{
    auto const read = Message::parse(answer, Charset::cp_1252);
    auto const* const message = std::get_if<Message>(&read);
    return message != nullptr && message->find("MSA") != nullptr;
}

void expect_text(std::string const& text) { promise(is_utf_8(text), "text is UTF-8"); }

void expect_whole(ImagingReport const& report)
{
    expect_text(report.text.reveal(Purpose::audit));
    expect_text(report.patient.name.family.reveal(Purpose::audit));
    expect_text(report.accession);
    expect_text(report.report_id);
    for (auto const& exam : report.exams) expect_text(exam.text);
    promise(report.study_uid.size() <= study_uid_bytes_max, "a study UID is short");
    auto const kept = report.text_is != TextIs::absent;
    promise(kept || report.text.reveal(Purpose::audit).empty(), "text that is there is told");
    promise(report.status != ImagingStatus::unknown || !report.flaws.empty() ||
                report.kind == ReportKind::announcement,
            "an unknown status is a flaw");
}

void expect_reception(std::string const& bytes, Sender const& sender)
{
    auto const reception = receive(bytes, sender, {TimePoint{}, "A"});
    promise(reception.key.body_hash.size() == 64, "every message has a hash");
    if (reception.fate == Fate::keep) {
        promise(!reception.reports.empty(), "what is kept has a report");
        promise(is_readable(reception.accepted), "an acceptance can be read");
        promise(is_readable(reception.failed), "a failure can be read");
        for (auto const& report : reception.reports) expect_whole(report);
        return;
    }
    promise(reception.fault && !reception.fault->text.empty(), "a refusal says why");
    promise(is_readable(reception.refused), "a refusal can be read");
}

} // namespace

int LLVMFuzzerTestOneInput(std::uint8_t const* bytes, std::size_t size)
{
    std::string const text{fhir::fuzz::text_of(bytes, size)};
    Sender sender;
    sender.name = "fuzz";
    sender.acknowledgement = AcknowledgementMode::original;
    expect_reception(text, sender);
    sender.processing = Processing::production;
    sender.charset = Charset::latin_9;
    sender.missing_text = MissingText::share;
    sender.acknowledgement = AcknowledgementMode::original;
    expect_reception(text, sender);
    origin_of(text);
    read_sender("fuzz.json", text);
    return 0;
}
