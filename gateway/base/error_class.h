// Why this file exists: an operator who looks at two hundred messages asks first what is wrong with
// them: the network, the far side, the data or us. The kind of an error says whether to try again;
// its class says where to look.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace foramen {

/// Numbers are stored: a new one goes to the end and into `error_classes`.
enum class ErrorClass {
    none,     ///< Nothing failed, or a person stopped it.
    network,  ///< No connection: name, refused, reset, TLS.
    timeout,  ///< No answer in time.
    busy,     ///< 429, or 503 with Retry-After: it asks us to slow down.
    server,   ///< Another 5xx.
    access,   ///< 401, 403, 407: our token or certificate.
    refused,  ///< Another 3xx or 4xx.
    conflict, ///< 409: somebody else changed it at the same moment.
    content,  ///< What we sent is wrong: 422, an OperationOutcome, or data that lacks something.
    answer,   ///< It answered, and the answer proves nothing.
    folder,   ///< The drop folder cannot be written.
    setup,    ///< Our configuration lacks something.
    internal, ///< Our own mapping, rules or a fault of ours.
};

inline constexpr std::array error_classes{
    ErrorClass::network, ErrorClass::timeout, ErrorClass::busy,     ErrorClass::server,
    ErrorClass::access,  ErrorClass::refused, ErrorClass::conflict, ErrorClass::content,
    ErrorClass::answer,  ErrorClass::folder,  ErrorClass::setup,    ErrorClass::internal};

/// "network", …; "" for none.
std::string_view to_string(ErrorClass one);
/// The class of that name; nothing for "" and what is no class.
std::optional<ErrorClass> error_class_of(std::string_view name);

} // namespace foramen
