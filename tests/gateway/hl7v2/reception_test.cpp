#include "samples.h"

#include <gmock/gmock.h>

namespace foramen::hl7v2 {

namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string const whole_message = header() + patient + order + exam() + text("T");

std::string changed(std::string bytes, std::string const& from, std::string const& to)
{
    auto const at = bytes.find(from);
    EXPECT_NE(at, std::string::npos);
    return bytes.replace(at, from.size(), to);
}

} // namespace

TEST(Reception, AcceptsWithBothPartiesSwappedAndItsControlIdEchoed)
{
    auto const reception = received(whole_message);
    EXPECT_EQ(reception.fate, Fate::keep);
    EXPECT_EQ(reception.accepted,
              "MSH|^~\\&|FORAMEN|CLINIC|RIS|EXIMG|20260915123000+0100||ACK^R01^ACK|ACK1|T|2.4\r"
              "MSA|AA|C1\r");
    EXPECT_EQ(reception.failed,
              "MSH|^~\\&|FORAMEN|CLINIC|RIS|EXIMG|20260915123000+0100||ACK^R01^ACK|ACK1|T|2.4\r"
              "MSA|AE|C1|message: it could not be kept: send it again\r"
              "ERR|^^^207&Application internal error&HL70357\r");
    EXPECT_EQ(reception.key.sender, "eximg");
    EXPECT_EQ(reception.key.control_id, "C1");
    EXPECT_EQ(reception.key.body_hash.size(), 64u);
}

TEST(Reception, AnswersInTheSeparatorsAndTheVersionOfTheMessage)
{
    auto const old = received("MSH$%*!@$RIS$EXIMG$F$C$20260915$$ORU%R01$U1$T$2.3\rOBR$1\r");
    EXPECT_EQ(old.accepted, "MSH$%*!@$F$C$RIS$EXIMG$20260915123000+0100$$ACK%R01$ACK1$T$2.3\r"
                            "MSA$AA$U1\r");
    auto const oldest = received("MSH|^~\\&|RIS|E|F|C|||ORU|U1|T|2.2\rOBR|1\r");
    EXPECT_THAT(oldest.accepted, HasSubstr("||ACK|ACK1|T|2.2\r"));
    auto const newest = received("MSH|^~\\&|RIS|E|F|C|||ADT^A08|U1|T|2.5.1\r");
    EXPECT_THAT(newest.refused,
                HasSubstr("\rERR||MSH^1^9|200^Unsupported message type^HL70357|E||||"));
}

TEST(Reception, RejectsWhatResendingCannotHelp)
{
    struct Row {
        std::string from;
        std::string to;
        std::string error;
    };
    std::vector<Row> const table{
        {"ORU^R01^ORU_R01", "ADT^A08^ADT_A01", "MSH^1^9^200&"},
        {"ORU^R01^ORU_R01", "", "MSH^1^9^200&"},
        {"ORU^R01^ORU_R01", "ORU^R30", "MSH^1^9^201&"},
        {"ORU^R01^ORU_R01", "ORU", "MSH^1^9^201&"},
        {"ORU^R01^ORU_R01", "MDM^T01", "MSH^1^9^201&"},
        {"|T|2.4", "|P|2.4", "MSH^1^11^202&"},
        {"|T|2.4", "|D|2.4", "MSH^1^11^202&"},
        {"|T|2.4", "||2.4", "MSH^1^11^202&"},
        {"|T|2.4", "|T|2.6", "MSH^1^12^203&"},
        {"|T|2.4", "|T|", "MSH^1^12^203&"},
    };
    for (auto const& row : table) {
        auto const reception = received(changed(whole_message, row.from, row.to));
        EXPECT_EQ(reception.fate, Fate::refuse) << row.to;
        EXPECT_THAT(reception.refused, HasSubstr("\rMSA|AR|C1|MSH-")) << row.to;
        EXPECT_THAT(reception.refused, HasSubstr("\rERR|" + row.error)) << row.to;
        EXPECT_TRUE(reception.reports.empty());
    }
}

TEST(Reception, RejectsAnotherApplicationOnTheSendersLine)
{
    auto sender = eximg();
    sender.facility = "EXIMG";
    EXPECT_EQ(received(whole_message, sender).fate, Fate::keep);
    sender.facility = "OTHER";
    EXPECT_EQ(received(whole_message, sender).fate, Fate::refuse);
    EXPECT_TRUE(is_from(origin_of(whole_message), eximg()));
    EXPECT_FALSE(is_from(origin_of(whole_message), sender));
    EXPECT_EQ(origin_of(whole_message).application, "RIS");
    EXPECT_EQ(origin_of("rubbish").application, "");
}

TEST(Reception, TakesProductionMessagesWhereTheProfileSaysProduction)
{
    auto sender = eximg();
    sender.processing = Processing::production;
    EXPECT_EQ(received(changed(whole_message, "|T|2.4", "|P|2.4"), sender).fate, Fate::keep);
    EXPECT_EQ(received(whole_message, sender).fate, Fate::refuse);
}

TEST(Reception, PutsIntoQuarantineWhatCannotBeReadAndSaysWhy)
{
    struct Row {
        std::string bytes;
        std::string answer;
    };
    std::vector<Row> const table{
        {"", "MSA|AR||MSH: "},
        {"rubbish", "MSA|AR||MSH: "},
        {"MSH|^^", "MSA|AR||MSH-2: "},
        {changed(whole_message, "|C1|", "||"), "MSA|AE||MSH-10: "},
        {changed(whole_message, "|C1|", "|" + std::string(200, 'x') + "|"), "MSA|AE|xxx"},
        {header() + patient, "MSA|AE|C1|OBR: "},
        {header() + patient + text("T") + exam(), "MSA|AE|C1|OBX: "},
        {header("MDM^T02") + patient, "MSA|AE|C1|TXA: "},
        {header() + "pid|1\r", "MSA|AE|C1|MSH: "},
        {whole_message + header(), "MSA|AE|C1|MSH[2]: "},
    };
    for (auto const& row : table) {
        auto const reception = received(row.bytes);
        EXPECT_EQ(reception.fate, Fate::quarantine) << row.answer;
        EXPECT_THAT(reception.refused, HasSubstr("\r" + row.answer));
        EXPECT_THAT(reception.refused, HasSubstr("\rERR|"));
        EXPECT_THAT(reception.refused, StartsWith("MSH|^~\\&|"));
        EXPECT_TRUE(reception.fault);
    }
}

TEST(Reception, NeverRefusesAnUnknownPatientOrCode)
{
    EXPECT_EQ(received(header() + "OBR|1|||ODD^ODD\r").fate, Fate::keep);
    EXPECT_EQ(received(header() + "PID|1\r" + exam("?")).fate, Fate::keep);
}

TEST(Reception, GivesTheAcknowledgementThatIsAskedFor)
{
    struct Row {
        AcknowledgementMode mode;
        std::string asked; ///< MSH-15|MSH-16
        std::string accepted;
        std::string failed;
    };
    using enum AcknowledgementMode;
    std::vector<Row> const table{
        {as_asked, "|", "AA", "AE"},     {as_asked, "AL|NE", "CA", "CE"},
        {as_asked, "AL|AL", "CA", "CE"}, {as_asked, "NE|AL", "AA", "AE"},
        {as_asked, "NE|NE", "", ""},     {as_asked, "ER|NE", "", "CE"},
        {as_asked, "SU|NE", "CA", ""},   {as_asked, "|AL", "AA", "AE"},
        {original, "AL|NE", "AA", "AE"}, {original, "NE|NE", "AA", "AE"},
        {enhanced, "|", "CA", "CE"},     {enhanced, "AL|NE", "CA", "CE"},
    };
    for (auto const& row : table) {
        auto sender = eximg();
        sender.acknowledgement = row.mode;
        auto const reception =
            received(changed(whole_message, "|T|2.4|||", "|T|2.4|||" + row.asked), sender);
        auto const code = [](std::string const& answer) {
            auto const at = answer.find("MSA|");
            return at == std::string::npos ? std::string{} : answer.substr(at + 4, 2);
        };
        EXPECT_EQ(code(reception.accepted), row.accepted) << row.asked;
        EXPECT_EQ(code(reception.failed), row.failed) << row.asked;
    }
}

TEST(Reception, KnowsARepetitionByItsBytes)
{
    auto const first = received(whole_message).key;
    EXPECT_EQ(compare(first, received(whole_message).key), Repeat::again);
    EXPECT_EQ(compare(first, received(whole_message + "NTE|1||x\r").key), Repeat::id_reused);
    EXPECT_EQ(compare(first, received(changed(whole_message, "|C1|", "|C2|")).key), Repeat::none);
    auto other = eximg();
    other.name = "other";
    EXPECT_EQ(compare(first, received(whole_message, other).key), Repeat::none);
}

TEST(Reception, EchoesNoPatientDataInItsAnswers)
{
    auto const reception = received(header() + "PID|1||||SECRET^SECRET\rsecret\r");
    EXPECT_EQ(reception.fate, Fate::quarantine);
    EXPECT_THAT(reception.refused, Not(HasSubstr("SECRET")));
    EXPECT_THAT(reception.refused, Not(HasSubstr("secret")));
}

TEST(Reception, NamesUtf8WhenItEchoesLettersOutsideAscii)
{
    auto const reception = received(changed(whole_message, "EXIMG|FORAMEN", "RÖNTGEN|FORAMEN"));
    EXPECT_THAT(reception.accepted, HasSubstr("|T|2.4||||||UNICODE UTF-8\r"));
}

} // namespace foramen::hl7v2
