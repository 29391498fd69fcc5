#include "sample.h"

using namespace foramen;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

TEST(EventParser, ReadsABooking)
{
    auto const result = parsed(Sample::booking());
    ASSERT_TRUE(std::holds_alternative<ClinicEvent>(result));
    auto const& event = std::get<ClinicEvent>(result);
    EXPECT_EQ(event.kind(), EventKind::booking);
    EXPECT_EQ(event.name, "booking.created");
    EXPECT_EQ(event.event_id, "ev-t0-1");
    EXPECT_EQ(event.booking_id(), "BK-T1000");
    EXPECT_EQ(event.occurred, *parse_rfc3339("2030-01-14T17:15:00Z"));
    EXPECT_EQ(event.patient.clinic_id, "P-T100");
    EXPECT_EQ(event.patient.practice, "Z10002");
    EXPECT_EQ(event.patient.share_with_gp, true);
    EXPECT_TRUE(event.patient.identity().starts_with("https://fhir.nhs.uk/Id/nhs-number|999"));
    auto const& booking = std::get<Booking>(event.content);
    EXPECT_EQ(booking.version, 1u);
    EXPECT_EQ(booking.status, BookingStatus::created);
    EXPECT_EQ(booking.start, *parse_rfc3339("2030-02-03T17:15:00Z"));
    EXPECT_EQ(booking.procedure.type, "nerve-root-injection");
    EXPECT_EQ(booking.procedure.region, Region::lumbar);
    EXPECT_EQ(booking.procedure.side, Side::left);
    EXPECT_THAT(booking.procedure.levels, ElementsAre("L4"));
}

TEST(EventParser, ReadsEveryStatusOfABooking)
{
    for (auto const& [name, status] : {std::pair{"booking.created", BookingStatus::created},
                                       {"booking.rescheduled", BookingStatus::rescheduled},
                                       {"booking.cancelled", BookingStatus::cancelled},
                                       {"booking.noShow", BookingStatus::no_show},
                                       {"booking.arrived", BookingStatus::arrived}}) {
        auto sample = Sample::booking();
        auto const result = parsed(sample.set("/event", '"' + std::string{name} + '"'));
        ASSERT_TRUE(std::holds_alternative<ClinicEvent>(result)) << name;
        EXPECT_EQ(std::get<Booking>(std::get<ClinicEvent>(result).content).status, status) << name;
    }
}

TEST(EventParser, ReadsAScreening)
{
    auto sample = Sample::screening();
    sample.set("/screening/answers/diabetes",
               R"({"answer":"yes","controlled":"unsure","hba1cMmolMol":86.5})");
    sample.set("/screening/previousInjections", R"([{"region":"cervical","date":"2029-06-16"}])");
    sample.set("/screening/symptoms/changedSinceScan", R"("unsure")");
    sample.set("/screening/decision/outcome", R"("gp-approval-needed")");
    auto const result = parsed(sample);
    ASSERT_TRUE(std::holds_alternative<ClinicEvent>(result));
    auto const& event = std::get<ClinicEvent>(result);
    auto const& screening = std::get<Screening>(event.content);
    EXPECT_EQ(event.booking_id(), "BK-T1000");
    EXPECT_EQ(screening.id, "SC-T1000");
    EXPECT_EQ(screening.answers.size(), 11u);
    auto const diabetes =
        std::ranges::find(screening.answers, "diabetes", &ScreeningAnswer::question);
    ASSERT_NE(diabetes, screening.answers.end());
    EXPECT_EQ(diabetes->answer, "yes");
    EXPECT_EQ(diabetes->controlled, "unsure");
    EXPECT_EQ(diabetes->hba1c, 86.5);
    EXPECT_EQ(screening.symptoms_changed, Answer3::unsure);
    EXPECT_EQ(screening.decision, ScreeningDecision::gp_approval_needed);
    EXPECT_TRUE(screening.consent_given);
    ASSERT_EQ(screening.earlier_injections.size(), 1u);
    EXPECT_EQ(screening.earlier_injections[0].region, Region::cervical);
}

TEST(EventParser, ReadsAReport)
{
    auto const result = parsed(Sample::report());
    ASSERT_TRUE(std::holds_alternative<ClinicEvent>(result));
    auto const& report = std::get<ProcedureReport>(std::get<ClinicEvent>(result).content);
    EXPECT_EQ(report.id, "PR-T1000");
    EXPECT_EQ(report.status, ReportStatus::final);
    EXPECT_TRUE(report.completed);
    EXPECT_TRUE(report.has_steroid);
    auto sample = Sample::report();
    sample.set("/report/medicines/0/kind", R"("local-anaesthetic")");
    sample.set("/report/outcome/completed", "false");
    auto const other = parsed(sample.set("/event", R"("procedureReport.enteredInError")"));
    auto const& withdrawn = std::get<ProcedureReport>(std::get<ClinicEvent>(other).content);
    EXPECT_FALSE(withdrawn.has_steroid);
    EXPECT_FALSE(withdrawn.completed);
    EXPECT_EQ(withdrawn.status, ReportStatus::entered_in_error);
}

TEST(EventParser, KnowsAPatientWithoutNhsNumberByTheClinicsId)
{
    auto sample = Sample::booking();
    auto const result = parsed(sample.erase("/patient/nhsNumber"));
    EXPECT_EQ(std::get<ClinicEvent>(result).patient.identity(),
              "urn:foramen:clinic-patient-id|P-T100");
}

TEST(EventParser, RefusesWhatAWrongClockDatedBesideAllElse)
{
    auto sample = Sample::booking();
    auto const accepted = parsed(sample);
    auto const occurred = std::get<ClinicEvent>(accepted).occurred;
    auto const with_latest = [&](TimePoint latest) {
        return parser().parse(sample.kind(), sample.body(), today, latest);
    };
    EXPECT_TRUE(std::holds_alternative<ClinicEvent>(with_latest(occurred)));
    sample.set("/patient/name/family", R"(" ")");
    auto const refused = with_latest(occurred - std::chrono::microseconds{1});
    auto const& faults = std::get<Rejection>(refused).faults;
    ASSERT_EQ(faults.size(), 2u);
    EXPECT_EQ(faults[0].pointer, "/patient/name/family");
    EXPECT_EQ(faults[1].pointer, "/occurredAt");
}

TEST(EventParser, RefusesWhatIsNotOneJsonText)
{
    auto const good = Sample::booking().body();
    std::string const nested(33, '[');
    std::string many = "[0";
    for (int i = 0; i < 20'000; ++i) many += ",0";
    for (auto const& body : {std::string{},
                             std::string{" "},
                             std::string{"{"},
                             std::string{"nonsense"},
                             good + "{}",
                             good + "x",
                             good + std::string(1, '\0'),
                             good + std::string{"\0x", 2},
                             std::string{"{\"a\":1e999}"},
                             std::string{"{\"a\":\"\\ud800\"}"},
                             std::string{"{\"a\":\"\xff\"}"},
                             std::string{"{\"a\":\"\xED\xA0\x80\"}"},
                             std::string{"{\"a\":NaN}"},
                             std::string{"{'a':1}"},
                             std::string{"{\"a\":1,}"},
                             std::string{"\xEF\xBB\xBF{}"},
                             std::string{"/**/{}"},
                             std::string{"{\"a\":\"\n\"}"},
                             nested + std::string(33, ']'),
                             many + "]",
                             std::string(200'000, '[')}) {
        auto const result = parsed(EventKind::booking, body);
        auto const* const rejection = std::get_if<Rejection>(&result);
        ASSERT_NE(rejection, nullptr) << body.substr(0, 40);
        EXPECT_EQ(rejection->why, Rejection::Why::malformed) << body.substr(0, 40);
        ASSERT_EQ(rejection->faults.size(), 1u);
        EXPECT_EQ(rejection->faults[0].pointer, "");
    }
}

TEST(EventParser, RefusesAMemberThatIsThereTwice)
{
    auto body = Sample::booking().body();
    body.insert(body.find("\"side\""), R"("side":"right",)");
    auto const result = parsed(EventKind::booking, body);
    auto const& rejection = std::get<Rejection>(result);
    EXPECT_EQ(rejection.why, Rejection::Why::malformed);
    EXPECT_EQ(rejection.faults[0].pointer, "/booking/procedure");

    std::string wide = "{";
    for (int i = 0; i < 100; ++i) wide += "\"m" + std::to_string(i) + "\":0,";
    auto const twice = parsed(EventKind::booking, wide + "\"m7\":0}");
    EXPECT_EQ(std::get<Rejection>(twice).why, Rejection::Why::malformed);
    auto const escaped = parsed(EventKind::booking, R"({"side":1,"\u0073ide":2})");
    EXPECT_EQ(std::get<Rejection>(escaped).why, Rejection::Why::malformed);
}

TEST(EventParser, NamesEveryFaultOfTheSchemaAtOnce)
{
    auto sample = Sample::booking();
    sample.set("/event", R"("booking.forgotten")").set("/booking/version", "0");
    sample.set("/booking/procedure/levels", "[]").set("/booking/extra", "1");
    sample.set("/patient/nhsNumber", R"("12 34")").set("/occurredAt", R"("yesterday")");
    sample.set("/patient/name/given/-", "7").erase("/patient/gender");
    sample.set("/booking/clinician/gmcNumber", R"("70123456")").erase("/booking/location/name");
    sample.set("/booking/bookedVia", R"("fax")").set("/eventId", R"("")");
    sample.set("/patient/shareWithGp", R"("yes")");
    EXPECT_THAT(fault_pointers(sample),
                UnorderedElementsAre("/event", "/booking/version", "/booking/procedure/levels",
                                     "/booking/extra", "/patient/nhsNumber", "/occurredAt",
                                     "/patient/name/given/1", "/patient/gender",
                                     "/booking/clinician/gmcNumber", "/booking/location/name",
                                     "/booking/bookedVia", "/eventId", "/patient/shareWithGp"));
}

TEST(EventParser, SaysWhatIsAllowedAndRepeatsNothingOfTheData)
{
    auto sample = Sample::booking();
    sample.set("/booking/bookedVia", R"("Jane-Doe")").set("/patient/nhsNumber", R"("Jane-Doe")");
    sample.set("/patient/gpPractice/odsCode", R"("Jane-Doe")")
        .set("/booking/id", R"({"Jane":"Doe"})");
    auto const result = parsed(sample);
    auto const& rejection = std::get<Rejection>(result);
    EXPECT_EQ(rejection.faults.size(), 4u);
    for (auto const& fault : rejection.faults) {
        EXPECT_THAT(fault.text, testing::Not(HasSubstr("Jane")));
    }
    EXPECT_THAT(rejection.faults, testing::Contains(testing::Field(
                                      &Fault::text, "must be one of: web, phone, in-person")));
}

TEST(EventParser, EscapesMemberNamesInPointers)
{
    auto body = Sample::booking().body();
    body.insert(1, R"("a/b~c":1,)");
    auto result = parsed(EventKind::booking, body);
    EXPECT_EQ(std::get<Rejection>(result).faults[0].pointer, "/a~1b~0c");
    body.insert(1, '"' + std::string(63, 'x') + "\xC3\xBC" + std::string(900, 'y') + "\":1,");
    result = parsed(EventKind::booking, body);
    EXPECT_EQ(std::get<Rejection>(result).faults[0].pointer, '/' + std::string(63, 'x'));
}

TEST(EventParser, StopsListingAfterAHundredFaults)
{
    std::string levels = "[";
    for (int i = 0; i < 1000; ++i) levels += std::string{i ? "," : ""} + "\"X9\"";
    auto sample = Sample::booking();
    EXPECT_EQ(fault_pointers(sample.set("/booking/procedure/levels", levels + "]")).size(), 100u);
}

TEST(EventParser, RefusesTextThatNoRecordCanHold)
{
    auto sample = Sample::booking();
    // RapidJSON's own pattern matching would stop at the NUL and accept the digits before it.
    sample.set("/booking/clinician/gmcNumber", R"("7000001\u0000; drop")");
    sample.set("/booking/reason", R"({"text":"a\u0007b"})");
    EXPECT_THAT(fault_pointers(sample),
                UnorderedElementsAre("/booking/clinician/gmcNumber", "/booking/reason/text"));
    auto body = Sample::booking().body();
    body.insert(body.find("\"bookedVia\""), R"("cancellationReason":"\udc00",)");
    auto const result = parsed(EventKind::booking, body);
    ASSERT_TRUE(std::holds_alternative<Rejection>(result));
    EXPECT_EQ(std::get<Rejection>(result).faults[0].pointer, "/booking/cancellationReason");
    auto fine = Sample::booking();
    EXPECT_EQ(fault_pointers(fine.set("/booking/reason", R"({"text":"a\tb\r\nc 🦴"})")),
              accepted);
}

TEST(EventParser, SeesAnUnwritableCharacterWhereverItStands)
{
    for (std::size_t size = 1; size < 20; ++size) {
        for (std::size_t place = 0; place < size; ++place) {
            auto const reasons = [&](std::string const& one) {
                auto text = std::string(place, 'a').append(one).append(size - place - 1, 'a');
                auto sample = Sample::booking();
                return fault_pointers(sample.set("/booking/reason", R"({"text":")" + text + "\"}"));
            };
            EXPECT_THAT(reasons("\\u0007"), ElementsAre("/booking/reason/text")) << size << place;
            EXPECT_THAT(reasons("\\u001f"), ElementsAre("/booking/reason/text")) << size << place;
            EXPECT_EQ(reasons("ü"), accepted) << size << place;
            EXPECT_EQ(reasons("\\t"), accepted) << size << place;
        }
    }
}

TEST(EventParser, RefusesAFolderWithoutSchemas)
{
    auto const missing = EventParser::load(FORAMEN_ROOT "/tests/gateway/clinic");
    ASSERT_FALSE(missing.has_value());
    ASSERT_EQ(missing.faults().size(), 3u) << "every file at once";
    EXPECT_EQ(missing.faults()[0].file.filename(), "booking.schema.json");
}

TEST(EventParser, SurvivesEveryCutAndEveryFlippedByteOfAnEvent)
{
    auto const good = Sample::screening().body();
    unsigned refused = 0;
    for (std::size_t i = 0; i < good.size(); ++i) {
        auto const cut = parsed(EventKind::screening, std::string_view{good}.substr(0, i));
        EXPECT_TRUE(std::holds_alternative<Rejection>(cut)) << i;
        auto flipped = good;
        flipped[i] = static_cast<char>(flipped[i] ^ 0x15);
        refused += std::holds_alternative<Rejection>(parsed(EventKind::screening, flipped));
    }
    EXPECT_GT(refused, good.size() / 2);
}
