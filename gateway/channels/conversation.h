// Why this file exists: what a channel is. It talks to a far side without a socket: it says what
// to send, is shown the reply and says what next, so that every path is tested step by step.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/error.h"
#include "gateway/base/error_class.h"
#include "gateway/base/secret.h"
#include "gateway/net/http.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace foramen {

/// Why the far side refused or delayed; `retry_after` where it said when to come back.
struct Refusal {
    Error error;
    std::optional<std::chrono::seconds> retry_after;
    ErrorClass error_class = ErrorClass::internal;
};

/// Proof of acceptance in one short line without patient data.
struct Receipt {
    std::string text;
};

/// Write these bytes durably under this name (file drop): temporary name, fsync, rename.
struct FileWrite {
    std::filesystem::path path;
    std::string bytes;
};

/// What should happen next.
using Step = std::variant<HttpRequest, FileWrite, Receipt, Refusal>;

/// What the shell tells about a step it carried out.
struct FileWritten {};
using Reply = std::variant<HttpReply, FileWritten>;

/// A message as a channel sees it. Opened twice it makes the same request: the far side can
/// tell a repetition by `id`.
struct Parcel {
    std::string id; ///< The message id: idempotency key at the far side.
    std::string kind;
    std::string body;
    TimePoint created;
};

class Conversation {
public:
    virtual ~Conversation() = default;
    virtual Step open() = 0;
    virtual Step on_reply(Reply const& reply) = 0;
};

/// A conversation that has not ended after so many steps is a fault of ours.
constexpr int steps_max = 8;

/// Where a partner is and how to speak to it; from config/practices.json and the settings.
struct Partner {
    std::string id; ///< ODS code, or "webhook:<name>".
    std::string name;
    std::string channel;          ///< "fhir-rest", "file-drop", "webhook"; see registry.h.
    std::string url;              ///< fhir-rest and webhook.
    std::filesystem::path folder; ///< file-drop
    Secret token;                 ///< Bearer token (fhir-rest) or signing secret (webhook).
    std::string ca_file;
    std::string certificate_file;
    std::string key_file;
    unsigned parallel_max = 8; ///< Messages under way at once.
    std::chrono::milliseconds reply_timeout{30'000};
};

} // namespace foramen
