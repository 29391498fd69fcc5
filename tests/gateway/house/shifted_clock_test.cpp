// The demo's clock may be moved on, never back; no other gateway's may be moved.
#include "gateway/settings.h"
#include "gateway/shifted_clock.h"
#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace foramen {
namespace {

using namespace std::chrono_literals;

TEST(ShiftedClock, GoesOnAsTheFileSaysAndNeverBack)
{
    TempFolder const folder;
    auto const file = folder.path() / "clock";
    ShiftedClock clock{file};
    auto const ahead = [&] { return clock.now() - SystemClock{}.now(); };
    clock.look();
    EXPECT_LT(ahead(), 1min) << "no file, no shift";
    for (auto const* const text : {"7200", "3600", "no number", "-5", "99999999999999"}) {
        std::ofstream{file} << text;
        clock.look();
        EXPECT_LT(abs(ahead() - 2h), 1min) << text;
    }
}

TEST(ShiftedClock, IsTheSystemsWithoutAFile)
{
    ShiftedClock clock{""};
    clock.look();
    EXPECT_LT(abs(clock.now() - SystemClock{}.now()), 1min);
}

TEST(ShiftedClock, IsRefusedOutsideTheDemo)
{
    TempFolder const folder;
    auto const file = folder.path() / "foramen.json";
    std::ofstream{file} << R"({"demo": false, "demoClockFile": "clock"})";
    auto const loaded = Settings::load(file);
    auto const* const faults = std::get_if<SettingsFaults>(&loaded);
    ASSERT_NE(faults, nullptr);
    auto const named = std::ranges::any_of(*faults, [](SettingsFault const& fault) {
        return fault.text.starts_with("demoClockFile:");
    });
    EXPECT_TRUE(named);
}

} // namespace
} // namespace foramen
