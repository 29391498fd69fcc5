#include "gateway/hl7v2/message.h"

#include <gmock/gmock.h>

namespace foramen::hl7v2 {

namespace {

using testing::HasSubstr;
using testing::Not;

Message parsed(std::string bytes, Charset fallback = Charset::cp_1252)
{
    auto made = Message::parse(std::move(bytes), fallback);
    auto* const fault = std::get_if<Fault>(&made);
    if (fault != nullptr) ADD_FAILURE() << place_of(*fault) << ": " << fault->text;
    if (fault != nullptr) return parsed("MSH|^~\\&|");
    return std::get<Message>(std::move(made));
}

Fault refused(std::string bytes)
{
    auto made = Message::parse(std::move(bytes), Charset::cp_1252);
    if (auto* const fault = std::get_if<Fault>(&made)) return *fault;
    ADD_FAILURE() << "was read";
    return {};
}

std::string first_name(Message const& message)
{
    return message.text(message.component(*message.find("PID"), 5, 2));
}

} // namespace

TEST(Message, CountsFieldsAsTheStandardDoes)
{
    auto const message = parsed("MSH|^~\\&|RIS|EXIMG|||20260914||ORU^R01|C1|T|2.4\r"
                                "PID|1||77^^^A~88^^^B&x&y||EXAMPLE^ANNA\r");
    auto const& header = message.segments()[0];
    EXPECT_EQ(message.field(header, 1), "|");
    EXPECT_EQ(message.field(header, 2), "^~\\&");
    EXPECT_EQ(message.field(header, 3), "RIS");
    EXPECT_EQ(message.component(header, 9, 2), "R01");
    EXPECT_EQ(message.field(header, 12), "2.4");
    EXPECT_EQ(message.field(header, 13), "");
    EXPECT_EQ(message.field(header, 0), "");
    auto const& patient = *message.find("PID");
    auto const ids = message.field(patient, 3);
    EXPECT_EQ(message.repetitions(ids), 2u);
    auto const second = message.repetition(ids, 1);
    EXPECT_EQ(message.subcomponent(message.component(second, 4), 3), "y");
    EXPECT_EQ(message.repetition(ids, 2), "");
    EXPECT_EQ(message.find("PV1"), nullptr);
}

TEST(Message, EndsSegmentsWithCrLfOrBothEvenMixed)
{
    auto const message = parsed("MSH|^~\\&|A\nPID|1\r\nPV1|1\r\rOBR|1\n\nOBX|1\rOBX|2");
    ASSERT_EQ(message.segments().size(), 6u);
    EXPECT_EQ(message.field(message.segments()[1], 1), "1");
    EXPECT_EQ(message.segments()[5].sequence, 2u);
    EXPECT_EQ(message.field(message.segments()[5], 1), "2");
}

TEST(Message, ReadsItsSeparatorsFromItsHeader)
{
    auto const message = parsed("MSH$%*!@$RIS$EXIMG\rPID$1$$7%%%NHS%NH*8$$O!S!B!T!C%ANNA\r");
    auto const& patient = *message.find("PID");
    EXPECT_EQ(message.repetitions(message.field(patient, 3)), 2u);
    EXPECT_EQ(message.component(patient, 3, 5), "NH");
    EXPECT_EQ(message.text(message.component(patient, 5, 1)), "O%B@C");
    EXPECT_EQ(first_name(message), "ANNA");
}

TEST(Message, TakesAHeaderThatNamesFewerSeparators)
{
    auto const message = parsed("MSH|^|RIS\rPID|1||||A~B\\S\\&C^ANNA\r");
    EXPECT_EQ(message.text(message.component(*message.find("PID"), 5, 1)), "A~B\\S\\&C");
    EXPECT_EQ(message.repetitions("A~B"), 1u);
}

TEST(Message, GoesOnWithTextThatHasLineEndsInside)
{
    auto const message = parsed("MSH|^~\\&|A\rOBX|1|TX|18748-4||First line\nsecond line\r\n"
                                "MRI\nthird||||||F\rNTE|1||more\nof it\r");
    ASSERT_EQ(message.segments().size(), 3u);
    auto const& text = message.segments()[1];
    EXPECT_EQ(message.text(message.field(text, 5)), "First line\nsecond line\nMRI\nthird");
    EXPECT_EQ(message.field(text, 11), "F");
    EXPECT_EQ(message.text(message.field(message.segments()[2], 3)), "more\nof it");
}

TEST(Message, ValueDeletedIsEmpty)
{
    auto const message = parsed("MSH|^~\\&|A\rPID|1||||\"\"^ANNA||\"\"\r");
    auto const& patient = *message.find("PID");
    EXPECT_EQ(message.text(message.component(patient, 5, 1)), "");
    EXPECT_EQ(message.field(patient, 7), "");
}

TEST(Message, StaysWhereItIsWhenItIsMoved)
{
    auto message = parsed("MSH|^~\\&|A");
    auto const moved = std::move(message);
    EXPECT_EQ(moved.field(moved.segments()[0], 3), "A");
}

TEST(Message, SaysByPlaceWhyItCannotBeRead)
{
    struct Row {
        std::string bytes;
        std::string place;
    };
    std::vector<Row> const table{
        {"", "MSH"},
        {"FHS|^~\\&|A", "MSH"},
        {"MSH", "MSH"},
        {"MSHA^~\\&|A", "MSH-1"},
        {"MSH||A", "MSH-2"},
        {"MSH|^^\\&|A", "MSH-2"},
        {std::string{"MSH|^~\\&|A\0B", 12}, "MSH-18"},
        {"MSH|^~\\&|A\rPID|SECRET\rSECRET of a line\r", "PID"},
        {"MSH|^~\\&|A\rMSH|^~\\&|SECRET\r", "MSH[2]"},
    };
    for (auto const& row : table) {
        auto const fault = refused(row.bytes);
        EXPECT_EQ(place_of(fault), row.place) << row.bytes;
        EXPECT_THAT(fault.text, Not(HasSubstr("SECRET")));
        EXPECT_FALSE(fault.text.empty());
    }
}

TEST(Message, HasLimits)
{
    std::string many = "MSH|^~\\&|A\r";
    for (std::size_t i = 0; i <= segments_max; ++i) many += "OBX|1\r";
    EXPECT_EQ(refused(many).code, FaultCode::internal_error);
    std::string const wide = "MSH|^~\\&|A\rPID" + std::string(fields_max + 1, '|');
    EXPECT_EQ(refused(wide).code, FaultCode::internal_error);
    EXPECT_EQ(refused(std::string(message_bytes_max + 1, 'x')).code, FaultCode::internal_error);
}

TEST(Message, BecomesUtf8WhateverItsCharacterSet)
{
    struct Row {
        std::string declared;
        std::string bytes;
        std::string text;
        Charset charset;
        CharsetIs certainty;
    };
    auto const declared = CharsetIs::declared;
    auto const guessed = CharsetIs::guessed;
    std::vector<Row> const table{
        {"", "ANNA", "ANNA", Charset::ascii, declared},
        {"UNICODE UTF-8", "ZO\xC3\x8B", "ZOË", Charset::utf_8, declared},
        {"8859/1", "ZO\xCB", "ZOË", Charset::latin_1, declared},
        {"8859/1", "It\x92s", "It’s", Charset::latin_1, declared},
        {"8859/15", "\xA4\xA6\xBE", "€ŠŸ", Charset::latin_9, declared},
        {"8859/1", "\xA4\xA6\xBE", "¤¦¾", Charset::latin_1, declared},
        {"", "\x93ZO\xCB\x94", "“ZOË”", Charset::cp_1252, guessed},
        {"UNICODE UTF-8", "ZO\xCB", "ZOË", Charset::cp_1252, guessed},
        {"", "ZO\xC3\x8B", "ZOË", Charset::utf_8, guessed},
        {"8859/1", "ZO\xC3\x8B", "ZOË", Charset::utf_8, guessed},
        {"8859/7~8859/1", "ZO\xCB", "ZOË", Charset::cp_1252, guessed},
        {" utf-8 ~8859/1", "ZO\xC3\x8B", "ZOË", Charset::utf_8, declared},
    };
    for (auto const& row : table) {
        auto const message = parsed("MSH|^~\\&|||||||||||||||" + std::string{"|"} + row.declared +
                                    "\rPID|1||||X^" + row.bytes + "\r");
        EXPECT_EQ(first_name(message), row.text) << row.declared;
        EXPECT_EQ(message.charset(), row.charset) << row.declared << row.text;
        EXPECT_EQ(message.charset_certainty(), row.certainty) << row.declared << row.text;
    }
}

TEST(Message, TellsBytesThatAreNoLetter)
{
    auto const message = parsed("MSH|^~\\&|A\rPID|1||||X^A\x81 \xCB\r");
    EXPECT_EQ(first_name(message), "A\xEF\xBF\xBD Ë");
    EXPECT_EQ(message.lost_count(), 1u);
}

TEST(Message, UsesTheSendersSetWhenNoneIsDeclared)
{
    auto const message = parsed("MSH|^~\\&|A\rPID|1||||X^\xA4\r", Charset::latin_9);
    EXPECT_EQ(first_name(message), "€");
}

} // namespace foramen::hl7v2
