// What an earlier version of a report or form measured, and this one does not, is taken back: it
// would stand in the record for ever.
#include "tests/gateway/advance/walk.h"

namespace foramen {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class TakenBack : public Walk {
protected:
    /// Identifiers of what the latest message says of this type with this status.
    std::vector<std::string> latest(std::string const& type, std::string const& status)
    {
        auto const listed = deliveries();
        auto const message = now(store->message(listed.back().id));
        rapidjson::Document bundle;
        bundle.Parse(message->body.c_str());
        std::vector<std::string> found;
        for (auto const& entry : bundle["entry"].GetArray()) {
            auto const& resource = entry["resource"];
            if (resource["resourceType"].GetString() != type) continue;
            if (state_of(resource) != status) continue;
            found.emplace_back(resource["identifier"][0]["value"].GetString());
        }
        return found;
    }
    static std::string state_of(rapidjson::Value const& resource)
    {
        if (resource.HasMember("status")) return resource["status"].GetString();
        auto const* const code =
            rapidjson::Pointer{"/verificationStatus/coding/0/code"}.Get(resource);
        return code == nullptr ? "" : code->GetString();
    }
    Accepted tell_form(char const* id, int version, char const* event, char const* heart,
                       char const* occurred)
    {
        EventText form{"screening-clear"};
        form.with("/screening/id", id).with("/screening/version", version).with("/event", event);
        form.with("/screening/answers/heartProblem/answer", heart).with("/occurredAt", occurred);
        return tell(form);
    }
};

TEST_F(TakenBack, APainScoreThatAReportEnteredInErrorDoesNotRepeat)
{
    tell(EventText{"booking-created"});
    tell(EventText{"procedure-report-final"});
    ASSERT_THAT(latest("Observation", "final"),
                UnorderedElementsAre("PR-1001/pain-before", "PR-1001/pain-after"));
    EventText wrong{"procedure-report-entered-in-error"};
    tell(wrong.without("/report/outcome/painBefore").without("/report/outcome/painAfter"));
    EXPECT_THAT(latest("Observation", "entered-in-error"),
                UnorderedElementsAre("PR-1001/pain-before", "PR-1001/pain-after"));
}

TEST_F(TakenBack, WhatAnAmendedReportStillSaysIsNot)
{
    tell(EventText{"booking-created"});
    tell(EventText{"procedure-report-final"});
    EventText amended{"procedure-report-amended"};
    tell(amended.without("/report/outcome/painAfter"));
    EXPECT_THAT(latest("Observation", "entered-in-error"), ElementsAre("PR-1001/pain-after"));
    EXPECT_THAT(latest("Observation", "amended"), ElementsAre("PR-1001/pain-before"));
}

TEST_F(TakenBack, WhatAnAmendedFormNoLongerMeasures)
{
    tell(EventText{"booking-created"});
    EventText form{"screening-clear"};
    form.with("/screening/answers/diabetes/hba1cMmolMol", 52);
    tell(form.with("/screening/symptoms/painScore", 7));
    EventText amended{"screening-clear"};
    amended.with("/event", "screening.amended").with("/screening/version", 2);
    amended.without("/screening/answers/diabetes/hba1cMmolMol");
    amended.with("/screening/symptoms/painScore", 6);
    tell(amended.with("/occurredAt", "2030-01-30T09:00:00Z"));
    auto const gone = latest("Observation", "entered-in-error");
    EXPECT_THAT(gone, ElementsAre(testing::EndsWith("/hba1c")));
}

TEST_F(TakenBack, WhatTheAmendedFormItselfSaidNotTheFormThatCameBetween)
{
    tell(EventText{"booking-created"});
    tell_form("SC-A", 1, "screening.completed", "yes", "2030-01-15T09:00:00Z");
    ASSERT_THAT(latest("Condition", "unconfirmed"), ElementsAre("SC-A/heartProblem"));
    tell_form("SC-B", 1, "screening.completed", "no", "2030-01-16T09:00:00Z");
    tell_form("SC-A", 2, "screening.amended", "no", "2030-01-17T09:00:00Z");
    EXPECT_THAT(latest("Condition", "entered-in-error"), testing::Contains("SC-A/heartProblem"));
}

} // namespace
} // namespace foramen
