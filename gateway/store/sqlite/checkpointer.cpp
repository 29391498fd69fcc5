#include "gateway/store/sqlite/checkpointer.h"

#include "gateway/base/log.h"

namespace foramen {

Checkpointer::Checkpointer(SqliteSettings const& settings, Connection connection)
    : settings_{settings}, connection_{std::move(connection)}
{}

Checkpointer::~Checkpointer() { close(); }

void Checkpointer::start()
{
    thread_ = std::thread{[this] { run(); }};
    pthread_setname_np(thread_.native_handle(), "store-copier"); // As top shows it.
}

void Checkpointer::close()
{
    {
        std::lock_guard const lock{mutex_};
        closing_ = true;
    }
    woken_.notify_all();
    if (thread_.joinable()) thread_.join();
    // The last connection that goes copies the log and removes it, if that can be relied upon.
    if (connection_ && !lost_) connection_->copy_log_on_close();
    connection_.reset();
}

void Checkpointer::wake()
{
    {
        std::lock_guard const lock{mutex_};
        wanted_ = true;
    }
    woken_.notify_one();
}

void Checkpointer::run()
{
    std::unique_lock lock{mutex_};
    for (;;) {
        woken_.wait(lock, [this] { return closing_ || wanted_; });
        if (closing_) return;
        wanted_ = false;
        lock.unlock();
        copy_once();
        lock.lock();
    }
}

void Checkpointer::copy_once()
{
    std::unique_lock const copying{copying_, std::try_to_lock};
    if (!copying) return;
    if (!connection_) {
        auto opened = connect(settings_, Access::write);
        if (opened) connection_.emplace(*std::move(opened));
    }
    if (connection_) copy_alone(*connection_); // Else the disk is away: the writer tells it.
}

void Checkpointer::copy(Connection& connection)
{
    std::unique_lock const copying{copying_, std::try_to_lock};
    if (copying) copy_alone(connection);
}

void Checkpointer::copy_alone(Connection& connection)
{
    if (lost_) return;
    auto const code = sqlite3_wal_checkpoint_v2(connection.handle(), nullptr,
                                                SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    auto const failed = code != SQLITE_OK && code != SQLITE_BUSY;
    if (failed && !failed_) {
        log(Level::error, "store_log_not_copied", {{Field::error, sqlite_error(code).text()}});
    }
    failed_ = failed;
    if ((code & 0xFF) == SQLITE_IOERR) lost_ = true;
}

std::unique_lock<std::mutex> Checkpointer::let_go()
{
    std::unique_lock copying{copying_};
    connection_.reset();
    return copying;
}

} // namespace foramen
