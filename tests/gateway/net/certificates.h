// Why this file exists: TLS is tested with certificates that are made for the test and thrown away.
#pragma once

#include <filesystem>
#include <string>

namespace foramen {

enum class Validity { now, expired, not_yet };

/// What a certificate says. Signed by an authority of that name, which is made when it is new.
struct CertificatePlan {
    std::string file;               ///< "server": writes server.pem and server-key.pem
    std::string name = "127.0.0.1"; ///< A subject alternative name: an address or a host name.
    std::string authority = "authority";
    Validity validity = Validity::now;
};

/// Also writes {authority}.pem for those who trust it.
void make_certificate(std::filesystem::path const& folder, CertificatePlan const& plan);

} // namespace foramen
