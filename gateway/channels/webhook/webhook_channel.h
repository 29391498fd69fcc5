// Why this file exists: the clinic's software is told of readiness and delivery by signed POSTs,
// as Standard Webhooks has it (github.com/standard-webhooks, spec/standard-webhooks.md).
#pragma once

#include "gateway/base/result.h"
#include "gateway/channels/conversation.h"

#include <memory>

namespace foramen {

Result<> check_webhook(Partner const& partner);
std::unique_ptr<Conversation> begin_webhook(Partner const& partner, Parcel parcel, TimePoint now);

} // namespace foramen
