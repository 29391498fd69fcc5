// Why this file exists: the write-ahead log is copied into the database beside the running
// commits, so that a commit seldom waits for it.
#pragma once

#include "gateway/store/sqlite/database_file.h"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace foramen {

class Checkpointer {
public:
    explicit Checkpointer(Connection connection);
    ~Checkpointer();

    void start();
    void close();
    /// The log is large, or nothing is going on: a good moment.
    void wake();

private:
    void run();

    std::optional<Connection> connection_;
    std::mutex mutex_;
    std::condition_variable woken_;
    bool wanted_ = false;
    bool closing_ = false;
    std::thread thread_;
};

} // namespace foramen
