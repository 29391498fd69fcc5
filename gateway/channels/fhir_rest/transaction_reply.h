// Why this file exists: a "200" proves nothing; only an answer to each entry does.
#pragma once

#include "gateway/channels/conversation.h"

#include <cstddef>
#include <string_view>

namespace foramen {

/// How many entries a Bundle of ours has. Reads the text once and builds nothing: bodies carry
/// PDFs and this runs for every attempt.
std::size_t count_entries(std::string_view bundle);

/// What a 2xx to a transaction means. Receipt: a transaction-response to all `sent` entries,
/// each 2xx. An entry that is not 2xx, or an OperationOutcome that is an error: held (incorrect).
/// Empty, garbled or too few entries: not known whether it arrived, so sent again (unavailable).
Step read_transaction_reply(HttpReply const& reply, std::size_t sent);

} // namespace foramen
