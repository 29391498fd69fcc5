// Why this file exists: a value or an Error, usable inside asio::awaitable with g++ 12
// (std::expected is missing there; design notes in gateway/decisions/0001-result-type.md).
#pragma once

#include "gateway/base/error.h"

#include <optional>
#include <utility>
#include <variant>

namespace foramen {

struct Nothing {};

/// Names follow std::expected; an Error converts by itself.
template <class T = Nothing> class [[nodiscard]] Result {
public:
    Result() : state_{T{}} {}
    Result(T value) : state_{std::move(value)} {}
    Result(Error error) : state_{std::move(error)} {}

    bool has_value() const { return state_.index() == 0; }
    explicit operator bool() const { return has_value(); }

    T& operator*() & { return std::get<0>(state_); }
    T const& operator*() const& { return std::get<0>(state_); }
    T&& operator*() && { return std::get<0>(std::move(state_)); }
    T* operator->() { return &std::get<0>(state_); }
    T const* operator->() const { return &std::get<0>(state_); }

    Error const& error() const& { return std::get<1>(state_); }
    Error&& error() && { return std::get<1>(std::move(state_)); }

private:
    std::variant<T, Error> state_;
};

using Outcome = Result<Nothing>;

} // namespace foramen

#define FORAMEN_CONCAT_(a, b) a##b
#define FORAMEN_CONCAT(a, b) FORAMEN_CONCAT_(a, b)
#define FORAMEN_TRY_(temporary, name, expression, leave)                                           \
    auto temporary = (expression);                                                                 \
    if (!temporary) leave std::move(temporary).error();                                            \
    auto name = *std::move(temporary)

/// TRY(name, expression): name holds the value, or the function returns the error.
#define TRY(name, ...) FORAMEN_TRY_(FORAMEN_CONCAT(result_, __LINE__), name, (__VA_ARGS__), return )
/// CO_TRY: the same in a coroutine. "Name it, then await it": no brace and no lambda inside.
#define CO_TRY(name, ...)                                                                          \
    FORAMEN_TRY_(FORAMEN_CONCAT(result_, __LINE__), name, (__VA_ARGS__), co_return )
/// CO_CHECK: for an outcome without a value.
#define CO_CHECK(...)                                                                              \
    if (auto outcome_here = (__VA_ARGS__); !outcome_here) co_return std::move(outcome_here).error()
