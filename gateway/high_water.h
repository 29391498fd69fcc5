// Why this file exists: a database that was restored from a backup looks whole: it only knows less
// than it did (hazard H17). How far its audit trail had come is therefore kept in a file of its
// own, which no backup of the database may hold.
#pragma once

#include "gateway/base/task.h"
#include "gateway/store/store.h"

#include <boost/asio/thread_pool.hpp>

#include <filesystem>
#include <string>

namespace foramen {

/// How the database stands to the mark.
enum class Past {
    none,     ///< Neither has seen anything yet.
    whole,    ///< What the mark names is there, unaltered.
    restored, ///< It is not, or there is no mark though there is a past.
};

class HighWater {
public:
    explicit HighWater(std::filesystem::path file) : file_{std::move(file)} {}

    /// Error: unavailable (the file cannot be read, or others may read it).
    Task<Past> look(Store& store);
    /// Puts the mark at the end of the audit trail; on disk when it returns. Cheap when nothing
    /// was added. Error: unavailable; the mark stays behind then, and still serves.
    Task<> follow(Store& store);

private:
    Task<> write(std::string text);

    std::filesystem::path file_;
    boost::asio::thread_pool files_{1}; ///< Its fsync holds up nobody who serves.
    std::uint64_t number_ = 0;          ///< Of the last audit record that the file names.
    std::string hash_;                  ///< Of that record.
    bool is_there_ = false;             ///< The file; it is made before anything is stored.
};

} // namespace foramen
