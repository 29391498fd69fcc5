#include "sample.h"

#include "gateway/base/digest.h"

using namespace foramen;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

namespace {

struct Case {
    char const* pointer; ///< What is replaced …
    char const* json;    ///< … by what.
    char const* fault;   ///< "" = accepted.
};

void expect_each(Sample (*sample)(), std::initializer_list<Case> cases)
{
    for (auto const& [pointer, json, fault] : cases) {
        auto changed = sample();
        auto const faults = fault_pointers(changed.set(pointer, json));
        auto const expected = *fault ? std::vector<std::string>{fault} : accepted;
        EXPECT_EQ(faults, expected) << pointer << " = " << json;
    }
}

} // namespace

TEST(Plausibility, OfABooking)
{
    expect_each(
        Sample::booking,
        {
            {"/booking/end", R"("2030-02-03T17:00:00Z")", "/booking/end"},
            {"/booking/end", R"("2030-02-03T17:15:00Z")", ""},
            {"/booking/end", R"("2030-02-04T17:15:00Z")", ""},
            {"/booking/end", R"("2030-02-04T17:15:01Z")", "/booking/end"},
            {"/booking/start", R"("2030-02-30T17:15:00Z")", "/booking/start"},
            {"/booking/start", R"("2030-02-03T24:15:00Z")", "/booking/start"},
            {"/booking/start", R"("2030-02-03T17:15:00+23:00")", "/booking/start"},
            {"/occurredAt", R"("2030-01-14T17:15:00+00:99")", "/occurredAt"},
            {"/occurredAt", R"("1999-01-14T17:15:00Z")", ""},
            {"/booking/version", "1000001", "/booking/version"},
            {"/booking/procedure/levels", R"(["L4","L5","S1"])", ""},
            {"/booking/procedure/levels", R"(["L4","C5"])", "/booking/procedure/levels/1"},
            {"/booking/procedure/levels", R"(["L4","L5","L4"])", "/booking/procedure/levels/2"},
            {"/booking/procedure/region", R"("cervical")", "/booking/procedure/levels/0"},
            {"/booking/procedure/type", R"("caudal-epidural")", ""},
            {"/booking/procedure/combinedWith", R"(["caudal-epidural"])", ""},
            {"/booking/id", R"("   ")", "/booking/id"},
        });
}

TEST(Plausibility, KnowsThatACaudalEpiduralIsNotGivenAtTheNeck)
{
    auto sample = Sample::booking();
    sample.set("/booking/procedure", R"({"type":"caudal-epidural","region":"cervical",
        "side":"left","levels":["C5"],
        "combinedWith":["facet-joint-injection","caudal-epidural"]})");
    EXPECT_THAT(fault_pointers(sample), UnorderedElementsAre("/booking/procedure/type",
                                                             "/booking/procedure/combinedWith/1"));
}

TEST(Plausibility, OfAPatient)
{
    expect_each(Sample::booking,
                {
                    {"/patient/birthDate", R"("1899-12-31")", "/patient/birthDate"},
                    {"/patient/birthDate", R"("1900-01-01")", ""},
                    {"/patient/birthDate", R"("2026-11-23")", ""},
                    {"/patient/birthDate", R"("2026-11-24")", "/patient/birthDate"},
                    {"/patient/birthDate", R"("1980-02-30")", "/patient/birthDate"},
                    {"/patient/nhsNumber", R"("9991909371")", "/patient/nhsNumber"},
                    {"/patient/nhsNumber", R"("0000000000")", "/patient/nhsNumber"},
                    {"/patient/name/family", R"("  ")", "/patient/name/family"},
                    {"/patient/name/given", R"(["Ada","\t"])", "/patient/name/given/1"},
                });
    auto unborn = Sample::booking();
    unborn.set("/patient/birthDate", R"("2020-05-05")");
    unborn.set("/booking/start", R"("2019-02-03T17:15:00Z")");
    unborn.set("/booking/end", R"("2019-02-03T17:45:00Z")");
    EXPECT_THAT(fault_pointers(unborn), ElementsAre("/patient/birthDate"));
}

TEST(Plausibility, OfAScreening)
{
    auto const diabetes = "/screening/answers/diabetes/hba1cMmolMol";
    auto const pressure = "/screening/answers/bloodPressure";
    auto const earlier = "/screening/previousInjections";
    auto const too_long = '"' + std::string(65, 'x') + '"';
    expect_each(
        Sample::screening,
        {
            {diabetes, "9.9", diabetes},
            {diabetes, "10", ""},
            {diabetes, "250", ""},
            {diabetes, "251", diabetes},
            {pressure, R"({"answer":"stable","systolicMmHg":80,"diastolicMmHg":80})",
             "/screening/answers/bloodPressure/diastolicMmHg"},
            {pressure, R"({"answer":"stable","systolicMmHg":301})",
             "/screening/answers/bloodPressure/systolicMmHg"},
            {pressure, R"({"answer":"stable","diastolicMmHg":19})",
             "/screening/answers/bloodPressure/diastolicMmHg"},
            {pressure, R"({"answer":"unsure"})", ""},
            {earlier, R"([{"region":"lumbar","date":"2030-01-15"}])", ""},
            {earlier, R"([{"region":"lumbar","date":"2030-01-16"}])",
             "/screening/previousInjections/0/date"},
            {earlier, R"([{"region":"lumbar","date":"2029-02-29"}])",
             "/screening/previousInjections/0/date"},
            {"/screening/completedAt", R"("2030-02-30T10:00:00Z")", "/screening/completedAt"},
            {"/screening/consent/at", R"("2030-02-30T10:00:00Z")", "/screening/consent/at"},
            {"/screening/mri/date", R"("2030-02-30")", "/screening/mri/date"},
            {"/screening/bookingId", R"("")", "/screening/bookingId"},
            {"/screening/id", too_long.c_str(), "/screening/id"},
        });
}

TEST(Plausibility, OfAReport)
{
    expect_each(
        Sample::report,
        {
            {"/report/performedEnd", R"("2030-02-03T17:14:59Z")", "/report/performedEnd"},
            {"/report/medicines/0/doseMg", "-1", "/report/medicines/0/doseMg"},
            {"/report/medicines/0/doseMg", "0", ""},
            {"/report/medicines/1/volumeMl", "-0.1", "/report/medicines/1/volumeMl"},
            // Given although expired: a clinical fact that must not be lost.
            {"/report/medicines/0/expiry", R"("2029-01-31")", ""},
            {"/report/medicines/0/expiry", R"("2029-02-31")", "/report/medicines/0/expiry"},
            {"/event", R"("procedureReport.amended")", ""},
            {"/report/id", R"("")", "/report/id"},
            {"/report/attachments/0/data", R"("")", "/report/attachments/0/data"},
            {"/report/attachments/0/data", R"("JVBERi0=")", ""},
            {"/report/attachments/0/data", R"("JVBERi0")", "/report/attachments/0/data"},
            {"/report/attachments/0/data", R"("JVBE\nRi0=")", "/report/attachments/0/data"},
            {"/report/attachments/0/data", R"("aGVsbG8=")", "/report/attachments/0/data"},
            {"/report/attachments/0/contentType", R"("image/png")", "/report/attachments/0/data"},
        });
}

TEST(Plausibility, KnowsPicturesByTheirFirstBytes)
{
    auto const with = [](std::string const& type, std::string const& bytes) {
        auto sample = Sample::report();
        sample.set("/report/attachments/0/contentType", '"' + type + '"');
        sample.set("/report/attachments/0/data", '"' + to_base64(bytes) + '"');
        return fault_pointers(sample);
    };
    EXPECT_EQ(with("image/png", "\x89PNG\r\n\x1a\n..."), accepted);
    EXPECT_EQ(with("image/jpeg", "\xFF\xD8\xFF\xE0..."), accepted);
    EXPECT_NE(with("image/jpeg", "\x89PNG\r\n\x1a\n..."), accepted);
    EXPECT_NE(with("image/png", "\x89PN"), accepted);
}

TEST(Plausibility, NamesAllFaultsAtOnce)
{
    auto sample = Sample::booking();
    sample.set("/booking/end", R"("2030-02-03T17:00:00Z")");
    sample.set("/booking/procedure/levels", R"(["C5","C5"])");
    sample.set("/patient/nhsNumber", R"("9991909371")");
    sample.set("/patient/birthDate", R"("2027-01-01")");
    EXPECT_THAT(fault_pointers(sample),
                UnorderedElementsAre("/booking/end", "/booking/procedure/levels/0",
                                     "/booking/procedure/levels/1", "/booking/procedure/levels/1",
                                     "/patient/nhsNumber", "/patient/birthDate"));
}
