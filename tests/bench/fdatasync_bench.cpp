// Why this file exists: how often the disk itself can make an appended 4 KiB block durable; every
// durable figure is read beside it.
// usage: fdatasync_bench [FOLDER [SECONDS]]
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

int main(int argc, char** argv)
{
    using Clock = std::chrono::steady_clock;
    std::string const folder = argc > 1 ? argv[1] : ".";
    auto const seconds = argc > 2 ? std::atoi(argv[2]) : 2;
    auto const file = folder + "/fdatasync_bench.tmp";
    auto const descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (descriptor < 0) return std::perror(file.c_str()), 1;
    std::vector<char> const block(4096, 'x');
    std::vector<double> took;
    auto const end = Clock::now() + std::chrono::seconds{seconds};
    while (Clock::now() < end) {
        auto const begun = Clock::now();
        if (::write(descriptor, block.data(), block.size()) < 0 || ::fdatasync(descriptor) != 0) {
            return std::perror("fdatasync"), 1;
        }
        took.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begun).count());
    }
    ::close(descriptor);
    ::unlink(file.c_str());
    std::sort(took.begin(), took.end());
    std::printf("{\"fdatasyncPerSecond\":%zu,\"p50Ms\":%.3f,\"p99Ms\":%.3f}\n",
                took.size() / static_cast<std::size_t>(seconds), took[took.size() / 2],
                took[took.size() * 99 / 100]);
    return 0;
}
