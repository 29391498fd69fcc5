// Why this file exists: the gateway's pollers learn from this provider what real ones do: pages,
// foreign rows, links to elsewhere, and answers that do not come.
#include "tests/support/fake_clock.h"
#include "tests/support/run_task.h"
#include "tests/support/temp_folder.h"
#include "tools/simulators/imaging.h"
#include "tools/simulators/simulator.h"

#include <gmock/gmock.h>

namespace foramen {

using testing::HasSubstr;
using testing::Not;

namespace {

class ImagingSimulator : public testing::Test {
protected:
    void SetUp() override { start({}); }
    void start(SimulatorSettings settings)
    {
        auto system = std::make_unique<ImagingSystem>(settings.bodies, clock_);
        simulator_ = std::make_unique<Simulator>(std::move(settings), std::move(system));
        auto const opened = simulator_->open();
        ASSERT_TRUE(opened) << opened.error().text();
    }
    Answer ask(std::string method, std::string target, std::string body = "")
    {
        HttpRequest request;
        request.method = std::move(method);
        request.target = std::move(target);
        request.headers = {{"Host", "sim:1"}};
        request.body = std::move(body);
        boost::asio::io_context context;
        return run(context, simulator_->handle(std::move(request), Caller{}));
    }
    HttpReply get(std::string target) { return ask("GET", std::move(target)).reply; }

    void put_report(std::string const& id, std::string const& patient)
    {
        auto const reply =
            ask("PUT", "/fhir/R4/DiagnosticReport/" + id,
                R"({"resourceType":"DiagnosticReport","status":"final","subject":{"identifier":)"
                R"({"system":"n","value":")" +
                    patient + R"("}}})");
        EXPECT_EQ(reply.reply.status, 201u);
        clock_.advance(std::chrono::seconds{10});
    }
    unsigned put_study(std::string const& uid, std::string const& patient, std::string const& day,
                       std::string const& modality = "MR")
    {
        auto const attribute = [](std::string const& tag, std::string const& value) {
            return '"' + tag + R"(":{"vr":"LO","Value":[")" + value + R"("]})";
        };
        return ask("PUT", "/dicom-web/studies/" + uid,
                   R"({"study":{)" + attribute("0020000D", uid) + "," +
                       attribute("00100020", patient) + "," + attribute("00080020", day) + "," +
                       attribute("00080061", modality) + R"(},"series":[{)" +
                       attribute("00180015", "LSPINE") + "}]}")
            .reply.status;
    }
    /// The UIDs that come, by their last digit.
    std::string studies(std::string const& query)
    {
        auto const reply = get("/dicom-web/studies?" + query);
        if (reply.status != 200) return "status " + std::to_string(reply.status);
        std::string found;
        constexpr std::string_view mark = R"("0020000D":{"vr":"LO","Value":["1.2.)";
        for (auto at = reply.body.find(mark); at != std::string::npos;
             at = reply.body.find(mark, at + 1)) {
            found += reply.body[at + mark.size()];
        }
        return found;
    }
    void fault(std::string const& mode)
    {
        auto const set =
            ask("POST", "/sim/faults",
                R"({"practice":"imaging","mode":")" + mode + R"(","count":1,"retryAfter":7})");
        EXPECT_EQ(set.reply.status, 204u) << mode;
    }

    FakeClock clock_;
    std::unique_ptr<Simulator> simulator_;
};

} // namespace

TEST_F(ImagingSimulator, HasNothingToTellButSaysItRightly)
{
    EXPECT_EQ(get("/fhir/R4/metadata").status, 200u);
    EXPECT_THAT(get("/fhir/R4/DiagnosticReport?status=final").body, HasSubstr(R"("total":0)"));
    EXPECT_EQ(get("/fhir/R4/ImagingStudy").status, 200u);
    EXPECT_EQ(studies("PatientID=1"), "status 204");
    EXPECT_EQ(get("/dicom-web/studies/1.2.9/series").body, "[]") << "as Orthanc does";
    EXPECT_EQ(get("/dicom-web/studies/1.2.9/metadata").status, 404u);
    EXPECT_EQ(get("/elsewhere").status, 404u);
    EXPECT_EQ(get("/fhir/R4").status, 404u);
    EXPECT_EQ(get("/sim/summary").status, 200u);
}

TEST_F(ImagingSimulator, TellsWhatIsNewInPages)
{
    for (auto const* id : {"a", "b", "c"}) put_report(id, "1");
    auto const since = std::string{"/fhir/R4/DiagnosticReport?_lastUpdated=gt2030-01-14T09:00:05Z"};
    auto const first = get(since + "&_count=1").body;
    EXPECT_THAT(first, HasSubstr(R"("total":2)"));
    EXPECT_THAT(first, HasSubstr(R"("id":"b")"));
    EXPECT_THAT(first, HasSubstr("http://sim:1/fhir/R4/DiagnosticReport?_lastUpdated="));
    EXPECT_THAT(get(since + "&_count=1&_offset=1").body, HasSubstr(R"("id":"c")"));
    EXPECT_THAT(get(since + "&_count=1&_offset=1").body, Not(HasSubstr("next")));
}

TEST_F(ImagingSimulator, FindsReportsOfAPatient)
{
    put_report("a", "1");
    put_report("b", "2");
    auto const found = get("/fhir/R4/DiagnosticReport?patient.identifier=n%7C2&status=final").body;
    EXPECT_THAT(found, HasSubstr(R"("id":"b")"));
    EXPECT_THAT(found, HasSubstr(R"("total":1)"));
    fault("foreign-rows");
    EXPECT_THAT(get("/fhir/R4/DiagnosticReport?patient.identifier=n%7C2").body,
                HasSubstr(R"("total":2)"));
    EXPECT_THAT(get("/fhir/R4/DiagnosticReport?patient.identifier=n%7C2").body,
                HasSubstr(R"("total":1)"));
}

TEST_F(ImagingSimulator, LeadsElsewhereWhenItIsTold)
{
    put_report("a", "1");
    fault("foreign-next");
    EXPECT_THAT(get("/fhir/R4/DiagnosticReport").body, HasSubstr("http://elsewhere.invalid?"));
    EXPECT_THAT(get("/fhir/R4/DiagnosticReport").body, Not(HasSubstr("elsewhere")));
}

TEST_F(ImagingSimulator, AnswersQidoWithTheHabitsOfARealArchive)
{
    EXPECT_EQ(put_study("1.2.1", "9990000018", "20260914"), 201u);
    EXPECT_EQ(put_study("1.2.2", "999 000 0107", "20260101", "CR"), 201u);
    EXPECT_EQ(put_study("1.2.3", "9990000018", "20251102"), 201u);
    EXPECT_EQ(studies("PatientID=9990000018"), "13");
    EXPECT_EQ(studies("00100020=9990000018"), "13");
    EXPECT_EQ(studies("PatientId=9990000018"), "123") << "a misspelt key is ignored";
    EXPECT_EQ(studies("PatientID=9990000107"), "status 204") << "spaces are stored";
    EXPECT_EQ(studies("PatientID=999?000?0107"), "2");
    EXPECT_EQ(studies("PatientID=999*"), "123");
    EXPECT_EQ(studies("PatientID=9990000018&StudyDate=20260501-20261123"), "1");
    EXPECT_EQ(studies("StudyDate=20260101-"), "12");
    EXPECT_EQ(studies("StudyDate=-20251231"), "3");
    EXPECT_EQ(studies("StudyDate=2026-09-14"), "status 204") << "silently";
    EXPECT_EQ(studies("ModalitiesInStudy=MR"), "13");
    EXPECT_EQ(studies("ModalitiesInStudy=CR,MR"), "123");
    EXPECT_EQ(studies("limit=2"), "12");
    EXPECT_EQ(studies("limit=2&offset=2"), "3");
    EXPECT_EQ(studies("limit=x"), "status 400");
    EXPECT_THAT(get("/dicom-web/studies").body, HasSubstr("http://localhost/dicom-web/studies/"));
    EXPECT_THAT(get("/dicom-web/studies/1.2.1/series").body, HasSubstr("LSPINE"));
    fault("foreign-rows");
    EXPECT_EQ(studies("PatientID=999?000?0107"), "123");
    EXPECT_EQ(put_study("1.2.2", "1", "20260101"), 200u);
    EXPECT_EQ(studies("PatientID=1"), "2") << "replaced";
}

TEST_F(ImagingSimulator, RefusesAStudyThatItCouldNotTellOf)
{
    auto const status = [&](std::string const& body) {
        return ask("PUT", "/dicom-web/studies/1.2.1", body).reply.status;
    };
    EXPECT_EQ(status(""), 400u);
    EXPECT_EQ(status("[]"), 400u);
    EXPECT_EQ(status(R"({"study":7})"), 400u);
    EXPECT_EQ(status(R"({"study":{}})"), 400u);
    EXPECT_EQ(status(R"({"study":{"0020000D":{"Value":["1.2.9"]}}})"), 400u);
    EXPECT_EQ(status(R"({"study":{"0020000D":{"Value":["1.2.1"]}},"series":7})"), 400u);
    EXPECT_EQ(status(std::string(100'000, '[')), 400u);
    EXPECT_EQ(status(R"({"study":{"0020000D":{"Value":["1.2.1"]},"00080020":{"Value":[7]}}})"),
              201u);
    EXPECT_EQ(studies("StudyDate=7"), "status 204");
}

TEST_F(ImagingSimulator, MisbehavesAtBothDoors)
{
    put_report("a", "1");
    put_study("1.2.1", "1", "20260914");
    for (auto const* door : {"/fhir/R4/DiagnosticReport", "/dicom-web/studies"}) {
        for (auto const* mode : {"429", "503"}) {
            fault(mode);
            auto const busy = get(door);
            EXPECT_EQ(std::to_string(busy.status), mode);
            EXPECT_EQ(header(busy.headers, "Retry-After"), "7");
        }
        fault("cut");
        EXPECT_GT(ask("GET", door).cut_after, 0u);
        fault("garbage");
        EXPECT_THAT(get(door).body, HasSubstr("<html>"));
        fault("slow");
        EXPECT_EQ(get(door).status, 200u);
    }
}

TEST_F(ImagingSimulator, RemembersOverARestartAndForgetsWhenItIsTold)
{
    TempFolder const folder;
    SimulatorSettings settings;
    settings.data_folder = folder.path();
    start(settings);
    put_report("a", "1");
    put_study("1.2.1", "1", "20260914");
    start(settings);
    EXPECT_THAT(get("/fhir/R4/DiagnosticReport").body, HasSubstr(R"("total":1)"));
    EXPECT_THAT(get("/sim/summary").body, HasSubstr(R"("resources":{"DiagnosticReport":1})"));
    EXPECT_EQ(studies(""), "1");
    EXPECT_EQ(ask("POST", "/sim/reset").reply.status, 204u);
    EXPECT_THAT(get("/fhir/R4/DiagnosticReport").body, HasSubstr(R"("total":0)"));
    EXPECT_EQ(studies(""), "status 204");
}

} // namespace foramen
