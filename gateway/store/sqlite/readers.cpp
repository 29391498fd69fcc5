#include "gateway/store/sqlite/readers.h"

#include "gateway/base/log.h"

namespace foramen {

Reader::Reader(boost::asio::any_io_executor executor, SqliteSettings const& settings,
               Sealer const& sealer, Connection connection)
    : executor_{std::move(executor)}, settings_{settings}, sealer_{sealer},
      connection_{std::move(connection)}, finder_{settings.recent_ways_max}
{}

Reader::~Reader() { close(); }

void Reader::start()
{
    thread_ = std::thread{[this] { run(); }};
    pthread_setname_np(thread_.native_handle(), "store-reader"); // As top shows it.
}

void Reader::close()
{
    {
        std::lock_guard const lock{mutex_};
        closing_ = true;
    }
    arrived_.notify_all();
    if (thread_.joinable()) thread_.join();
    connection_.reset();
}

void Reader::add(Waiting job)
{
    std::unique_lock lock{mutex_};
    if (closing_ || waiting_.size() >= settings_.waiting_max) {
        auto const error = closing_ ? Error{ErrorKind::interrupted, "the store is closing"}
                                    : busy("too many questions wait for the store");
        lock.unlock();
        job->finish(error);
        return;
    }
    waiting_.push_back(std::move(job));
    lock.unlock();
    arrived_.notify_one();
}

std::unique_lock<std::mutex> Reader::let_go()
{
    std::unique_lock answering{answering_};
    connection_.reset();
    return answering;
}

void Reader::run()
{
    for (;;) {
        std::vector<Waiting> group;
        {
            std::unique_lock lock{mutex_};
            arrived_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
            if (waiting_.empty()) return;
            group.swap(waiting_);
        }
        answer(std::move(group));
    }
}

/// One snapshot for all: it begins after the last of them was asked, so each sees whatever was
/// committed before its question.
void Reader::answer(std::vector<Waiting> group)
{
    std::lock_guard const answering{answering_};
    if (!connection_) {
        auto opened = connect(settings_, Access::read);
        if (opened) connection_.emplace(*std::move(opened));
        finder_.forget();
    }
    if (!connection_) {
        for (auto& job : group)
            job->finish(unavailable("the store cannot be read: look at its disk"));
        return;
    }
    run_statement(*connection_, "BEGIN");
    for (auto& job : group) answer_one(*job);
    run_statement(*connection_, "COMMIT");
    if (!connection_->failed()) return;
    log(Level::error, "store_read_failed", {{Field::error, connection_->take_failure().text()}});
    connection_.reset();
}

void Reader::answer_one(Job<ReadSession>& job)
{
    ReadSession session{*connection_, sealer_, finder_};
    if (!connection_->failed()) job.execute(session);
    if (!connection_->failed()) job.finish({});
    else job.finish(sqlite_error(connection_->failure()));
}

} // namespace foramen
