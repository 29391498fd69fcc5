// Why this file exists: without libFuzzer the inputs that were found once are still tested.
// usage: NAME_replay FILE|FOLDER…
#include "tests/fuzz/target.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

namespace fs = std::filesystem;

unsigned replayed = 0;

void replay(fs::path const& file)
{
    std::ifstream in{file, std::ios::binary};
    std::string const text{std::istreambuf_iterator<char>{in}, {}};
    std::printf("%s\n", file.filename().c_str());
    std::fflush(stdout); // The last name that was printed is the one that failed.
    LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(text.data()), text.size());
    ++replayed;
}

} // namespace

int main(int count, char** arguments)
{
    for (int i = 1; i < count; ++i) {
        fs::path const given{arguments[i]};
        if (!fs::is_directory(given)) {
            replay(given);
            continue;
        }
        for (auto const& one : fs::directory_iterator{given}) replay(one.path());
    }
    std::printf("%u inputs\n", replayed);
    return replayed == 0 ? 1 : 0;
}
