// Why this file exists: the smallest channel, and the one to read first. A practice collects
// files from a folder; each message is one file there.
#pragma once

#include "gateway/base/result.h"
#include "gateway/channels/conversation.h"

#include <memory>

namespace foramen {

Result<> check_file_drop(Partner const& partner);
std::unique_ptr<Conversation> begin_file_drop(Partner const& partner, Parcel parcel, TimePoint now);

} // namespace foramen
