// Why this file exists: a database is either ours, whole, of our version and open in no other
// process, or the gateway says why not and does not start.
#pragma once

#include "gateway/base/sealer.h"
#include "gateway/store/sqlite/connection.h"
#include "gateway/store/sqlite/sqlite_store.h"

namespace foramen {

/// Up to this size the whole file is checked at each start (about a second a gigabyte).
inline constexpr std::uintmax_t checked_bytes_max = 256'000'000;

/// Held as long as the store is open; the lock goes with the process, however it ends.
class FileLock {
public:
    /// Error: conflict, when somebody else holds it.
    static Result<FileLock> take(std::filesystem::path const& database);
    FileLock(FileLock&& other) noexcept : descriptor_{std::exchange(other.descriptor_, -1)} {}
    FileLock& operator=(FileLock&& other) noexcept;
    FileLock() = default;
    ~FileLock();

private:
    explicit FileLock(int descriptor) : descriptor_{descriptor} {}
    int descriptor_ = -1;
};

/// The error with the file that it is about.
Error about_file(std::filesystem::path const& file, Error const& error);

/// The writing connection: file made with mode 0600, checked, migrated, and proved to belong to
/// the sealer's keys.
Result<Connection> open_database(SqliteSettings const& settings, Sealer const& sealer);

/// A further connection to a database that is open already.
enum class Access { write, read };
Result<Connection> connect(SqliteSettings const& settings, Access access);

} // namespace foramen
