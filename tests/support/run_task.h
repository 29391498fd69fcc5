// Why this file exists: a test calls a Task like a function.
#pragma once

#include "gateway/base/task.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <optional>

namespace foramen {

/// Drives `context` until `awaited` is done; what else waits there moves on too. T is what the
/// coroutine returns (Result<…>, or any other movable value).
template <class T> T run(boost::asio::io_context& context, boost::asio::awaitable<T> awaited)
{
    std::optional<T> value;
    std::exception_ptr thrown;
    bool done = false;
    auto const finished = [&](std::exception_ptr error, T result) {
        thrown = error;
        value.emplace(std::move(result));
        done = true;
    };
    auto const stay = boost::asio::make_work_guard(context);
    boost::asio::co_spawn(context, std::move(awaited), finished);
    context.restart();
    while (!done) context.run_one();
    if (thrown) std::rethrow_exception(thrown);
    return *std::move(value);
}

inline void run(boost::asio::io_context& context, boost::asio::awaitable<void> awaited)
{
    std::exception_ptr thrown;
    bool done = false;
    auto const finished = [&](std::exception_ptr error) {
        thrown = error;
        done = true;
    };
    auto const stay = boost::asio::make_work_guard(context);
    boost::asio::co_spawn(context, std::move(awaited), finished);
    context.restart();
    while (!done) context.run_one();
    if (thrown) std::rethrow_exception(thrown);
}

/// The same on a context of its own: for tasks that belong to no other.
template <class T> T run(boost::asio::awaitable<T> awaited)
{
    boost::asio::io_context context;
    return run(context, std::move(awaited));
}

} // namespace foramen
