// Why this file exists: the write-ahead log is copied into the database beside the running
// commits, so that a commit seldom waits for it; and nothing counts as copied after a failed fsync.
#pragma once

#include "gateway/store/sqlite/database_file.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace foramen {

class Checkpointer {
public:
    Checkpointer(SqliteSettings const& settings, Connection connection);
    ~Checkpointer();

    void start();
    void close();
    /// The log is large, or nothing is going on: a good moment.
    void wake();

    /// Takes what it can get and holds nobody up; nothing when another thread is at it.
    void copy(Connection& connection);

    /// A copy failed, so nobody knows which pages of the database are on the disk: SQLite marks
    /// part of the log as copied before it syncs, and after a failed fsync the system forgets
    /// what was not written. That mark lives as long as any connection does. Until trust() there
    /// is no copy, so the log keeps everything.
    bool lost() const { return lost_; }
    /// All connections were closed and the log was read anew: it is copied from its beginning.
    void trust() { lost_ = false; }
    /// Closes its connection, which stays closed as long as the lock lives.
    std::unique_lock<std::mutex> let_go();

private:
    void run();
    void copy_once();
    void copy_alone(Connection& connection);

    SqliteSettings const& settings_;
    std::mutex copying_; ///< Held while a copy runs, and while the connection is away.
    std::optional<Connection> connection_;
    std::atomic<bool> lost_ = false;
    bool failed_ = false; ///< The last copy; logged once.
    std::mutex mutex_;
    std::condition_variable woken_;
    bool wanted_ = false;
    bool closing_ = false;
    std::thread thread_;
};

} // namespace foramen
