// Why this file exists: what every handler of an HTTP door is given, after the routes table has
// matched the path and checked who is calling.
#pragma once

#include "gateway/net/http.h"
#include "gateway/net/server.h"
#include "gateway/security/callers.h"

#include <functional>
#include <string>
#include <vector>

namespace foramen {

struct Visit {
    HttpRequest request;
    Target target;
    std::vector<std::string> captures; ///< What stood in the {places} of the route.
    std::optional<Identity> identity;  ///< Always set where the route asks for a role.
    Caller caller;
};

using VisitHandler = std::function<boost::asio::awaitable<Answer>(Visit)>;

} // namespace foramen
