// Why this file exists: the one thread that writes. It takes all that waits, stores it in one
// transaction, and one fsync makes all of it durable; then it resumes everybody who waited.
#pragma once

#include "gateway/store/sqlite/checkpointer.h"
#include "gateway/store/sqlite/database_file.h"
#include "gateway/store/sqlite/jobs.h"
#include "gateway/store/sqlite/write_session.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace foramen {

class Writer {
public:
    using Session = WriteSession;
    using Waiting = std::unique_ptr<Job<WriteSession>>;
    using Closed = std::vector<std::unique_lock<std::mutex>>;

    Writer(boost::asio::any_io_executor executor, SqliteSettings const& settings,
           Sealer const& sealer, Clock const& clock, Connection connection,
           Checkpointer& checkpointer);
    ~Writer();

    /// How to close every other connection; they stay closed as long as what it returns lives.
    void close_others_by(std::function<Closed()> close_others)
    {
        close_others_ = std::move(close_others);
    }
    /// Ends the leases of the last run. Before start().
    Result<> recover();
    void start();
    /// Finishes what waits, copies the log into the database and ends the thread.
    void close();

    /// Safe from any thread. When too many wait, the job is finished at once with `busy`.
    void add(Waiting job);
    boost::asio::any_io_executor const& executor() const { return executor_; }
    Repeated const& repeated() const { return ledger_.repeated(); }

    void on_commit(std::function<void(Committed const&)> listener);
    StoreFigures figures() const;

private:
    using Group = std::vector<Waiting>;
    enum class Ended { well, again, lost };

    void run();
    Group take_waiting();
    void store_group(Group group);
    /// `again`: one job's writing failed and was finished; the others have to be stored anew.
    Ended try_group(Group& group, Committed& committed);
    Ended give_up(Group& group, Error const& error);
    bool write_group(Group& group, Committed& committed, std::size_t& culprit);
    /// Never tries a failed fsync again: Linux may report success for pages that it dropped. The
    /// connection is thrown away, and what was written last is not part of the log.
    void reopen();
    /// After a failed copy: only a log that nobody has open is read, and copied, from its
    /// beginning.
    void begin_anew();
    void checkpoint_if_large();
    void checkpoint_while_idle(std::unique_lock<std::mutex>& lock);
    bool has_room();
    void note_commit(std::chrono::steady_clock::time_point begun, std::size_t batches);

    boost::asio::any_io_executor executor_;
    SqliteSettings const& settings_;
    Sealer const& sealer_;
    Clock const& clock_;
    std::optional<Connection> connection_;
    Checkpointer& checkpointer_;
    std::function<Closed()> close_others_;
    Ledger ledger_;
    int log_pages_ = 0;    ///< In the log since it began anew.
    int copied_pages_ = 0; ///< The checkpointer was asked for so many of them.
    bool away_ = false;    ///< It could not be opened again, and that was logged.
    bool room_ = true;
    std::chrono::steady_clock::time_point room_seen_;

    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Waiting> waiting_;
    bool closing_ = false;
    std::function<void(Committed const&)> listener_;
    StoreFigures figures_;
    std::thread thread_;
};

} // namespace foramen
