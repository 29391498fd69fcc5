// Why this file exists: which lines an operator paused; few rows, read by writer and readers.
#pragma once

#include "gateway/store/sqlite/write_session.h"

namespace foramen {

bool is_paused(Connection& connection, std::string const& partner);
/// By partner.
std::map<std::string, Pause> read_pauses(Connection& connection);
Result<> act_on_partner(WriteSession& session, std::string const& partner, PartnerAction action,
                        AuditEntry const& why);

} // namespace foramen
