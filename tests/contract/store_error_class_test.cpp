// What a store promises of the class of an error, and of lists by class and by age; every backend
// alike.
#include "tests/contract/store_backend.h"

namespace foramen {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class ErrorContract : public StoreContract {};

TEST_P(ErrorContract, KeepsTheClassOfAnErrorUntilTheMessageArrivesOrAPersonStopsIt)
{
    auto const lanes = {"failed", "arrived", "stopped", "ended"};
    for (std::string const lane : lanes) ASSERT_TRUE(it.commit(a_message(lane, lane)));
    it.lease();
    for (std::string const lane : lanes) {
        ASSERT_TRUE(it.settle(lane, 1, Postpone{clock.now(), "late", ErrorClass::timeout}));
    }
    EXPECT_EQ(it.message("failed").error_class, ErrorClass::timeout);
    it.lease();
    ASSERT_TRUE(it.settle("failed", 2, Hold{"422", ErrorClass::content}));
    ASSERT_TRUE(it.settle("arrived", 2));
    for (std::string const lane : {"stopped", "ended"}) {
        ASSERT_TRUE(it.settle(lane, 2, Postpone{clock.now(), "late", ErrorClass::timeout}));
    }
    ASSERT_TRUE(it.act("stopped", MessageAction::hold, "why"));
    ASSERT_TRUE(it.act("ended", MessageAction::discard, "why"));

    EXPECT_EQ(it.message("failed").error_class, ErrorClass::content);
    EXPECT_EQ(it.message("arrived").error_class, ErrorClass::none);
    EXPECT_EQ(it.message("stopped").error_class, ErrorClass::none);
    EXPECT_EQ(it.message("ended").error_class, ErrorClass::timeout) << "why it was given up";
    ASSERT_TRUE(it.act("failed", MessageAction::release));
    EXPECT_EQ(it.message("failed").error_class, ErrorClass::content) << "until it is tried again";
}

TEST_P(ErrorContract, ListsByClassOfErrorAndByAge)
{
    for (int i = 0; i < 6; ++i) {
        auto message = a_message("m-" + std::to_string(i), std::to_string(i));
        message.created = clock.now() + std::chrono::minutes{i};
        message.state = i < 4 ? MessageState::held : MessageState::waiting;
        if (i < 5) message.error_class = i % 2 == 0 ? ErrorClass::timeout : ErrorClass::network;
        ASSERT_TRUE(it.commit(std::move(message)));
    }
    auto const ids = [&](MessageFilter const& filter) {
        std::vector<std::string> found;
        auto const listed = it.now(it.store().messages(filter));
        for (auto const& one : *listed) found.push_back(one.id);
        return found;
    };
    MessageFilter by;
    by.error_class = ErrorClass::timeout;
    EXPECT_THAT(ids(by), ElementsAre("m-4", "m-2", "m-0"));
    by.limit = 2;
    by.before = it.message("m-4").sequence;
    EXPECT_THAT(ids(by), ElementsAre("m-2", "m-0"));
    by.created_until = clock.now() + 1min;
    EXPECT_THAT(ids(by), ElementsAre("m-0"));
    by = {};
    by.created_until = clock.now() + 1min;
    EXPECT_THAT(ids(by), ElementsAre("m-1", "m-0"));
    by.state = MessageState::waiting;
    EXPECT_THAT(ids(by), IsEmpty());
    by = {};
    by.state = MessageState::waiting;
    by.error_class = ErrorClass::timeout;
    EXPECT_THAT(ids(by), ElementsAre("m-4"));
    by.error_class = ErrorClass::content;
    EXPECT_THAT(ids(by), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Backends, ErrorContract, testing::Values(memory(), sqlite()), name_of);

} // namespace
} // namespace foramen
