// What a practice and an auditor must be able to rely on in a step of an approval: above all that
// nothing reads as a "yes" that nobody said.
#include "gateway/mapping/identity.h"
#include "tests/gateway/mapping/example.h"

#include <gmock/gmock.h>

#include <array>

namespace foramen {
namespace {

using example::apply;
using example::ask;
using example::one_of;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Matches;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

/// The event of an example, with some of its text changed.
class Step {
public:
    explicit Step(std::string name)
        : name_{std::move(name)}, event_{example::event_of(name_)}, facts_{example::facts_of(name_)}
    {}
    Step& with(std::string const& what, std::string const& instead)
    {
        auto const at = event_.find(what);
        if (at == std::string::npos) throw std::runtime_error(name_ + " has no " + what);
        event_.replace(at, what.size(), instead);
        return *this;
    }
    Step& in_state(std::string const& state)
    {
        auto const at = event_.find(state_key) + state_key.size();
        event_.replace(at, event_.find('"', at) - at, state);
        return *this;
    }
    /// The object of this name is called something else, so the step has none.
    Step& without(std::string const& object)
    {
        return with('"' + object + "\": {", "\"no-" + object + "\": {");
    }
    Result<Mapped> run() const { return example::mapper().apply("approval", event_, facts_); }
    Mapped mapped() const
    {
        auto made = run();
        if (!made) throw std::runtime_error(name_ + ": " + made.error().text());
        return *std::move(made);
    }
    std::vector<std::string> asked(std::string const& type, std::string const& expression) const
    {
        return ask(mapped().bundle, "Bundle.entry.resource.ofType(" + type + ")." + expression);
    }

private:
    inline static std::string const state_key = R"("state": ")";
    std::string name_;
    std::string event_;
    Facts facts_;
};

std::vector<std::string> approval_names()
{
    auto names = example::names();
    std::erase_if(names, [](auto const& name) { return !name.starts_with("approval-"); });
    return names;
}

/// The AuditEvent never stands in the Bundle: it is asked by itself.
std::vector<std::string> audited(Mapped const& mapped, std::string const& expression)
{
    return ask(one_of(mapped, "AuditEvent").body, "AuditEvent." + expression);
}

std::string const decision = "output.where(type.text = 'decision').value.coding.where(system = "
                             "'urn:foramen:approval-decision').code";

struct Row {
    std::string state;
    std::string status;
    std::string words;
    std::string decision;
};

std::vector<Row> const table{
    {"requested", "requested", "sent", ""},
    {"received", "received", "viewed", ""},
    {"in-review", "accepted", "under-review", ""},
    {"more-information", "on-hold", "more-info-needed", "more-information-needed"},
    {"information-given", "in-progress", "info-supplied", "more-information-needed"},
    {"approved", "completed", "approved", "approved"},
    {"declined", "completed", "declined", "declined"},
    {"not-my-patient", "rejected", "not-my-patient", "not-my-patient"},
    {"refused", "rejected", "refused", ""},
    {"expired", "failed", "expired", ""},
    {"withdrawn", "cancelled", "withdrawn", ""},
    {"replaced", "cancelled", "replaced", ""},
};

TEST(ApprovalMap, GivesEachStateItsStatusItsWordsAndItsDecision)
{
    for (auto const& row : table) {
        auto const step = Step{"approval-approved"}.in_state(row.state);
        EXPECT_THAT(step.asked("Task", "status"), ElementsAre(row.status)) << row.state;
        EXPECT_THAT(step.asked("Task", "businessStatus.text"), ElementsAre(row.words));
        EXPECT_THAT(step.asked("Task", "businessStatus.coding.code"), ElementsAre(row.state));
        auto const decided = step.asked("Task", decision);
        auto const wanted = row.decision.empty() ? std::vector<std::string>{}
                                                 : std::vector<std::string>{row.decision};
        EXPECT_EQ(decided, wanted) << row.state;
    }
}

TEST(ApprovalMap, TellsAnApprovalWithConditionsFromOneWithAComment)
{
    Step const bound{"approval-conditions"};
    EXPECT_THAT(bound.asked("Task", "status"), ElementsAre("completed"));
    EXPECT_THAT(bound.asked("Task", "businessStatus.text"),
                ElementsAre("approved-with-conditions"));
    EXPECT_THAT(bound.asked("Task", decision), ElementsAre("approved-with-conditions"));
    EXPECT_THAT(bound.asked("ServiceRequest", "status"), ElementsAre("on-hold"));

    auto const remarked =
        Step{"approval-conditions"}.with(R"("comment": false)", R"("comment": true)");
    EXPECT_THAT(remarked.asked("Task", decision), ElementsAre("approved"));
    // Once each condition is accepted it still was an approval with conditions.
    auto const settled = Step{"approval-condition-accepted"}.in_state("approved");
    EXPECT_THAT(settled.asked("Task", decision), ElementsAre("approved-with-conditions"));
}

TEST(ApprovalMap, NeverCompletesATaskWithoutItsDecision)
{
    for (auto const& name : approval_names()) {
        Step const step{name};
        if (step.asked("Task", "status") != std::vector<std::string>{"completed"}) continue;
        EXPECT_THAT(step.asked("Task", decision), SizeIs(1)) << name;
    }
    for (auto const* const state : {"approved", "conditions-open", "declined", "not-my-patient",
                                    "more-information", "information-given"}) {
        auto const made = Step{"approval-approved"}.in_state(state).without("answer").run();
        ASSERT_FALSE(made) << state << ": nobody gave that answer";
        EXPECT_EQ(made.error().kind(), ErrorKind::incorrect);
        EXPECT_THAT(made.error().text(), AllOf(HasSubstr("approval.map:"), Not(HasSubstr("Ada"))));
    }
}

TEST(ApprovalMap, RefusesAStateThatItDoesNotKnow)
{
    auto const made = Step{"approval-approved"}.in_state("nearly-approved").run();
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().text(), Not(HasSubstr("nearly")));
}

TEST(ApprovalMap, GivesTheTaskTheIdThatTheBookingNames)
{
    EXPECT_EQ(one_of(apply("approval-asked"), "Task").id, approval_task_id("BK-1001", 1));
    EXPECT_EQ(one_of(apply("approval-approved"), "Task").id, approval_task_id("BK-1001", 1));
    EXPECT_EQ(one_of(apply("approval-asked-again"), "Task").id, approval_task_id("BK-1001", 2));
    EXPECT_THAT(ask(apply("approval-asked-again").bundle,
                    "Bundle.entry.resource.ofType(Task).partOf.identifier.value"),
                ElementsAre("BK-1001/1"));
}

TEST(ApprovalMap, SaysOfTheBookingWhatTheBookingSays)
{
    // Both examples are of the same event; its statuses follow the facts of the step.
    auto const told = apply("approval-asked");
    auto const booked = example::mapper().apply("booking", example::event_of("booking-created"),
                                                example::facts_of("approval-asked"));
    ASSERT_TRUE(booked) << booked.error().text();
    for (auto const* const type :
         {"Patient", "Practitioner", "Location", "ServiceRequest", "Appointment", "Organization"}) {
        EXPECT_NE(one_of(told, type).body, "") << type;
        EXPECT_EQ(one_of(told, type).body, one_of(*booked, type).body) << type;
    }
}

TEST(ApprovalMap, AsksWithWhatMattersAndNothingElse)
{
    Step const step{"approval-asked"};
    EXPECT_THAT(
        step.asked("Task", "input.type.text"),
        ElementsAre("question", "factor", "deadline", "content-hash", "policy-version", "link"));
    EXPECT_THAT(step.asked("Task", "reasonCode.text"),
                ElementsAre("Heart problem, such as congestive heart failure"));
    EXPECT_THAT(step.asked("Task", "restriction.period.end"),
                ElementsAre("2030-01-22T10:00:00.000Z"));
    EXPECT_THAT(ask(step.mapped().bundle, "Bundle.entry.resource.select(id)"), SizeIs(9));
    EXPECT_THAT(step.asked("QuestionnaireResponse", "id"), IsEmpty());
}

TEST(ApprovalMap, PointsToThePracticeAsAResource)
{
    auto const mapped = apply("approval-asked");
    auto const practice = "Organization/" + one_of(mapped, "Organization").id;
    EXPECT_THAT(ask(one_of(mapped, "Task").body, "Task.owner.reference"), ElementsAre(practice));
    EXPECT_THAT(ask(one_of(mapped, "Communication").body, "Communication.recipient.reference"),
                ElementsAre(practice));
    EXPECT_THAT(ask(one_of(apply("approval-approved"), "Provenance").body,
                    "Provenance.agent.onBehalfOf.reference"),
                ElementsAre(practice));
}

TEST(ApprovalMap, PointsToThePracticeThatWasAskedWhereThePatientHasMoved)
{
    auto const moved =
        Step{"approval-replaced"}.with(R"("odsCode": "Z10001")", R"("odsCode": "Z10002")");
    auto const bundle = moved.mapped().bundle;
    auto const owner = ask(bundle, "Bundle.entry.resource.ofType(Task).owner.reference");
    ASSERT_THAT(owner, SizeIs(1));
    EXPECT_THAT(
        ask(bundle, "Bundle.entry.where(fullUrl = '" + owner[0] + "').resource.identifier.value"),
        ElementsAre("Z10001"));
    EXPECT_THAT(moved.asked("Organization", "identifier.value"),
                UnorderedElementsAre("Z10001", "Z10002"));
    EXPECT_THAT(moved.asked("Communication", "recipient.reference"), ElementsAre(owner[0]));

    auto const nowhere = Step{"approval-replaced"}.without("gpPractice");
    EXPECT_THAT(nowhere.asked("Organization", "identifier.value"), ElementsAre("Z10001"));
    EXPECT_THAT(nowhere.asked("Task", "owner.reference"), SizeIs(1));
}

TEST(ApprovalMap, CanBeMadeWhereNobodyCanBeAsked)
{
    auto const step = Step{"approval-asked"}
                          .without("gpPractice")
                          .with(R"("practice": "Z10001")", R"("practice": "")");
    EXPECT_THAT(step.asked("Task", "owner"), IsEmpty());
    EXPECT_THAT(step.asked("Communication", "recipient"), IsEmpty());
}

TEST(ApprovalMap, MakesAMessageForEachReminderAndReply)
{
    auto const value = "identifier.value";
    EXPECT_THAT(Step{"approval-reminded"}.asked("Communication", value),
                ElementsAre("BK-1001/1/reminded/1"));
    auto const second = Step{"approval-reminded"}.with(R"("reminder": 1)", R"("reminder": 2)");
    EXPECT_THAT(second.asked("Communication", value), ElementsAre("BK-1001/1/reminded/2"));
    EXPECT_THAT(second.asked("Communication", "payload.content"),
                ElementsAre(HasSubstr("Reminder 2")));
    EXPECT_THAT(Step{"approval-replied"}.asked("Communication", value),
                ElementsAre("BK-1001/1/replied/1"));
    auto const again =
        Step{"approval-replied"}.with(R"("from": "practice")", R"("from": "clinic")");
    EXPECT_THAT(again.asked("Communication", value), ElementsAre("BK-1001/1/replied/2"));
}

TEST(ApprovalMap, TellsThePracticeNothingOfThePatientInAMessage)
{
    std::vector<std::string> silent;
    for (auto const& name : approval_names()) {
        auto const texts = Step{name}.asked("Communication", "payload.content");
        if (texts.empty()) silent.push_back(name);
        EXPECT_THAT(texts, Each(AllOf(Not(HasSubstr("Ada")), Not(HasSubstr("Warfarin")),
                                      Not(HasSubstr("heart")), Not(HasSubstr("9990000107")))));
    }
    EXPECT_THAT(silent,
                UnorderedElementsAre("approval-approved", "approval-approved-for-another",
                                     "approval-conditions", "approval-declined",
                                     "approval-delivery-failed", "approval-more-information",
                                     "approval-not-my-patient", "approval-viewed"));
}

TEST(ApprovalMap, CarriesFreeTextWordForWordAndMakesNoInstructionOfIt)
{
    std::string const words = R"(Stop warfarin 5 days before <b>\"urgent\"</b> \u00e9)";
    std::string const read = "Stop warfarin 5 days before <b>\"urgent\"</b> \xc3\xa9";
    auto const bound =
        Step{"approval-conditions"}.with("Check the blood pressure on the day", words);
    EXPECT_THAT(bound.asked("Task", "output.where(type.text = 'condition').value"),
                ElementsAre(read));
    auto const asked = Step{"approval-more-information"}.with("Which tablet?", words);
    EXPECT_THAT(asked.asked("Task", "note.text"), ElementsAre(read));
    for (auto const& step : {bound, asked}) {
        for (auto const& one : step.mapped().resources) {
            auto const said = HasSubstr("warfarin");
            EXPECT_EQ(Matches(said)(one.body), one.type == "Task") << one.type;
        }
    }
}

TEST(ApprovalMap, NamesWhoAnsweredByTheRegister)
{
    Step const step{"approval-approved"};
    EXPECT_THAT(step.asked("Task", "output.value.ofType(Reference).identifier.system"),
                ElementsAre("https://fhir.hl7.org.uk/Id/gmc-number"));
    EXPECT_THAT(step.asked("Provenance", "agent.who.identifier.value"), ElementsAre("1234567"));
    auto const unnamed = Step{"approval-approved"}
                             .with(R"("name": "Dr A. Person")", R"("name": "")")
                             .with(R"("gmc": "1234567")", R"("gmc": " ")");
    EXPECT_THAT(unnamed.asked("Provenance", "agent.who.reference"), SizeIs(1));
}

TEST(ApprovalMap, OffersNoNameThatTheNextAnswererWouldSendBackAsTheirs)
{
    for (auto const& name : approval_names()) {
        EXPECT_THAT(Step{name}.asked("Task", "output.type.text"),
                    AllOf(Not(Contains("name")), Not(Contains("gmc"))))
            << name;
    }
}

TEST(ApprovalMap, IsValidForEachNoticeInEachState)
{
    for (auto const* const notice :
         {"asked", "viewed", "in-review", "answered", "replied", "condition-accepted",
          "acknowledged", "reminded", "escalated", "expired", "withdrawn", "replaced", "late-no"}) {
        for (auto const& row : table) {
            auto const made = Step{"approval-condition-accepted"}
                                  .with(R"("notice": "condition-accepted")",
                                        R"("notice": ")" + std::string{notice} + '"')
                                  .in_state(row.state)
                                  .run();
            EXPECT_TRUE(made) << notice << ", " << row.state << ": " << made.error().text();
        }
    }
}

TEST(ApprovalMap, TracesEachStepToTheTaskAndKeepsItsAuditInTheHouse)
{
    for (auto const& name : approval_names()) {
        auto const mapped = apply(name);
        auto const task = "Task/" + one_of(mapped, "Task").id;
        EXPECT_THAT(ask(one_of(mapped, "Provenance").body, "Provenance.target.reference"),
                    Contains(task))
            << name;
        EXPECT_THAT(mapped.bundle, Not(HasSubstr("AuditEvent"))) << name;
        EXPECT_THAT(audited(mapped, "entity.what.reference"), Contains(task)) << name;
        EXPECT_THAT(audited(mapped, "outcome"), ElementsAre("0")) << name;
        EXPECT_THAT(audited(mapped, "agent.where(requestor = true)"), SizeIs(1)) << name;
    }
}

TEST(ApprovalMap, AuditsWhoDidIt)
{
    auto const who = "agent.where(requestor = true).name";
    EXPECT_THAT(audited(apply("approval-declined"), who), ElementsAre("Dr A. Person"));
    EXPECT_THAT(audited(apply("approval-replied"), who), ElementsAre("Dr B. Person"));
    EXPECT_THAT(audited(apply("approval-condition-accepted"), who), ElementsAre("Dr B. Person"));
    auto const by_itself = "agent.where(requestor = true).who.display";
    EXPECT_THAT(audited(apply("approval-expired"), by_itself), ElementsAre("Foramen gateway"));
    EXPECT_THAT(audited(apply("approval-viewed"), "agent.where(requestor = true).who.reference"),
                ElementsAre(HasSubstr("Organization/")));
    EXPECT_THAT(audited(apply("approval-asked"), "action"), ElementsAre("C"));
    EXPECT_THAT(audited(apply("approval-viewed"), "subtype.code"), ElementsAre("update"));
    EXPECT_THAT(audited(apply("approval-viewed"), "entity.detail.value"),
                ElementsAre("viewed", "received"));
}

TEST(ApprovalMap, GivesEachStepATraceOfItsOwn)
{
    auto const first = apply("approval-asked");
    auto const second = apply("approval-viewed");
    for (auto const* const type : {"Provenance", "AuditEvent"}) {
        EXPECT_NE(one_of(first, type).id, one_of(second, type).id) << type;
    }
}

} // namespace
} // namespace foramen
