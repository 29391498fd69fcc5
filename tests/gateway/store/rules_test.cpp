#include "gateway/store/rules.h"

#include <gtest/gtest.h>

#include <set>

namespace foramen {
namespace {

AuditRecord a_record()
{
    return {7, TimePoint{microseconds{1}}, {"clinic", "event.accepted", "m-1", "why"}, ""};
}

TEST(AuditHash, IsAsItWasWrittenOnce)
{
    // Fixed: a change here makes every stored trail unverifiable.
    EXPECT_EQ(audit_hash("", a_record()),
              "a154cae2e15ca4f7de98b10ea547ff2920199755d4b27f3c893c0a0a238edac7");
}

TEST(AuditHash, ChangesWithEveryFieldAndWithThePreviousOne)
{
    std::set<std::string> hashes{audit_hash("", a_record()), audit_hash("00", a_record())};
    auto const add = [&](auto change) {
        auto record = a_record();
        change(record);
        hashes.insert(audit_hash("", record));
    };
    add([](AuditRecord& record) { ++record.number; });
    add([](AuditRecord& record) { record.at += microseconds{1}; });
    add([](AuditRecord& record) { record.entry.actor += "x"; });
    add([](AuditRecord& record) { record.entry.action += "x"; });
    add([](AuditRecord& record) { record.entry.object += "x"; });
    add([](AuditRecord& record) { record.entry.reason += "x"; });
    // The same letters, cut elsewhere.
    add([](AuditRecord& record) { record.entry = {"clinice", "vent.accepted", "m-1", "why"}; });
    EXPECT_EQ(hashes.size(), 9u);
}

TEST(IdentifierWords, SplitAtTheFirstBar)
{
    EXPECT_EQ(identifier_words("urn:a|b|c").value, "b|c");
    EXPECT_EQ(identifier_words("urn:a|b").whole, "urn:a|b");
    EXPECT_EQ(identifier_words("|b").whole, "|b");
    EXPECT_EQ(identifier_words("b").whole, "");
    EXPECT_EQ(identifier_words("b").value, "b");
}

} // namespace
} // namespace foramen
