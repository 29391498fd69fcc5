// Why this file exists: the door to the durable store on one SQLite file. What is behind it
// (writer, readers, tables) is nobody else's business.
#pragma once

#include "gateway/base/sealer.h"
#include "gateway/store/rules.h"
#include "gateway/store/store.h"

#include <boost/asio/any_io_executor.hpp>

#include <filesystem>
#include <memory>

namespace foramen {

struct SqliteSettings {
    /// Made with mode 0600 when missing; its folder must be there. Beside it stand FILE-wal,
    /// FILE-shm and FILE.lock. One process at a time may have it open.
    std::filesystem::path file;
    /// Writes that may wait for the disk. The next one is told `busy` (503 at the door).
    std::size_t waiting_max = 4'096;
    /// Writes that share one commit, and so one fsync.
    std::size_t commit_max = 512;
    /// Pages that the writing connection keeps in memory.
    std::size_t writer_cache_bytes = 16'000'000;
    /// The same for each of the two reading connections.
    std::size_t reader_cache_bytes = 4'000'000;
    /// At half of this the write-ahead log is copied into the database beside the running
    /// commits; at the whole of it the commits wait for the rest, and the log begins anew.
    std::size_t wal_bytes_max = 64'000'000;
    /// So many ways to resources are kept in memory before they are sorted into the index, for
    /// each of three connections (about 60 bytes a way).
    std::size_t recent_ways_max = 65'536;
    /// A message not settled in this time is offered again.
    std::chrono::seconds lease = lease_time;
    /// With less free space on the disk new events are refused (`unavailable`), so that
    /// settlements of what was sent can still be stored.
    std::uint64_t free_bytes_min = 64'000'000;
    /// The database may not grow beyond this; 0 = the disk decides. For tests of a full disk.
    std::uint64_t file_bytes_max = 0;
    /// SQLite's name of the file system below it; "" = the usual one. For tests of a failing disk.
    std::string file_system;
};

/// Errors: conflict (another process has the file open), unsupported (a later version of the
/// gateway wrote it), fault (the file is damaged), unavailable (it cannot be opened or written).
/// Whoever waits is resumed on its own executor; `executor` is for those that have none.
Result<std::unique_ptr<Store>> open_sqlite_store(boost::asio::any_io_executor executor,
                                                 SqliteSettings settings, Sealer const& sealer,
                                                 Clock const& clock);

} // namespace foramen
