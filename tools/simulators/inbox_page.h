// Why this file exists: in the demo somebody plays the practice's manager: codes and links that
// the gateway sends to the registered contact are read on a page, as a mail would be.
#pragma once

#include "gateway/net/http.h"
#include "tools/simulators/journal.h"

#include <string_view>

namespace foramen {

/// What was taken for that practice, newest first; a message that came again stands there once.
HttpReply inbox_page(Journal const& journal, std::string_view practice);

} // namespace foramen
