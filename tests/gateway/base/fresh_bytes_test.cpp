#include "gateway/base/fresh_bytes.h"

#include <gtest/gtest.h>

#include <array>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

using namespace foramen;

namespace {

using Nonce = std::array<unsigned char, 12>;

Nonce fresh()
{
    Nonce nonce{};
    fill_fresh(nonce);
    return nonce;
}

} // namespace

TEST(FreshBytes, AreGivenOnceOnWhicheverThreadAndAcrossRefills)
{
    std::set<Nonce> seen;
    std::mutex mutex;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                std::vector<Nonce> mine;
                for (int round = 0; round < 5000; ++round) mine.push_back(fresh());
                std::scoped_lock const lock{mutex};
                seen.insert(mine.begin(), mine.end());
            });
        }
    }
    EXPECT_EQ(seen.size(), 4u * 5000u);
}

TEST(FreshBytes, FillEveryLengthToItsLastByte)
{
    for (std::size_t size : {0u, 1u, 7u, 16u, 17u, 32u, 5000u}) {
        // A byte that was filled stays zero in all of 64 rounds once in 256^64.
        std::vector<unsigned char> all(size);
        for (int round = 0; round < 64; ++round) {
            std::vector<unsigned char> bytes(size);
            fill_fresh(bytes);
            for (std::size_t at = 0; at < size; ++at) all[at] |= bytes[at];
        }
        for (auto const byte : all) EXPECT_NE(byte, 0) << size;
    }
}
