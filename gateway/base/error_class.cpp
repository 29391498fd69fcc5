#include "gateway/base/error_class.h"

#include <algorithm>

namespace foramen {

std::string_view to_string(ErrorClass one)
{
    switch (one) {
    case ErrorClass::none: return "";
    case ErrorClass::network: return "network";
    case ErrorClass::timeout: return "timeout";
    case ErrorClass::busy: return "busy";
    case ErrorClass::server: return "server";
    case ErrorClass::access: return "access";
    case ErrorClass::refused: return "refused";
    case ErrorClass::conflict: return "conflict";
    case ErrorClass::content: return "content";
    case ErrorClass::answer: return "answer";
    case ErrorClass::folder: return "folder";
    case ErrorClass::setup: return "setup";
    case ErrorClass::internal: return "internal";
    }
    return "internal";
}

std::optional<ErrorClass> error_class_of(std::string_view name)
{
    auto const* const found =
        std::ranges::find_if(error_classes, [&](ErrorClass one) { return to_string(one) == name; });
    if (found == error_classes.end()) return {};
    return *found;
}

} // namespace foramen
