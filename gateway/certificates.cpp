#include "gateway/certificates.h"

namespace foramen {

std::vector<WatchedCertificate> certificates_of(Settings const& settings)
{
    std::vector<WatchedCertificate> watched;
    auto const add = [&](std::string name, std::string const& file) {
        if (!file.empty()) watched.push_back({std::move(name), file});
    };
    add("http", settings.http.certificate_file);
    add("mllp", settings.imaging.mllp.certificate_file);
    for (auto const& partner : settings.partners) add(partner.id, partner.certificate_file);
    for (auto const& server : settings.imaging.archives) {
        add("imaging:" + server.name, server.endpoint.certificate_file);
    }
    for (auto const& server : settings.imaging.fhir_servers) {
        add("imaging:" + server.provider.profile.name, server.endpoint.certificate_file);
    }
    return watched;
}

} // namespace foramen
