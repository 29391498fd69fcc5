// Why this file exists: HL7 v2 comes over MLLP, with or without TLS; a door gives this server its
// handler. Knows frames and callers, no HL7.
#pragma once

#include "gateway/base/task.h"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace foramen {

struct MllpSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 2575; ///< 0 = any free port.
    std::size_t message_bytes_max = 16 * 1024 * 1024;
    std::size_t connections_max = 256;
    std::chrono::seconds handshake_timeout{10};
    std::chrono::seconds message_timeout{60}; ///< From the first byte of a frame to its last.
    std::chrono::seconds idle_timeout{3'600}; ///< Interface engines keep a line for days.
    std::chrono::seconds write_timeout{30};
    std::string certificate_file; ///< PEM; empty = plain MLLP.
    std::string key_file;
    std::string client_ca_file; ///< Set: callers must show a certificate of this authority.
};

/// Who is at the other end of a line.
struct MllpPeer {
    std::string address;
    /// Of the certificate it has shown and that was verified: subject alternative names (DNS), or
    /// the common name where it has none.
    std::vector<std::string> certificate_names;
};

/// The bytes of the acknowledgement, without a frame; empty: none is sent. An error: the line is
/// closed without one, so that the sender sends again.
using MllpHandler = std::function<Task<std::string>(std::string message, MllpPeer peer)>;
/// Whether a caller may speak at all; asked once a line, before anything is read.
using MllpAdmission = std::function<bool(MllpPeer const& peer)>;

/// One message of a line after the other: the next is read when the last one was answered, so
/// that answers stand in order. A breach of the framing ends the line.
class MllpServer {
public:
    MllpServer(boost::asio::io_context& context, MllpSettings settings, MllpAdmission admission,
               MllpHandler handler);
    ~MllpServer();

    /// Error: unavailable (the port is taken), incorrect (address, certificate or key).
    Result<> listen();
    std::uint16_t port() const;
    std::size_t connections() const;
    /// Stops accepting, lets messages that have come be answered for `grace`, then closes.
    void stop(std::chrono::milliseconds grace);

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace foramen
