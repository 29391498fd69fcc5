// Why this file exists: the sample messages of ../shared/data/hl7v2 give what their MANIFEST.tsv
// says, as far as one message goes; what several of them do to one report is told elsewhere.
#include "samples.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>

namespace foramen::hl7v2 {

namespace {

using testing::HasSubstr;

std::filesystem::path const folder{FORAMEN_ROOT "/../shared/data/hl7v2"};

std::string contents(std::filesystem::path const& file)
{
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

Sender configured()
{
    auto const file = FORAMEN_ROOT "/config/senders/eximg.json";
    auto read = read_sender(file, contents(file));
    EXPECT_TRUE(std::holds_alternative<Sender>(read));
    return std::get<Sender>(std::move(read));
}

Reception sample(std::string const& file, Sender const& sender = configured())
{
    return receive(contents(folder / file), sender, stamp());
}

ImagingReport report_in(std::string const& file)
{
    auto reception = sample(file);
    EXPECT_EQ(reception.fate, Fate::keep) << file;
    EXPECT_THAT(reception.accepted, HasSubstr("\rMSA|AA|U")) << file;
    EXPECT_EQ(reception.reports.size(), 1u) << file;
    return reception.reports.empty() ? ImagingReport{} : std::move(reception.reports.front());
}

void expect_status(std::string const& file, ImagingStatus status, std::string const& time)
{
    auto const report = report_in(file);
    EXPECT_EQ(report.status, status) << file;
    EXPECT_EQ(report.report_id, "ACC1001") << file;
    EXPECT_EQ(report.accession, "ACC1001") << file;
    EXPECT_EQ(to_rfc3339(report.reported->at), time) << file;
}

void expect_answer(std::string const& file, Fate fate, std::string const& answer)
{
    auto const reception = sample(file);
    EXPECT_EQ(reception.fate, fate) << file;
    EXPECT_THAT(reception.refused, HasSubstr(answer)) << file;
}

void preliminary()
{
    expect_status("u02-preliminary.hl7", ImagingStatus::preliminary, "2026-09-14T17:00:00.000Z");
    auto const report = report_in("u02-preliminary.hl7");
    EXPECT_EQ(report.study_uid, "1.2.826.0.1.3680043.10.999.1");
    EXPECT_EQ(report.exams.at(0).code, "MSPLU-LOCAL");
}

void withdrawn()
{
    expect_status("u06-wrong-patient-withdrawn.hl7", ImagingStatus::entered_in_error,
                  "2026-09-18T08:00:00.000Z");
}

void cancelled()
{
    expect_status("u05-cancelled.hl7", ImagingStatus::cancelled, "2026-09-10T08:00:00.000Z");
    EXPECT_EQ(report_in("u05-cancelled.hl7").text_is, TextIs::absent);
}

void latin_1()
{
    auto const report = report_in("u08-latin1-declared.hl7");
    EXPECT_EQ(words(report.patient.name.family), "O'BRIEN-NÚÑEZ");
    EXPECT_EQ(words(report.patient.name.given), "ZOË");
    EXPECT_EQ(words(report.text), "Modic changes at L4/5, ±2 mm listhesis, 37° lordosis.");
    EXPECT_FALSE(has_flaw(report, "MSH-18"));
}

void cp_1252()
{
    auto const report = report_in("u09-no-charset-cp1252-bytes.hl7");
    EXPECT_EQ(words(report.text), "Patient says “worse on sitting” – see Fig…");
    EXPECT_TRUE(has_flaw(report, "MSH-18")) << "guessed";
}

void spaces()
{
    auto const report = report_in("u10-nhs-spaces-unverified.hl7");
    ASSERT_EQ(report.patient.nhs_numbers.size(), 1u);
    EXPECT_EQ(words(report.patient.nhs_numbers[0]), "9990000018");
    EXPECT_EQ(report.patient.nhs_number_status, "02");
}

void two_regions()
{
    auto const reception = sample("u11-two-regions-one-report.hl7");
    ASSERT_EQ(reception.reports.size(), 2u);
    auto const& first = reception.reports[0];
    EXPECT_EQ(first.text_is, TextIs::absent);
    EXPECT_TRUE(has_flaw(first, "OBX"));
    EXPECT_THAT(words(reception.reports[1].text), HasSubstr("C6 root contact"));
    auto sender = configured();
    sender.missing_text = MissingText::share;
    auto const shared = sample("u11-two-regions-one-report.hl7", sender);
    EXPECT_THAT(words(shared.reports[0].text), HasSubstr("C6 root contact"));
}

void escapes()
{
    auto const report = report_in("u14-escapes.hl7");
    EXPECT_EQ(words(report.patient.name.family), "SMITH & JONES");
    EXPECT_EQ(words(report.text), "A|B^C&D~E\\F\nline2\nline3 bold \n\nend "
                                  "\\Zvendor\\ \\C2842\\ \\M\\ unterminated \\ tail");
}

void separators()
{
    auto const reception = sample("u19-custom-separators.hl7");
    ASSERT_EQ(reception.reports.size(), 1u);
    auto const& report = reception.reports[0];
    EXPECT_EQ(words(report.patient.nhs_numbers.at(0)), "9990000018");
    EXPECT_EQ(words(report.text), "Root contact@none.");
    EXPECT_EQ(report.accession, "ACC1019");
    EXPECT_EQ(report.status, ImagingStatus::final);
    EXPECT_THAT(reception.accepted, HasSubstr("MSA$AA$U19\r"));
}

using Check = std::function<void()>;
std::map<std::string, Check> const checks{
    {"u02-preliminary.hl7", preliminary},
    {"u03-corrected.hl7",
     [] {
         expect_status("u03-corrected.hl7", ImagingStatus::corrected, "2026-09-16T08:00:00.000Z");
     }},
    {"u04-addendum-final-again.hl7",
     [] {
         expect_status("u04-addendum-final-again.hl7", ImagingStatus::final,
                       "2026-09-17T09:00:00.000Z");
     }},
    {"u05-cancelled.hl7", cancelled},
    {"u06-wrong-patient-withdrawn.hl7", withdrawn},
    {"u08-latin1-declared.hl7", latin_1},
    {"u09-no-charset-cp1252-bytes.hl7", cp_1252},
    {"u10-nhs-spaces-unverified.hl7", spaces},
    {"u11-two-regions-one-report.hl7", two_regions},
    {"u14-escapes.hl7", escapes},
    {"u19-custom-separators.hl7", separators},
    {"u20-lf-line-ends-no-control-id.hl7",
     [] {
         expect_answer("u20-lf-line-ends-no-control-id.hl7", Fate::quarantine, "\rMSA|AE||MSH-10");
     }},
    {"u21-unsupported-type.hl7",
     [] { expect_answer("u21-unsupported-type.hl7", Fate::refuse, "\rMSA|AR|U21|MSH-9"); }},
    {"u22-production-flag-on-test-port.hl7",
     [] {
         expect_answer("u22-production-flag-on-test-port.hl7", Fate::refuse, "\rMSA|AR|U22|MSH-11");
     }},
};

} // namespace

TEST(Manifest, OfTheSampleMessagesIsWhatTheyGive)
{
    std::ifstream manifest{folder / "MANIFEST.tsv"};
    if (!manifest) GTEST_SKIP() << "needs ../shared/data/hl7v2";
    std::string line;
    std::getline(manifest, line); // The heads of the columns.
    while (std::getline(manifest, line)) {
        auto const file = line.substr(0, line.find('\t'));
        SCOPED_TRACE(file);
        auto const check = checks.find(file);
        if (check == checks.end()) ADD_FAILURE() << "a sample that nobody checks";
        else check->second();
    }
}

} // namespace foramen::hl7v2
