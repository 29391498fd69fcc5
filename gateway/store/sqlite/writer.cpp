#include "gateway/store/sqlite/writer.h"

#include "gateway/base/log.h"

#include <algorithm>

namespace foramen {

namespace {

constexpr std::chrono::milliseconds idle{500};
constexpr std::chrono::seconds room_seen_for{1};
constexpr std::chrono::milliseconds reopen_pause{20};

int remember_log_pages(void* pages, sqlite3*, char const*, int count)
{
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

std::uint64_t log_page_bytes(int pages) { return static_cast<std::uint64_t>(pages) * 4'120; }

} // namespace

Writer::Writer(boost::asio::any_io_executor executor, SqliteSettings const& settings,
               Sealer const& sealer, Clock const& clock, Connection connection,
               Checkpointer& checkpointer)
    : executor_{std::move(executor)}, settings_{settings}, sealer_{sealer}, clock_{clock},
      connection_{std::move(connection)}, checkpointer_{checkpointer}, ledger_{
                                                                           settings.recent_ways_max}
{
    sqlite3_wal_hook(connection_->handle(), remember_log_pages, &log_pages_);
}

Writer::~Writer() { close(); }

Result<> Writer::recover()
{
    auto begun = connection_->execute("BEGIN IMMEDIATE");
    if (!begun) return begun.error();
    ledger_.load(*connection_);
    WriteSession session{*connection_, ledger_, sealer_, clock_.now(), settings_.lease, true, {}};
    end_all_leases(session);
    ledger_.flush(*connection_);
    if (connection_->failed()) return connection_->take_failure();
    return connection_->execute("COMMIT");
}

void Writer::start()
{
    thread_ = std::thread{[this] { run(); }};
    pthread_setname_np(thread_.native_handle(), "store-writer"); // As top shows it.
}

void Writer::close()
{
    {
        std::lock_guard const lock{mutex_};
        closing_ = true;
    }
    arrived_.notify_all();
    if (thread_.joinable()) thread_.join();
    connection_.reset();
}

void Writer::add(Waiting job)
{
    std::unique_lock lock{mutex_};
    if (closing_ || waiting_.size() >= settings_.waiting_max) {
        auto const error = closing_ ? Error{ErrorKind::interrupted, "the store is closing"}
                                    : busy("too many writes wait for the disk: try again soon");
        lock.unlock();
        job->finish(error);
        return;
    }
    waiting_.push_back(std::move(job));
    lock.unlock();
    arrived_.notify_one();
}

void Writer::on_commit(std::function<void(Committed const&)> listener)
{
    std::lock_guard const lock{mutex_};
    listener_ = std::move(listener);
}

StoreFigures Writer::figures() const
{
    std::lock_guard const lock{mutex_};
    return figures_;
}

void Writer::run()
{
    for (;;) {
        auto group = take_waiting();
        if (group.empty()) break;
        if (checkpointer_.lost()) begin_anew();
        store_group(std::move(group));
        checkpoint_if_large();
    }
}

Writer::Group Writer::take_waiting()
{
    std::unique_lock lock{mutex_};
    checkpoint_while_idle(lock);
    arrived_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
    Group group;
    while (!waiting_.empty() && group.size() < settings_.commit_max) {
        group.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    return group;
}

void Writer::store_group(Group group)
{
    if (!connection_) reopen();
    Committed committed;
    auto const begun = std::chrono::steady_clock::now();
    auto ended = Ended::again;
    while (ended == Ended::again) {
        committed = {};
        ended = try_group(group, committed);
    }
    if (ended == Ended::lost) return;
    note_commit(begun, group.size());
    for (auto& job : group) job->finish({});
    std::function<void(Committed const&)> listener;
    {
        std::lock_guard const lock{mutex_};
        listener = listener_;
    }
    auto const nothing =
        committed.partners.empty() && committed.paused.empty() && committed.changes.empty();
    if (listener && !nothing) listener(committed);
}

bool Writer::write_group(Group& group, Committed& committed, std::size_t& culprit)
{
    auto& connection = *connection_;
    run_statement(connection, "BEGIN IMMEDIATE");
    WriteSession session{connection,      ledger_,    sealer_, clock_.now(),
                         settings_.lease, has_room(), {}};
    for (culprit = 0; culprit < group.size(); ++culprit) {
        group[culprit]->execute(session);
        if (connection.failed()) return false;
    }
    ledger_.flush(connection);
    run_statement(connection, "COMMIT");
    committed = std::move(session.committed);
    return !connection.failed();
}

Writer::Ended Writer::try_group(Group& group, Committed& committed)
{
    if (!connection_) {
        return give_up(group, unavailable("the store cannot be opened: look at its disk"));
    }
    std::size_t culprit = 0;
    if (write_group(group, committed, culprit)) return Ended::well;

    auto const code = connection_->failure() & 0xFF;
    auto const error = connection_->take_failure();
    run_statement(*connection_, "ROLLBACK");
    auto const undone = !connection_->failed() || sqlite3_get_autocommit(connection_->handle());
    if (connection_->failed()) {
        auto const ignored = connection_->take_failure();
        static_cast<void>(ignored.kind());
    }
    ledger_.load(*connection_);
    auto const own_fault = code == SQLITE_CONSTRAINT || code == SQLITE_TOOBIG;
    if (own_fault && undone && culprit < group.size()) {
        group[culprit]->finish(error);
        group.erase(group.begin() + static_cast<std::ptrdiff_t>(culprit));
        return Ended::again;
    }
    if (code != SQLITE_FULL || !undone || connection_->failed()) {
        log(Level::error, "store_failed", {{Field::error, error.text()}});
        connection_.reset();
    }
    return give_up(group, error);
}

Writer::Ended Writer::give_up(Group& group, Error const& error)
{
    {
        std::lock_guard const lock{mutex_};
        ++figures_.errors;
    }
    for (auto& job : group) job->finish(error);
    return Ended::lost;
}

void Writer::reopen()
{
    auto opened = connect(settings_, Access::write);
    if (!opened) {
        if (!away_) {
            log(Level::error, "store_not_reopened", {{Field::error, opened.error().text()}});
        }
        away_ = true;
        std::this_thread::sleep_for(reopen_pause); // The disk is away: no use in spinning.
        return;
    }
    connection_.emplace(*std::move(opened));
    sqlite3_wal_hook(connection_->handle(), remember_log_pages, &log_pages_);
    ledger_.load(*connection_);
    away_ = false;
    log(Level::warning, "store_reopened");
}

void Writer::begin_anew()
{
    auto const others_closed = close_others_();
    connection_.reset();
    reopen();
    if (connection_) checkpointer_.trust();
}

void Writer::checkpoint_if_large()
{
    auto const bytes = log_page_bytes(log_pages_);
    if (!connection_ || bytes < settings_.wal_bytes_max / 2) return;
    if (bytes < settings_.wal_bytes_max) {
        if (copied_pages_ == 0) checkpointer_.wake();
        copied_pages_ = log_pages_;
        return;
    }
    // Most of it is copied already. When the checkpointer is still at it (busy), the next commit
    // asks again. The commit after a whole copy begins the log anew.
    checkpointer_.copy(*connection_);
    copied_pages_ = 0;
}

/// Nothing to do for a while: the next rush finds an empty log.
void Writer::checkpoint_while_idle(std::unique_lock<std::mutex>& lock)
{
    auto const ready = [this] { return closing_ || !waiting_.empty(); };
    if (log_pages_ == copied_pages_ || arrived_.wait_for(lock, idle, ready)) return;
    checkpointer_.wake();
    copied_pages_ = log_pages_;
}

bool Writer::has_room()
{
    auto const now = std::chrono::steady_clock::now();
    if (now - room_seen_ < room_seen_for) return room_;
    room_seen_ = now;
    std::error_code error;
    auto const folder = std::filesystem::absolute(settings_.file).parent_path();
    auto const space = std::filesystem::space(folder, error);
    room_ = error || space.available >= settings_.free_bytes_min;
    return room_;
}

void Writer::note_commit(std::chrono::steady_clock::time_point begun, std::size_t batches)
{
    auto const took =
        std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - begun);
    std::lock_guard const lock{mutex_};
    ++figures_.commits;
    figures_.batches += batches;
    figures_.last_commit = took;
    figures_.commits_took += took;
    figures_.wal_bytes = log_page_bytes(log_pages_);
}

} // namespace foramen
