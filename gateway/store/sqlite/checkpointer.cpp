#include "gateway/store/sqlite/checkpointer.h"

namespace foramen {

Checkpointer::Checkpointer(Connection connection) : connection_{std::move(connection)} {}

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
        // Passive: takes what it can get and holds nobody up. What fails is tried again later, and
        // the log is whole without it.
        sqlite3_wal_checkpoint_v2(connection_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                  nullptr, nullptr);
        lock.lock();
    }
}

} // namespace foramen
