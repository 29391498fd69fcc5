// An archive is asked for the studies of the clinic's patients: the one that the simulator plays.
#include "gateway/intake/imaging_poller.h"
#include "tests/gateway/polling/provider_house.h"

namespace foramen {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using namespace std::chrono_literals;

class QidoPolling : public ProviderHouse {
protected:
    QidoPolling() { start(); }
    /// Again, as after a restart.
    void start()
    {
        ImagingServer server;
        server.name = "northpacs";
        server.endpoint.url = url() + "/dicom-web";
        server.authorization = Secret{authorization};
        poller_ = std::make_unique<ImagingPoller>(
            desk_, http_, server, [this] { return patients_; }, clock_);
    }
    void patient(std::string number)
    {
        patients_.push_back({std::move(number), *parse_date("2029-06-01")});
    }
    static std::string attribute(std::string const& tag, std::string const& value)
    {
        return '"' + tag + R"(":{"vr":"LO","Value":[")" + value + R"("]})";
    }
    void put_study(std::string const& uid, std::string const& number,
                   std::string const& instances = "6", std::string const& part = "LSPINE")
    {
        auto const reply = send(
            "PUT", "/dicom-web/studies/" + uid,
            R"({"study":{)" + attribute("0020000D", uid) + "," + attribute("00100020", number) +
                "," + attribute("00201208", instances) + "," + attribute("00080020", "20300110") +
                "," + attribute("00080061", "MR") + R"(},"series":[{)" +
                attribute("00080060", "MR") + "," + attribute("00180015", part) + "}]}");
        EXPECT_LT(reply.status, 300u) << reply.body;
    }
    Result<> poll() { return run(context_, poller_->poll()); }
    std::vector<std::string> kept() const
    {
        std::vector<std::string> uids;
        for (auto const& arrival : desk_.kept) uids.push_back(arrival.reports.at(0).study_uid);
        return uids;
    }

    std::vector<PolledPatient> patients_;
    std::unique_ptr<ImagingPoller> poller_;
};

} // namespace

TEST_F(QidoPolling, BringsTheStudiesOfThePatientsThatItIsGiven)
{
    patient("9990000018");
    patient("9990000107");
    put_study("1.2.1", "9990000018");
    put_study("1.2.2", "9990000026");
    put_study("1.2.3", "999 000 0107");
    ASSERT_TRUE(poll());
    EXPECT_THAT(kept(), ElementsAre("1.2.1", "1.2.3"));
    EXPECT_THAT(desk_.kept[0].reports[0].body_parts, ElementsAre("LSPINE"));
    EXPECT_THAT(desk_.kept[0].bytes, HasSubstr(R"("00100020":{"vr":"LO","Value":["9990000018"]})"));
    EXPECT_THAT(desk_.kept[0].bytes, HasSubstr("LSPINE"));
    EXPECT_THAT(desk_.kept[0].bytes, Not(HasSubstr("localhost"))) << "RetrieveURL";
    ASSERT_TRUE(poll());
    EXPECT_THAT(desk_.kept, SizeIs(2)) << "nothing is new";
    start();
    ASSERT_TRUE(poll());
    ASSERT_THAT(desk_.kept, SizeIs(4));
    EXPECT_EQ(desk_.kept[0].key, desk_.kept[2].key) << "the desk knows it again";
}

TEST_F(QidoPolling, TellsAStudyThatChangedAfterWhatItSaidBefore)
{
    patient("9990000018");
    put_study("1.2.1", "9990000018", "1", "");
    ASSERT_TRUE(poll());
    clock_.advance(5min);
    put_study("1.2.1", "9990000018", "6", "LSPINE");
    ASSERT_TRUE(poll());
    ASSERT_THAT(desk_.kept, SizeIs(2));
    auto const& before = desk_.kept[0].reports[0];
    auto const& now = desk_.kept[1].reports[0];
    ASSERT_TRUE(before.sent && now.sent) << "nothing else orders two announcements";
    EXPECT_LT(before.sent->at, now.sent->at);
}

TEST_F(QidoPolling, DoesNotLetOnePatientsAnswerStarveTheOthers)
{
    patient("9990000018");
    patient("9990000026");
    put_study("1.2.1", "9990000018");
    put_study("1.2.2", "9990000026");
    fault("foreign-rows"); // Only the first question is answered so.
    auto const polled = poll();
    ASSERT_FALSE(polled);
    EXPECT_THAT(polled.error().text(), HasSubstr("another patient"));
    EXPECT_THAT(kept(), ElementsAre("1.2.2"));
    ASSERT_TRUE(poll());
    EXPECT_THAT(kept(), ElementsAre("1.2.2", "1.2.1"));
}

TEST_F(QidoPolling, GivesAServerUpForThisRoundThatAnswersEverybodyWrongly)
{
    for (auto const* number : {"9990000018", "9990000026", "9990000034", "9990000042", "9990000050",
                               "9990000069", "9990000077"}) {
        patient(number);
        put_study("1.2." + std::string{number}, number);
    }
    fault("foreign-rows", 1'000);
    ASSERT_FALSE(poll());
    EXPECT_THAT(desk_.kept, IsEmpty());
    fault("none");
    ASSERT_TRUE(poll());
    EXPECT_THAT(desk_.kept, SizeIs(7));
    EXPECT_EQ(desk_.kept[0].reports[0].study_uid, "1.2.9990000069") << "it goes on where it was";
}

TEST_F(QidoPolling, GoesOnWhereAFaultStoppedIt)
{
    patient("9990000018");
    patient("9990000026");
    put_study("1.2.1", "9990000018");
    put_study("1.2.2", "9990000026");
    for (auto const* status : {"429", "503"}) {
        fault(status);
        ASSERT_FALSE(poll());
        EXPECT_EQ(poller_->pause(), 700s);
        EXPECT_THAT(desk_.kept, IsEmpty());
    }
    fault("down", 2); // A kept connection that is closed is tried once more on a new one.
    ASSERT_FALSE(poll());
    EXPECT_THAT(desk_.kept, IsEmpty());
    fault("cut");
    ASSERT_FALSE(poll());
    EXPECT_THAT(desk_.kept, IsEmpty());
    ASSERT_TRUE(poll());
    EXPECT_THAT(desk_.kept, SizeIs(2));
    EXPECT_EQ(poller_->pause(), 300s);
}

TEST_F(QidoPolling, AsksAgainForWhatCouldNotBeKept)
{
    patient("9990000018");
    put_study("1.2.1", "9990000018");
    desk_.is_full = true;
    EXPECT_FALSE(poll());
    desk_.is_full = false;
    EXPECT_TRUE(poll());
    EXPECT_THAT(kept(), ElementsAre("1.2.1"));
}

} // namespace foramen
