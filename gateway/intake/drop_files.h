// Why this file exists: the files of the drop folder, as they are on a disk that somebody else
// writes to: whole, half written, alone, or not what they say.
#pragma once

#include "gateway/base/clock.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace foramen {

/// One of the two files of a name.
struct DropFile {
    enum class Is { absent, plain, too_large, no_file };
    Is is = Is::absent;
    std::string bytes;          ///< Of a plain one.
    std::chrono::seconds age{}; ///< Since it was last changed; 0 while it is being written.
    TimePoint written;
};

/// NAME of each NAME.json and NAME.pdf, sorted, once. What begins with a full stop, or has another
/// ending, is not looked at. Error: unavailable.
Result<std::vector<std::string>> names_in(std::filesystem::path const& folder);

/// Reads a file that is no link. One that changes meanwhile has the age 0.
DropFile read_drop_file(std::filesystem::path const& file, std::size_t bytes_max);

/// Moves NAME.json, then NAME.pdf, to `to` under a name that is free there, and syncs both folders.
/// What is not there is passed over. `why`, when not empty, is written beside them first.
Result<> move_pair(std::filesystem::path const& folder, std::string const& name,
                   std::filesystem::path const& to, std::string const& why);

/// After a crash between both moves of move_pair() the PDF follows its form. Returns if it did.
bool follow_form(std::filesystem::path const& folder, std::string const& name,
                 std::filesystem::path const& to);

/// Removes what was moved there longer ago than `age`.
void remove_older(std::filesystem::path const& folder, std::chrono::seconds age);

} // namespace foramen
