// Why this file exists: reading never happens on an io thread and never waits for the writer: each
// line has its own thread and its own connection, on a snapshot of the database.
#pragma once

#include "gateway/store/sqlite/database_file.h"
#include "gateway/store/sqlite/jobs.h"
#include "gateway/store/sqlite/read_session.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace foramen {

class Reader {
public:
    using Session = ReadSession;
    using Waiting = std::unique_ptr<Job<ReadSession>>;

    Reader(boost::asio::any_io_executor executor, SqliteSettings const& settings,
           Sealer const& sealer, Connection connection);
    ~Reader();

    void start();
    void close();
    void add(Waiting job);
    /// Closes its connection, which stays closed as long as the lock lives; then it is opened
    /// again with the next question.
    std::unique_lock<std::mutex> let_go();
    boost::asio::any_io_executor const& executor() const { return executor_; }

private:
    void run();
    void answer(std::vector<Waiting> group);
    void answer_one(Job<ReadSession>& job);

    boost::asio::any_io_executor executor_;
    SqliteSettings const& settings_;
    Sealer const& sealer_;
    std::mutex answering_; ///< Held while the connection is used, or away.
    std::optional<Connection> connection_;
    Finder finder_; ///< As far as this connection has seen.
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<Waiting> waiting_;
    bool closing_ = false;
    std::thread thread_;
};

} // namespace foramen
