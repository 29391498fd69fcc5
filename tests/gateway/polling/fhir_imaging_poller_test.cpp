// A FHIR server of an imaging provider is asked: the one that the simulator plays, with its faults.
#include "gateway/intake/fhir_imaging_poller.h"
#include "tests/gateway/polling/provider_house.h"

namespace foramen {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using namespace std::chrono_literals;

class FhirImagingPolling : public ProviderHouse {
protected:
    FhirImagingPolling()
    {
        server_.provider.profile.name = "northbank";
        server_.endpoint.url = url() + "/fhir/R4";
        server_.authorization = Secret{authorization};
        start();
    }
    /// Again, as after a restart.
    void start()
    {
        PollerMemory memory;
        memory.load = [this]() -> Task<std::string> { co_return memory_; };
        memory.save = [this](std::string text) -> Task<> {
            memory_ = std::move(text);
            co_return Nothing{};
        };
        poller_ =
            std::make_unique<FhirImagingPoller>(desk_, http_, clock_, server_, std::move(memory));
    }
    void put(std::string const& reference, std::string const& members)
    {
        auto const slash = reference.find('/');
        auto const reply =
            send("PUT", "/fhir/R4/" + reference,
                 R"({"resourceType":")" + reference.substr(0, slash) + R"(","id":")" +
                     reference.substr(slash + 1) + R"(",)" + members + "}");
        EXPECT_TRUE(reply.status == 200 || reply.status == 201) << reply.body;
        clock_.advance(10s);
    }
    void put_report(std::string const& id, std::string const& more = "")
    {
        put("DiagnosticReport/" + id, R"("status":"final","code":{"text":"MRI Spine lumbar"},)" +
                                          more + R"("subject":{"reference":"Patient/p1"})");
    }
    void put_patient(std::string const& number = "9990000018")
    {
        put("Patient/p1", R"("identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number",)"
                          R"("value":")" +
                              number + R"("}],"birthDate":"1970-02-15")");
    }
    Result<> poll() { return run(context_, poller_->poll()); }
    std::vector<std::string> kept() const
    {
        std::vector<std::string> names;
        for (auto const& arrival : desk_.kept) {
            auto const id = arrival.reports.at(0).control_id;
            names.push_back(id.substr(5, id.rfind('/') - 5));
        }
        return names;
    }

    FhirImagingServer server_;
    std::string memory_;
    std::unique_ptr<FhirImagingPoller> poller_;
};

} // namespace

TEST_F(FhirImagingPolling, BringsReportsWithTheirPatientsToTheDeskOnce)
{
    put_patient();
    put_report("a");
    put_report("b");
    ASSERT_TRUE(poll());
    EXPECT_THAT(kept(), ElementsAre("DiagnosticReport/a", "DiagnosticReport/b"));
    auto const& arrival = desk_.kept[0];
    EXPECT_EQ(arrival.key.sender, "northbank");
    EXPECT_THAT(arrival.bytes, HasSubstr("1970-02-15"));
    EXPECT_EQ(arrival.reports[0].patient.nhs_numbers[0].reveal(Purpose::policy), "9990000018");
    ASSERT_TRUE(poll());
    EXPECT_THAT(desk_.kept, SizeIs(2));
    EXPECT_EQ(poller_->pause(), 300s);
}

TEST_F(FhirImagingPolling, AsksForWhatIsNewAlsoAfterARestart)
{
    put_patient();
    put_report("a");
    ASSERT_TRUE(poll());
    clock_.advance(2h);
    put_report("b");
    start();
    ASSERT_TRUE(poll());
    EXPECT_THAT(kept(),
                ElementsAre("DiagnosticReport/a", "DiagnosticReport/a", "DiagnosticReport/b"))
        << "the newest comes again; the desk knows it";
    EXPECT_THAT(memory_, Not(HasSubstr("999")));
    desk_.kept.clear();
    clock_.advance(2h);
    put_report("c");
    start();
    ASSERT_TRUE(poll());
    EXPECT_THAT(kept(), ElementsAre("DiagnosticReport/b", "DiagnosticReport/c"));
}

TEST_F(FhirImagingPolling, IsNotMisledByAServerWhoseClockIsAhead)
{
    put_patient();
    clock_.advance(48h);
    put_report("a");
    clock_.advance(-48h);
    ASSERT_TRUE(poll());
    put_report("b");
    ASSERT_TRUE(poll());
    EXPECT_THAT(kept(), ElementsAre("DiagnosticReport/a", "DiagnosticReport/b"));
}

TEST_F(FhirImagingPolling, TellsANewVersionOfAReport)
{
    put_patient();
    put_report("a");
    ASSERT_TRUE(poll());
    put_report("a", R"("conclusion":"Disc bulge.",)");
    ASSERT_TRUE(poll());
    ASSERT_THAT(kept(), ElementsAre("DiagnosticReport/a", "DiagnosticReport/a"));
    EXPECT_EQ(desk_.kept[0].reports[0].report_id, desk_.kept[1].reports[0].report_id);
    EXPECT_NE(desk_.kept[0].key.control_id, desk_.kept[1].key.control_id);
}

TEST_F(FhirImagingPolling, FollowsPagesToTheEnd)
{
    put_patient();
    for (unsigned n = 0; n < FhirImagingPoller::page_count * 2 + 1; ++n) {
        put_report("r" + std::to_string(n));
    }
    ASSERT_TRUE(poll());
    EXPECT_THAT(desk_.kept, SizeIs(FhirImagingPoller::page_count * 2 + 1));
}

TEST_F(FhirImagingPolling, TellsAStudyWithItsReportOrAlone)
{
    auto const study = [](std::string const& uid) {
        return R"("status":"available","identifier":[{"system":"urn:dicom:uid","value":)"
               R"("urn:oid:)" +
               uid + R"("}],"subject":{"reference":"Patient/p1"},"modality":[{"code":"MR"}])";
    };
    put_patient();
    put("ImagingStudy/s1", study("1.2.1"));
    put("ImagingStudy/s2", study("1.2.2"));
    put_report("a", R"("imagingStudy":[{"reference":"ImagingStudy/s1"}],)");
    ASSERT_TRUE(poll());
    EXPECT_THAT(kept(), ElementsAre("DiagnosticReport/a", "ImagingStudy/s2"));
    EXPECT_EQ(desk_.kept[0].reports[0].study_uid, "1.2.1");
    EXPECT_EQ(desk_.kept[1].reports[0].kind, hl7v2::ReportKind::announcement);
}

TEST_F(FhirImagingPolling, KeepsAReportWhosePatientIsNotThere)
{
    put_report("a");
    ASSERT_TRUE(poll());
    EXPECT_THAT(kept(), ElementsAre("DiagnosticReport/a"));
    EXPECT_THAT(desk_.kept[0].reports[0].patient.nhs_numbers, IsEmpty());
}

TEST_F(FhirImagingPolling, WaitsAsLongAsTheServerAsks)
{
    put_patient();
    put_report("a");
    for (auto const* status : {"429", "503"}) {
        fault(status);
        auto const polled = poll();
        ASSERT_FALSE(polled);
        EXPECT_TRUE(may_succeed_later(polled.error().kind()));
        EXPECT_EQ(poller_->pause(), 700s);
    }
    EXPECT_THAT(desk_.kept, IsEmpty());
    ASSERT_TRUE(poll());
    EXPECT_EQ(poller_->pause(), 300s);
    EXPECT_THAT(desk_.kept, SizeIs(1));
}

TEST_F(FhirImagingPolling, LosesNothingByAFault)
{
    put_patient();
    put_report("a");
    for (auto const* mode : {"down", "cut", "garbage", "foreign-next", "500"}) {
        fault(mode);
        auto const polled = poll();
        ASSERT_FALSE(polled) << mode;
        EXPECT_THAT(polled.error().text(), Not(HasSubstr("elsewhere"))) << mode;
        EXPECT_THAT(desk_.kept, IsEmpty()) << mode;
        EXPECT_THAT(memory_, IsEmpty()) << mode;
    }
    EXPECT_EQ(poller_->pause(), 700s) << "a 500 says when, too";
    ASSERT_TRUE(poll());
    EXPECT_THAT(desk_.kept, SizeIs(1));
}

TEST_F(FhirImagingPolling, DoesNotPassOverWhatCouldNotBeKept)
{
    put_patient();
    put_report("a");
    desk_.is_full = true;
    EXPECT_FALSE(poll());
    EXPECT_THAT(memory_, IsEmpty());
    desk_.is_full = false;
    EXPECT_TRUE(poll());
    EXPECT_THAT(kept(), ElementsAre("DiagnosticReport/a"));
}

TEST_F(FhirImagingPolling, SaysThatItsCredentialsAreWrong)
{
    server_.authorization = Secret{"Bearer of-somebody-else"};
    start();
    auto const polled = poll();
    ASSERT_FALSE(polled);
    EXPECT_EQ(polled.error().kind(), ErrorKind::forbidden);
}

TEST_F(FhirImagingPolling, BeginsAnewWhenItsMemoryIsUnreadable)
{
    put_patient();
    put_report("a");
    for (auto const* text : {"{", "[]", R"({"format":9})", R"({"format":1,"ImagingStudy":"x"})"}) {
        memory_ = text;
        desk_.kept.clear();
        start();
        ASSERT_TRUE(poll());
        EXPECT_THAT(desk_.kept, SizeIs(1)) << text;
    }
}

TEST(PollPace, IsSlowerAfterEachFaultAndOverAtOnce)
{
    PollPace pace{300s};
    EXPECT_EQ(pace.pause(), 300s);
    for (auto const expected : {30s, 60s, 120s, 240s, 480s, 960s, 1920s, 3600s, 3600s}) {
        pace.failed({});
        EXPECT_EQ(pace.pause(), expected);
    }
    pace.went_well();
    EXPECT_EQ(pace.pause(), 300s);
    pace.failed(900s);
    EXPECT_EQ(pace.pause(), 900s);
    pace.failed(48h);
    EXPECT_EQ(pace.pause(), PollPace::asked_max);
    PollPace eager{2s};
    eager.failed({});
    EXPECT_EQ(eager.pause(), 2s);
}

} // namespace foramen
