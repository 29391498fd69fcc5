// Why this file exists: how a coroutine hands work to a thread of the store and is resumed on its
// own executor when the work is done.
#pragma once

#include "gateway/base/task.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <optional>

namespace foramen {

/// One piece of work. `execute` may be called again after a rollback, so it changes nothing of
/// its input; `finish` is called once.
template <class Session> class Job {
public:
    virtual ~Job() = default;
    virtual void execute(Session& session) = 0;
    /// With an error: what execute() found does not hold.
    virtual void finish(std::optional<Error> error) = 0;
};

template <class T, class Session, class Work, class Handler>
class WaitedJob final : public Job<Session> {
public:
    WaitedJob(Work work, Handler handler, boost::asio::any_io_executor const& fallback)
        : work_{std::move(work)}, handler_{std::move(handler)},
          guard_{boost::asio::get_associated_executor(handler_, fallback)}
    {}

    void execute(Session& session) override { result_ = work_(session); }

    void finish(std::optional<Error> error) override
    {
        if (error) result_ = *std::move(error);
        auto resume = [handler = std::move(handler_), result = std::move(result_)]() mutable {
            std::move(handler)(std::move(result));
        };
        boost::asio::post(guard_.get_executor(), std::move(resume));
        guard_.reset();
    }

private:
    using Executor =
        typename boost::asio::associated_executor<Handler, boost::asio::any_io_executor>::type;
    Work work_;
    Handler handler_;
    boost::asio::executor_work_guard<Executor> guard_;
    Result<T> result_;
};

/// Adds `work` (Result<T>(Session&)) to `line` and waits for its end.
template <class T, class Line, class Work> Task<T> done_by(Line& line, Work work)
{
    using Session = typename Line::Session;
    auto start = [&line](auto handler, Work todo) {
        using Waited = WaitedJob<T, Session, Work, decltype(handler)>;
        line.add(std::make_unique<Waited>(std::move(todo), std::move(handler), line.executor()));
    };
    boost::asio::use_awaitable_t<> token;
    co_return co_await boost::asio::async_initiate<boost::asio::use_awaitable_t<>, void(Result<T>)>(
        std::move(start), token, std::move(work));
}

} // namespace foramen
