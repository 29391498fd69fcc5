// Why this file exists: what any far side on HTTP means by "no" is decided in one place: who has
// to act, and whether to come back (RFC 9110, section 15).
#pragma once

#include "gateway/channels/conversation.h"

#include <optional>
#include <string_view>

namespace foramen {

/// The first header of that name, whatever its case; empty when there is none.
std::string_view header_of(HttpReply const& reply, std::string_view name);

/// Retry-After in seconds or as an HTTP-date (IMF-fixdate); nothing when it is neither.
std::optional<std::chrono::seconds> retry_after(HttpReply const& reply, TimePoint now);

/// What a status other than 2xx means. Nothing of the reply but its number is told.
///   408, 425, 5xx, what is no status: unavailable · 429, 503 with Retry-After: busy ·
///   401, 403, 407: forbidden · 409: conflict · all else: incorrect, with a hint where there is one
/// The classes of errors are told in base/error_class.h.
Refusal refusal_of(HttpReply const& reply, TimePoint now);

/// Without a class: a fault of ours.
inline Refusal refuse(Error error, ErrorClass error_class = ErrorClass::internal)
{
    return {std::move(error), {}, error_class};
}

} // namespace foramen
