#include "gateway/base/error.h"

namespace foramen {

std::string_view to_string(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::unavailable: return "unavailable";
    case ErrorKind::busy: return "busy";
    case ErrorKind::interrupted: return "interrupted";
    case ErrorKind::incorrect: return "incorrect";
    case ErrorKind::forbidden: return "forbidden";
    case ErrorKind::unsupported: return "unsupported";
    case ErrorKind::not_found: return "not-found";
    case ErrorKind::conflict: return "conflict";
    case ErrorKind::fault: return "fault";
    }
    return "fault";
}

} // namespace foramen
