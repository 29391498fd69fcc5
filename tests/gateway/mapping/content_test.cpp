// What the practice must be able to rely on, whatever else a mapping changes.
#include "tests/gateway/mapping/example.h"

#include <gmock/gmock.h>

namespace foramen {
namespace {

using example::apply;
using example::ask;
using example::one_of;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

std::vector<std::string> ask_of(std::string const& name, std::string_view expression)
{
    return ask(apply(name).bundle, expression);
}

std::string status_of(std::string const& name, std::string const& type)
{
    auto const found = ask_of(name, "Bundle.entry.resource.where($this is " + type + ").status");
    return found.size() == 1 ? found.front() : std::to_string(found.size()) + " of them";
}

TEST(BookingMap, GivesEachKindOfEventItsStatuses)
{
    EXPECT_EQ(status_of("booking-created", "Appointment"), "booked");
    EXPECT_EQ(status_of("booking-created", "ServiceRequest"), "active");
    EXPECT_EQ(status_of("booking-created-pending", "Appointment"), "pending");
    EXPECT_EQ(status_of("booking-created-pending", "ServiceRequest"), "on-hold");
    EXPECT_EQ(status_of("booking-rescheduled", "Appointment"), "booked");
    EXPECT_EQ(status_of("booking-cancelled", "Appointment"), "cancelled");
    EXPECT_EQ(status_of("booking-cancelled", "ServiceRequest"), "revoked");
    EXPECT_EQ(status_of("booking-no-show", "Appointment"), "noshow");
    EXPECT_EQ(status_of("booking-no-show", "ServiceRequest"), "revoked");
    EXPECT_EQ(status_of("booking-arrived", "Appointment"), "arrived");
}

TEST(BookingMap, KeepsTheIdsOfABookingThroughAllItsEvents)
{
    auto const created = apply("booking-created");
    for (auto const* const later : {"booking-rescheduled", "booking-cancelled"}) {
        auto const changed = apply(later);
        for (auto const* const type :
             {"Appointment", "ServiceRequest", "Patient", "Organization"}) {
            EXPECT_EQ(one_of(created, type).id, one_of(changed, type).id) << type;
        }
        EXPECT_NE(one_of(created, "Provenance").id, one_of(changed, "Provenance").id);
    }
}

TEST(BookingMap, LooksForAPatientByATracedNhsNumberOnly)
{
    auto const query = "Bundle.entry.where(resource is Patient).request.ifNoneExist";
    EXPECT_THAT(ask_of("booking-created", query),
                ElementsAre(HasSubstr("https://fhir.nhs.uk/Id/nhs-number|999")));
    EXPECT_THAT(ask_of("booking-created-untraced", query),
                ElementsAre("identifier=urn:foramen:clinic-patient-id|P-10001"));
    EXPECT_THAT(ask_of("booking-created-minimal", query),
                ElementsAre("identifier=urn:foramen:clinic-patient-id|P-10002"));
}

TEST(BookingMap, SaysWhetherTheNhsNumberWasTraced)
{
    auto const code =
        "Bundle.entry.resource.ofType(Patient).identifier.extension.value.coding.code";
    EXPECT_THAT(ask_of("booking-created", code), ElementsAre("01"));
    EXPECT_THAT(ask_of("booking-created-untraced", code), ElementsAre("02"));
    EXPECT_THAT(ask_of("booking-created-minimal", code), IsEmpty());
}

TEST(BookingMap, MakesTheIdOfAPatientOfTheClinicsNumberSoThatNoUrlHoldsAnNhsNumber)
{
    EXPECT_EQ(one_of(apply("booking-created"), "Patient").id,
              one_of(apply("booking-created-untraced"), "Patient").id);
}

TEST(BookingMap, CompletesAnInstantWithoutSecondsAndLeavesBlankTextOut)
{
    EXPECT_THAT(
        ask_of("booking-created-minimal", "Bundle.entry.resource.ofType(Appointment).start"),
        ElementsAre("2030-07-03T10:15:00+01:00"));
    EXPECT_THAT(ask_of("booking-created-minimal",
                       "Bundle.entry.resource.ofType(Patient).select(address | telecom)"),
                IsEmpty());
}

TEST(BookingMap, SendsNoCodeThatNobodyVerified)
{
    EXPECT_THAT(ask_of("booking-created-pending",
                       "Bundle.entry.resource.ofType(Appointment).reasonCode.coding.code"),
                IsEmpty());
    EXPECT_THAT(ask_of("booking-created-pending",
                       "Bundle.entry.resource.ofType(Appointment).reasonCode.text"),
                ElementsAre("Bone spur"));
    EXPECT_THAT(ask_of("booking-created",
                       "Bundle.entry.resource.ofType(ServiceRequest).reasonCode.coding.code"),
                ElementsAre("23056005"));
}

TEST(ScreeningMap, SaysNothingOfHealthWhenAllAnswersAreNo)
{
    EXPECT_THAT(ask_of("screening-clear", "Bundle.entry.resource.where($this is Condition or "
                                          "$this is AllergyIntolerance or $this is Flag).id"),
                IsEmpty());
}

TEST(ScreeningMap, MakesAConditionOfYesAndAFlagOfUnsure)
{
    EXPECT_THAT(ask_of("screening-high-risk", "Bundle.entry.resource.ofType(Condition).code.text"),
                UnorderedElementsAre("Infectious disease", "Tumour or cancer", "Heart problem",
                                     "Osteoporosis", "Diabetes mellitus",
                                     "Unstable blood pressure"));
    EXPECT_THAT(ask_of("screening-high-risk",
                       "Bundle.entry.resource.ofType(Condition).verificationStatus.coding.code"),
                Each("unconfirmed"));
    EXPECT_THAT(
        ask_of("screening-high-risk", "Bundle.entry.resource.ofType(AllergyIntolerance).code.text"),
        ElementsAre("Corticosteroid"));
    EXPECT_THAT(
        ask_of("screening-high-risk", "Bundle.entry.resource.ofType(Flag).identifier.value"),
        UnorderedElementsAre("SC-1001/bleedingDisorder/unsure",
                             "SC-1001/pregnancyOrBreastfeeding/unsure",
                             "SC-1001/anaestheticAllergy/unsure", "SC-1001/anticoagulant/yes"));
}

TEST(ScreeningMap, TakesBackWhatAnAmendedFormNoLongerSays)
{
    EXPECT_THAT(ask_of("screening-amended", "Bundle.entry.resource.ofType(Condition)"
                                            ".where(verificationStatus.coding.code = "
                                            "'entered-in-error').identifier.value"),
                ElementsAre("SC-1001/infection"));
    EXPECT_THAT(ask_of("screening-amended", "Bundle.entry.resource.ofType(Condition)"
                                            ".where(clinicalStatus.coding.code = 'active')"
                                            ".identifier.value"),
                ElementsAre("SC-1001/heartProblem"));
    EXPECT_THAT(ask_of("screening-amended", "Bundle.entry.resource.ofType(AllergyIntolerance)"
                                            ".verificationStatus.coding.code"),
                ElementsAre("entered-in-error"));
    EXPECT_THAT(ask_of("screening-amended", "Bundle.entry.resource.ofType(Flag).status"),
                ElementsAre("entered-in-error", "entered-in-error"));
    EXPECT_EQ(status_of("screening-amended", "QuestionnaireResponse"), "amended");
}

TEST(ScreeningMap, WithoutTheAnswersBeforeTakesBackAllThatMayHaveBeenSaid)
{
    auto facts = example::facts_of("screening-amended");
    std::erase_if(facts, [](auto const& fact) { return fact.first == "previousAnswers"; });
    auto const mapped =
        example::mapper().apply("screening", example::event_of("screening-amended"), facts);
    ASSERT_TRUE(mapped) << mapped.error().text();
    EXPECT_EQ(ask(mapped->bundle, "Bundle.entry.resource.ofType(Condition)").size(), 8u);
    EXPECT_EQ(ask(mapped->bundle, "Bundle.entry.resource.ofType(AllergyIntolerance)").size(), 2u);
}

TEST(ScreeningMap, SaysWhetherThePatientConsented)
{
    EXPECT_EQ(status_of("screening-clear", "Consent"), "active");
    EXPECT_EQ(status_of("screening-declined", "Consent"), "rejected");
    EXPECT_THAT(
        ask_of("screening-declined", "Bundle.entry.resource.ofType(Consent).provision.type"),
        ElementsAre("deny"));
}

TEST(ScreeningMap, KeepsTheDigitsOfAReading)
{
    EXPECT_THAT(ask_of("screening-high-risk", "Bundle.entry.resource.ofType(Observation)"
                                              ".value.ofType(Quantity).value"),
                ElementsAre("86.50"));
    EXPECT_THAT(ask_of("screening-high-risk", "Bundle.entry.resource.ofType(Observation)"
                                              ".component.value.ofType(Quantity).value"),
                ElementsAre("182", "111"));
}

TEST(ReportMap, GivesEachKindOfReportItsStatuses)
{
    EXPECT_EQ(status_of("procedure-report-final", "Procedure"), "completed");
    EXPECT_EQ(status_of("procedure-report-not-completed", "Procedure"), "not-done");
    EXPECT_EQ(status_of("procedure-report-amended", "Procedure"), "completed");
    auto const composition = "Bundle.entry.resource.ofType(Bundle).entry.resource"
                             ".ofType(Composition).status";
    EXPECT_THAT(ask_of("procedure-report-final", composition), ElementsAre("final"));
    EXPECT_THAT(ask_of("procedure-report-amended", composition), ElementsAre("amended"));
    EXPECT_EQ(status_of("procedure-report-amended", "DocumentReference"), "current");
}

TEST(ReportMap, WithdrawsAllOfAReportThatWasEnteredInError)
{
    auto const wrong = std::string{"procedure-report-entered-in-error"};
    EXPECT_THAT(ask_of(wrong, "Bundle.entry.resource.where($this is Procedure or $this is "
                              "MedicationAdministration or $this is Observation or $this is "
                              "DocumentReference).status"),
                Each("entered-in-error"));
    EXPECT_THAT(ask_of(wrong, "Bundle.entry.resource.ofType(Bundle).entry.resource"
                              ".ofType(Composition).status"),
                ElementsAre("entered-in-error"));
}

TEST(ReportMap, ReplacesTheReportBeforeUnderTheSameIds)
{
    auto const first = apply("procedure-report-final");
    auto const second = apply("procedure-report-amended");
    for (auto const* const type : {"Procedure", "DocumentReference", "Bundle"}) {
        EXPECT_EQ(one_of(first, type).id, one_of(second, type).id) << type;
    }
    EXPECT_THAT(ask(second.bundle, "Bundle.entry.resource.ofType(DocumentReference).relatesTo"
                                   ".target.identifier.value"),
                ElementsAre("PR-1001/1"));
    EXPECT_THAT(ask(second.bundle, "Bundle.entry.resource.ofType(MedicationAdministration).status"),
                ElementsAre("completed", "entered-in-error"));
}

TEST(ReportMap, IsADocumentThatHoldsAllThatItRefersTo)
{
    auto const mapped = apply("procedure-report-final");
    auto const document = one_of(mapped, "Bundle");
    EXPECT_THAT(ask(document.body, "Bundle.type"), ElementsAre("document"));
    EXPECT_THAT(ask(document.body, "Bundle.entry.first().resource.title"), Not(IsEmpty()));
    auto const urls = ask(document.body, "Bundle.entry.fullUrl");
    for (auto const& reference : ask(document.body, "Bundle.entry.resource.ofType(Composition)"
                                                    ".descendants().reference")) {
        EXPECT_THAT(urls, Contains(reference));
    }
}

TEST(ReportMap, KeepsBatchAndExpiryOfEachMedicine)
{
    EXPECT_THAT(ask_of("procedure-report-final",
                       "Bundle.entry.resource.ofType(MedicationAdministration).contained"
                       ".ofType(Medication).batch.lotNumber"),
                ElementsAre("DX80013", "LD99114"));
    EXPECT_THAT(ask_of("procedure-report-final",
                       "Bundle.entry.resource.ofType(MedicationAdministration).dosage.dose.value"),
                ElementsAre("6.60", "20"));
}

TEST(ReportMap, LeavesNoMarkupOfTheClinicInANarrative)
{
    for (auto const& text :
         ask_of("procedure-report-complications", "Bundle.descendants().ofType(Narrative).`div`")) {
        EXPECT_THAT(text, Not(HasSubstr("<script")));
        EXPECT_THAT(text, Not(HasSubstr("<b>")));
        EXPECT_EQ(text.find("</div>"), text.size() - 6) << "a div ends once";
    }
}

TEST(ReportMap, EscapesVeryLongHostileText)
{
    auto event = example::event_of("procedure-report-final");
    std::string hostile;
    for (int i = 0; i < 20'000; ++i) hostile += "<&'>";
    std::string const findings = "Good spread around the nerve root.";
    event.replace(event.find(findings), findings.size(), hostile);
    auto const mapped = example::mapper().apply("procedure-report", event,
                                                example::facts_of("procedure-report-final"));
    ASSERT_TRUE(mapped) << mapped.error().text();
    EXPECT_THAT(mapped->bundle, Not(HasSubstr("<p><&")));
}

TEST(ReportMap, PointsToTheFhirDocumentWhenThereIsNoPdf)
{
    EXPECT_THAT(ask_of("procedure-report-without-pdf",
                       "Bundle.entry.resource"
                       ".ofType(DocumentReference).content.attachment.contentType"),
                ElementsAre("application/fhir+json"));
}

} // namespace
} // namespace foramen
