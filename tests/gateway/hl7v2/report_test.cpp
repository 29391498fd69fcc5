#include "samples.h"

#include <gmock/gmock.h>

namespace foramen::hl7v2 {

namespace {

using testing::HasSubstr;
using testing::Not;

std::string const front = header() + patient + order;

} // namespace

TEST(ImagingReport, HoldsEverythingThatTheMessageSays)
{
    auto const report = report_of(front + exam() + text("Right S1 root contact.") +
                                  "ZDS|1.2.826.0.1.3680043.10.999.1^EXIMG^Application^DICOM\r");
    EXPECT_EQ(report.sender, "eximg");
    EXPECT_EQ(report.control_id, "C1");
    EXPECT_EQ(report.event, "ORU^R01");
    EXPECT_EQ(report.provider, "EXIMG");
    ASSERT_EQ(report.patient.nhs_numbers.size(), 1u);
    EXPECT_EQ(words(report.patient.nhs_numbers[0]), "9990000018");
    EXPECT_EQ(report.patient.nhs_number_status, "01");
    ASSERT_EQ(report.patient.local_ids.size(), 1u);
    EXPECT_EQ(words(report.patient.local_ids[0].value), "EX12345");
    EXPECT_EQ(report.patient.local_ids[0].authority, "EXIMG");
    EXPECT_EQ(words(report.patient.name.family), "EXAMPLE");
    EXPECT_EQ(words(report.patient.name.given), "ANNA");
    EXPECT_EQ(report.patient.birth_date.reveal(Purpose::mapping), *parse_date("1970-02-15"));
    EXPECT_EQ(report.patient.sex, "F");
    EXPECT_EQ(words(report.patient.postcode), "ZZ99 3VZ");
    EXPECT_EQ(report.request_number, "FORA-REQ-77");
    EXPECT_EQ(report.request_authority, "FORAMEN");
    EXPECT_EQ(report.report_id, "ACC1001");
    EXPECT_EQ(report.accession, "ACC1001");
    EXPECT_EQ(report.study_uid, "1.2.826.0.1.3680043.10.999.1");
    ASSERT_EQ(report.exams.size(), 1u);
    EXPECT_EQ(report.exams[0].code, "MSPLU-LOCAL");
    EXPECT_EQ(report.exams[0].text, "MRI Spine lumbar");
    EXPECT_EQ(report.modality, "MR");
    EXPECT_EQ(to_rfc3339(report.scanned->at), "2026-09-14T09:15:00.000Z");
    EXPECT_EQ(to_rfc3339(report.reported->at), "2026-09-15T11:00:00.000Z");
    EXPECT_EQ(to_rfc3339(report.sent->at), "2026-09-15T11:15:00.000Z");
    EXPECT_EQ(report.status, ImagingStatus::final);
    EXPECT_EQ(report.text_is, TextIs::own);
    EXPECT_EQ(words(report.text), "Right S1 root contact.");
    EXPECT_EQ(report.reporter.family, "RADIOLOGIST");
    EXPECT_TRUE(report.flaws.empty()) << report.flaws[0].place << report.flaws[0].text;
}

TEST(ImagingReport, JoinsRepeatedAndSplitObservationsAndNotesInTheirOrder)
{
    auto const report =
        report_of(front + exam() + "NTE|1||Note one~and two\r" + text("First~second") +
                  "NTE|1||of the first\r" + text("A ^ B & C \\T\\ D", "F", "FT") +
                  text("L5^Level L5^X", "F", "CE") + text("", "F"));
    EXPECT_EQ(words(report.text),
              "Note one\nand two\nFirst\nsecond\nof the first\nA ^ B & C & D\nLevel L5");
    auto sender = eximg();
    sender.notes = Notes::ignore;
    auto const plain = report_of(front + exam() + text("T") + "NTE|1||N\r", sender);
    EXPECT_EQ(words(plain.text), "T");
}

TEST(ImagingReport, TakesAsTextWhatTheProfileSays)
{
    auto sender = eximg();
    sender.text_codes = {"TEXT"};
    sender.ignored_codes = {"ADDR"};
    auto const report = report_of(front + exam() +
                                      "OBX|1|TX|TEXT||this||||||F\r"
                                      "OBX|2|TX|DOSE||not this||||||P\r"
                                      "OBX|3|TX|ADDR||nor this||||||W\r",
                                  sender);
    EXPECT_EQ(words(report.text), "this");
    EXPECT_EQ(report.status, ImagingStatus::final);
}

TEST(ImagingReport, SaysWhichObservationsItDidNotRead)
{
    auto const report = report_of(front + exam() + text("T") + "OBX|2|NM|DOSE||12||||||F\r");
    EXPECT_TRUE(has_flaw(report, "OBX[2]-2"));
    EXPECT_EQ(words(report.text), "T");
}

TEST(ImagingReport, IsOneForEachExamination)
{
    auto const message = front + exam("F", "A1", "X^MRI Spine cervical^L") + order +
                         exam("P", "A2") + text("Both.", "P");
    auto const reports = reports_of(message);
    ASSERT_EQ(reports.size(), 2u);
    EXPECT_EQ(reports[0].report_id, "A1");
    EXPECT_EQ(reports[0].text_is, TextIs::absent);
    EXPECT_TRUE(has_flaw(reports[0], "OBX"));
    EXPECT_EQ(reports[0].status, ImagingStatus::final);
    EXPECT_EQ(words(reports[1].text), "Both.");
    EXPECT_EQ(reports[1].status, ImagingStatus::preliminary);

    auto sender = eximg();
    sender.missing_text = MissingText::share;
    auto const shared = reports_of(message, sender);
    EXPECT_EQ(shared[0].text_is, TextIs::shared);
    EXPECT_EQ(words(shared[0].text), "Both.");
    EXPECT_FALSE(has_flaw(shared[0], "OBX"));
}

TEST(ImagingReport, IsOneForExaminationsOfTheSameNumber)
{
    auto const report = report_of(front + exam("F", "A1", "X^MRI Spine cervical^L") + text("C.") +
                                  exam("P", "A1") + text("L."));
    EXPECT_EQ(report.exams.size(), 2u);
    EXPECT_EQ(words(report.text), "C.\nL.");
    EXPECT_EQ(report.status, ImagingStatus::preliminary) << "as far as its least advanced part";
}

TEST(ImagingReport, BelongsToThePatientAboveIt)
{
    auto const other = "PID|2||8^^^X~9990000026^^^NHS^NH||OTHER^O\r";
    auto const reports = reports_of(front + exam() + text("A") + other + exam() + text("B"));
    ASSERT_EQ(reports.size(), 2u) << "the same number of another patient is another report";
    EXPECT_EQ(words(reports[1].patient.name.family), "OTHER");
    EXPECT_EQ(words(reports[1].text), "B");
}

TEST(ImagingReport, FindsTheStudyWhereverItStands)
{
    auto const uid = [](std::string const& segment) {
        return report_of(front + exam() + text("T") + segment).study_uid;
    };
    EXPECT_EQ(uid("ZDS|1.2.3^A^Application^DICOM\r"), "1.2.3");
    EXPECT_EQ(uid("OBX|2|ST|113014^DICOM Study^DCM||1.2.3||||||O\r"), "1.2.3");
    EXPECT_EQ(uid("OBX|2|ST|Study Instance UID||1.2.3||||||O\r"), "1.2.3");
    EXPECT_EQ(uid("OBX|2|ST|SUID^Study Instance UID^L||1.2.3||||||F\r"), "1.2.3");
    EXPECT_EQ(uid("ZDS|1.2.3/../4\r"), "");
    auto const two = report_of(front + exam() + text("T") + "ZDS|1.2.3\rZDS|1.2.4\r");
    EXPECT_EQ(two.study_uid, "1.2.3");
    EXPECT_TRUE(has_flaw(two, "ZDS[2]-1"));
}

TEST(ImagingReport, IsNoReportWhenItOnlyAnnouncesImages)
{
    auto const announced = report_of(front + exam("") +
                                     "OBX|1|ST|113014^DICOM Study^DCM||1.2.3||||||O\r"
                                     "OBX|2|ST|112002^Series^DCM||1.2.4||||||O\r");
    EXPECT_EQ(announced.kind, ReportKind::announcement);
    EXPECT_EQ(announced.study_uid, "1.2.3");
    auto const report =
        report_of(front + exam() + text("T") + "OBX|2|ST|113014^DICOM Study^DCM||1.2.3||||||O\r");
    EXPECT_EQ(report.kind, ReportKind::report);
    EXPECT_EQ(report.status, ImagingStatus::final) << "O changes no status";
}

TEST(ImagingReport, TakesTheAccessionFromWhereItsSenderPutsIt)
{
    auto const message =
        front + "OBR|1||R1^EXIMG|X^MRI Spine lumbar||||||||||||||OBR18||OBR20|||||F\r" + text("T");
    auto sender = eximg();
    EXPECT_EQ(report_of(message, sender).accession, "OBR18");
    sender.accession = {{"ZZZ", 1, 1}, {"OBR", 20, 0}};
    EXPECT_EQ(report_of(message, sender).accession, "OBR20");
    sender.accession = {{"ORC", 3, 1}};
    EXPECT_EQ(report_of(message, sender).accession, "ACC1001");
}

TEST(ImagingReport, IsKeptWithAFlawForEverythingThatItLacks)
{
    auto const report = report_of(header() + "OBR|1|||^Something\r");
    for (auto const* place : {"PID", "OBR-4", "OBR-25", "OBR-7", "OBR-3"}) {
        EXPECT_TRUE(has_flaw(report, place)) << place;
    }
    EXPECT_EQ(report.status, ImagingStatus::unknown);
    auto const odd = report_of(header() + "PID|1||1^^^NHS^NH~2^^^^NH||X||19700230\r" + exam("Q"));
    EXPECT_TRUE(has_flaw(odd, "PID-3"));
    EXPECT_TRUE(has_flaw(odd, "PID-7"));
    EXPECT_TRUE(has_flaw(odd, "OBR-25"));
    EXPECT_EQ(odd.patient.nhs_numbers.size(), 2u);
}

TEST(ImagingReport, QuotesNothingOfThePatientInItsFlaws)
{
    auto const report = report_of(header() +
                                  "PID|1||SECRET^^^NHS^NH||SECRET||SECRET\r"
                                  "OBR|1|SECRET|SECRET|SECRET|||SECRET||||||||||"
                                  "|||||SECRET||SECRET|SECRET\r" +
                                  "OBX|1|ED|X||SECRET^SECRET^SECRET^SECRET^SEC\x07RET||||||SECRET\r"
                                  "OBX|2|RP|X||javascript:SECRET||||||F\r");
    EXPECT_GE(report.flaws.size(), 5u);
    for (auto const& flaw : report.flaws) {
        EXPECT_THAT(flaw.place + flaw.text, Not(HasSubstr("SECRET")));
    }
}

} // namespace foramen::hl7v2
