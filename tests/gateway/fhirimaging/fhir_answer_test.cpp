// What FHIR servers tell of reports and studies, and whose they are.
#include "tests/gateway/fhirimaging/answers.h"

namespace foramen::fhirimaging {
namespace {

using hl7v2::ImagingStatus;
using hl7v2::ReportKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

std::string places(hl7v2::ImagingReport const& report)
{
    std::string all;
    for (auto const& flaw : report.flaws) all += flaw.place + ": " + flaw.text + "\n";
    return all;
}
std::vector<std::string> numbers(hl7v2::ImagingReport const& report)
{
    std::vector<std::string> all;
    for (auto const& one : report.patient.nhs_numbers) all.push_back(one.reveal(Purpose::policy));
    return all;
}

TEST(FhirImaging, ReadsAReportWithItsPatientAndItsStudy)
{
    auto const report = one(bundle(
        {finding(
             R"("imagingStudy":[{"reference":"ImagingStudy/s1"}],"conclusion":"Disc\r\nbulge.",)"
             R"("meta":{"lastUpdated":"2026-09-15T12:00:05Z"},)"),
         anna(), study()}));
    EXPECT_EQ(report.sender, "northbank");
    EXPECT_EQ(report.event, "FHIR DiagnosticReport");
    EXPECT_EQ(report.kind, ReportKind::report);
    EXPECT_EQ(report.status, ImagingStatus::final);
    EXPECT_EQ(report.report_id, "NB-77");
    EXPECT_EQ(report.accession, "ACC1001");
    EXPECT_EQ(report.study_uid, "1.2.3");
    EXPECT_EQ(report.study_url, "https://pacs.example/dicom-web/studies/1.2.3");
    EXPECT_EQ(report.modality, "MR");
    EXPECT_EQ(report.series_count, 2u);
    EXPECT_EQ(report.instance_count, 6u);
    EXPECT_THAT(report.body_parts, ElementsAre("LSPINE"));
    ASSERT_THAT(report.exams, SizeIs(1));
    EXPECT_EQ(report.exams[0].code, "MSPLU");
    EXPECT_EQ(report.exams[0].system, "NICIP");
    EXPECT_EQ(report.exams[0].text, "MRI Spine lumbar");
    EXPECT_EQ(to_rfc3339(report.scanned->at), "2026-09-13T23:00:00.000Z"); // The day, in London.
    EXPECT_EQ(report.scanned->precision, hl7v2::Precision::day);
    EXPECT_EQ(to_rfc3339(report.reported->at), "2026-09-15T12:00:00.000Z");
    EXPECT_EQ(to_rfc3339(report.sent->at), "2026-09-15T12:00:05.000Z");
    EXPECT_EQ(report.text.reveal(Purpose::mapping), "Disc\nbulge.");
    EXPECT_THAT(numbers(report), ElementsAre("9990000018"));
    EXPECT_EQ(report.patient.name.family.reveal(Purpose::policy), "Example");
    EXPECT_EQ(report.patient.name.given.reveal(Purpose::policy), "Anna Louise");
    EXPECT_THAT(report.patient.other_names, SizeIs(1));
    EXPECT_EQ(report.patient.birth_date.reveal(Purpose::policy), *parse_date("1970-02-15"));
    EXPECT_EQ(report.patient.postcode.reveal(Purpose::policy), "AB1 2CD");
    EXPECT_EQ(report.patient.local_ids[0].authority, "urn:northbank:mrn");
    EXPECT_THAT(report.flaws, IsEmpty());
}

TEST(FhirImaging, AnnouncesAStudyThatNoReportNames)
{
    auto const report = one(bundle({study(), anna()}));
    EXPECT_EQ(report.kind, ReportKind::announcement);
    EXPECT_EQ(report.status, ImagingStatus::registered);
    EXPECT_EQ(report.exams[0].text, "MRI Lumbar spine");
    EXPECT_EQ(to_rfc3339(report.scanned->at), "2026-09-14T09:15:00.000Z");
    EXPECT_EQ(report.report_id, "");
    EXPECT_EQ(to_rfc3339(report.sent->at), to_rfc3339(received));
}

TEST(FhirImaging, WithdrawsAStudyThatWasEnteredInError)
{
    auto const report = one(study("Patient/p1", "entered-in-error"));
    EXPECT_EQ(report.kind, ReportKind::report);
    EXPECT_EQ(report.status, ImagingStatus::entered_in_error);
}

TEST(FhirImaging, FindsThePatientInTheReportItself)
{
    auto contained = anna();
    auto report = finding(R"("contained":[)" + contained + "],");
    report.replace(report.find("Patient/p1"), 10, "#p1");
    EXPECT_THAT(numbers(one(report)), ElementsAre("9990000018"));
    report = finding();
    report.replace(report.find(R"("reference":"Patient/p1")"), 24,
                   R"("identifier":{"system":"https://fhir.nhs.uk/Id/nhs-number",)"
                   R"("value":"999 000 0018"})");
    EXPECT_THAT(numbers(one(report)), ElementsAre("9990000018"));
}

TEST(FhirImaging, SaysWhatIsMissingAndTakesItLater)
{
    auto answer = FhirAnswer::read(
        bundle({finding(R"("imagingStudy":[{"reference":"ImagingStudy/s1/_history/2"}],)")}));
    ASSERT_TRUE(answer);
    EXPECT_THAT(answer->missing(), ElementsAre("ImagingStudy/s1", "Patient/p1"));
    EXPECT_EQ(answer->add("Patient/p1", study()).error().kind(), ErrorKind::not_found);
    EXPECT_EQ(answer->add("Patient/p1", "<html>").error().kind(), ErrorKind::incorrect);
    EXPECT_FALSE(answer->add("Patient/p2", anna())) << "another id";
    ASSERT_TRUE(answer->add("Patient/p1", anna()));
    ASSERT_TRUE(answer->add("ImagingStudy/s1", study()));
    EXPECT_THAT(answer->missing(), IsEmpty());
    auto const reports = answer->reports(northbank(), received);
    ASSERT_TRUE(reports);
    EXPECT_EQ(reports->front().report.study_uid, "1.2.3");
    EXPECT_THAT(numbers(reports->front().report), ElementsAre("9990000018"));
    EXPECT_THAT(reports->front().studies, ElementsAre("ImagingStudy/s1"));
}

TEST(FhirImaging, KnowsReferencesBelowTheConfiguredBase)
{
    auto report = finding();
    report.replace(report.find("Patient/p1"), 10, "https://fhir.example/R4/Patient/p1/_history/3");
    auto answer = FhirAnswer::read(report, "https://fhir.example/R4/");
    ASSERT_TRUE(answer);
    EXPECT_THAT(answer->missing(), ElementsAre("Patient/p1"));
    ASSERT_TRUE(answer->add("Patient/p1", anna()));
    EXPECT_THAT(numbers(answer->reports(northbank(), received)->front().report),
                ElementsAre("9990000018"));
    EXPECT_THAT(FhirAnswer::read(report, "https://fhir.exampl")->missing(), IsEmpty());
}

TEST(FhirImaging, DoesNotTakeAFullUrlForAnotherResource)
{
    auto all = bundle({finding(), anna()});
    auto other = anna("9990000026");
    other.replace(other.find("\"p1\""), 4, "\"p2\"");
    all.insert(all.find(R"({"resource":)"),
               R"({"fullUrl":"Patient/p1","resource":)" + other + "},");
    EXPECT_THAT(numbers(one(all)), ElementsAre("9990000018"));
}

TEST(FhirImaging, ReadsNothingByAReferenceThatIsNoPlainOne)
{
    for (auto const* hostile : {"https://elsewhere.invalid/Patient/p1", "Patient/../Binary/1",
                                "Patient/..", "Patient/p1?x=1", "Binary/1", "Patient/", "#p9"}) {
        auto report = finding();
        report.replace(report.find("Patient/p1"), 10, hostile);
        EXPECT_THAT(FhirAnswer::read(report)->missing(), IsEmpty()) << hostile;
        EXPECT_THAT(places(one(report)), HasSubstr("does not lead to a Patient")) << hostile;
    }
}

TEST(FhirImaging, IsNobodysForCertainWhenReportAndStudyNameDifferentPatients)
{
    auto other = anna("9990000026");
    other.replace(other.find("\"p1\""), 4, "\"p2\"");
    other.replace(other.find("1970-02-15"), 10, "1971-02-15");
    auto const report = one(bundle({finding(R"("imagingStudy":[{"reference":"ImagingStudy/s1"}],)"),
                                    anna(), study("Patient/p2"), other}));
    EXPECT_THAT(numbers(report), ElementsAre("9990000018", "9990000026"));
    EXPECT_FALSE(report.patient.birth_date.reveal(Purpose::policy));
    EXPECT_THAT(places(report), HasSubstr("study of another patient"));
}

TEST(FhirImaging, TakesWhatIsPushedAsATransaction)
{
    auto const all = read(bundle({finding(), anna()}, "transaction"));
    ASSERT_TRUE(all);
    EXPECT_THAT(*all, SizeIs(1));
    auto removal = bundle({finding()}, "transaction");
    removal.insert(removal.find(R"("resource")"), R"("request":{"method":"DELETE"},)");
    EXPECT_THAT(read(removal).error().text(), HasSubstr("Bundle.entry[0].request.method"));
}

TEST(FhirImaging, FollowsFullUrlsInsideABundle)
{
    auto const person = R"({"fullUrl":"urn:uuid:11111111-2222-4333-8444-555555555555","resource":)";
    auto report = finding();
    report.replace(report.find("Patient/p1"), 10, "urn:uuid:11111111-2222-4333-8444-555555555555");
    auto all = bundle({report}, "transaction");
    all.insert(all.rfind(']'), std::string{","} + person + anna() + "}");
    EXPECT_THAT(numbers(one(all)), ElementsAre("9990000018"));
}

TEST(FhirImaging, KnowsAWordOfTheProviderAgainByNameAndBytes)
{
    auto const first = read(bundle({finding(), anna()}));
    auto const again = read(bundle({anna(), finding()}));
    auto const other = read(bundle({finding(), anna("9990000026")}));
    ASSERT_TRUE(first && again && other);
    EXPECT_EQ(first->front().reference, "DiagnosticReport/r1");
    EXPECT_EQ(first->front().report.control_id, again->front().report.control_id);
    EXPECT_NE(first->front().report.control_id, other->front().report.control_id)
        << "who the patient is belongs to what was said";
    EXPECT_THAT(first->front().report.control_id, testing::StartsWith("fhir/DiagnosticReport/r1/"));
    EXPECT_LT(first->front().report.control_id.size(), 150u);
    EXPECT_THAT(first->front().bytes, HasSubstr("birthDate"));
}

TEST(FhirImaging, KeepsAStatusItDoesNotKnowForAPerson)
{
    auto const report = one(finding("", "definitive"));
    EXPECT_EQ(report.status, ImagingStatus::unknown);
    EXPECT_THAT(places(report), HasSubstr("DiagnosticReport.status"));
    EXPECT_EQ(one(finding("", "entered-in-error")).status, ImagingStatus::entered_in_error);
}

TEST(FhirImaging, TellsTheSameWordsOnceAndKeepsFiles)
{
    // "Disc bulge." and "%PDF-1.4"
    auto const report = one(finding(
        R"("conclusion":"Disc bulge.","presentedForm":[)"
        R"({"contentType":"text/plain","data":"RGlzYyBidWxnZS4="},)"
        R"({"contentType":"image/png","data":"JVBERi0xLjQ="},)"
        R"({"contentType":"application/pdf","url":"https://reports.example/1.pdf"},)"
        R"({"url":"Binary/7"},{"url":"https://user:secret@reports.example/1"},{"data":"%%%"}],)"));
    EXPECT_EQ(report.text.reveal(Purpose::mapping), "Disc bulge.");
    ASSERT_THAT(report.attachments, SizeIs(2));
    EXPECT_EQ(report.attachments[0].content_type, "application/pdf") << "by its first bytes";
    EXPECT_EQ(report.attachments[1].url.reveal(Purpose::mapping), "https://reports.example/1.pdf");
    EXPECT_THAT(places(report), HasSubstr("presentedForm[3].url"));
    EXPECT_THAT(places(report), HasSubstr("presentedForm[4].url"));
    EXPECT_THAT(places(report), HasSubstr("presentedForm[5].data"));
    EXPECT_THAT(places(report), Not(HasSubstr("secret")));
}

TEST(FhirImaging, NeverCutsAText)
{
    auto const report =
        one(finding(R"("conclusion":")" + std::string(text_bytes_max + 1, 'a') + R"(",)"));
    EXPECT_EQ(report.text_is, hl7v2::TextIs::absent);
    EXPECT_EQ(report.attachments[0].bytes.reveal(Purpose::mapping).size(), text_bytes_max + 1);
}

TEST(FhirImaging, RefusesWhatIsNoAnswerAboutImaging)
{
    for (std::string const json :
         {"", "<html>", "[]", "{}", R"({"resourceType":"Patient"})", R"({"resourceType":"Bundle"})",
          R"({"resourceType":"Bundle","type":"history"})",
          R"({"resourceType":"DiagnosticReport","status":"final","status":"final"})"}) {
        EXPECT_FALSE(read(json)) << json;
    }
    EXPECT_FALSE(read(std::string(100'000, '[')));
    EXPECT_FALSE(read(R"({"resourceType":"ImagingStudy","status":"available"})"))
        << "it could not be known again";
    EXPECT_THAT(*read(bundle({})), IsEmpty());
    std::string many = R"({"resourceType":"Bundle","type":"searchset","entry":[{})";
    for (std::size_t count = 0; count < entries_max; ++count) many += ",{}";
    EXPECT_THAT(read(many + "]}").error().text(), HasSubstr("Bundle.entry"));
}

TEST(FhirImaging, RefusesTwoPatientsOfOneId)
{
    auto const all = read(bundle({finding(), anna(), anna("9990000026")}));
    ASSERT_FALSE(all);
    EXPECT_THAT(all.error().text(), HasSubstr("Bundle.entry[2]"));
    EXPECT_THAT(all.error().text(), Not(HasSubstr("999")));
    EXPECT_TRUE(read(bundle({finding(), anna(), anna()}))) << "the same one twice";
}

TEST(FhirImaging, TellsAReportOncePerAnswer)
{
    EXPECT_THAT(*read(bundle({finding(), anna(), finding()})), SizeIs(1));
}

} // namespace
} // namespace foramen::fhirimaging
