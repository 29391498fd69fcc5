// Why this file exists: the one shape of everything that waits. Pure rooms do not include it.
#pragma once

#include "gateway/base/result.h"

#include <boost/asio/awaitable.hpp>

namespace foramen {

template <class T = Nothing> using Task = boost::asio::awaitable<Result<T>>;

} // namespace foramen
