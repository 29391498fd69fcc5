// Why this file exists: a simulator that is restarted in the middle of a test still knows what it
// had stored: requests are appended to a file and played again.
#pragma once

#include "gateway/base/result.h"
#include "tools/simulators/far_system.h"

#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>

namespace foramen {

class KeptFile {
public:
    /// Reads what is there, oldest first, and opens the file for more. A last line that was cut
    /// off by a crash is left out. Error: unavailable, incorrect.
    Result<> open(std::filesystem::path const& folder, std::function<void(FarRequest)> const& play);
    void append(FarRequest const& request);
    void clear();

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::filesystem::path path_;
    std::unique_ptr<std::FILE, Close> file_;
};

} // namespace foramen
