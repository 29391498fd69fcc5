#include "gateway/security/certificate_watch.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>

namespace foramen {

namespace {

std::optional<TimePoint> expiry_of(std::filesystem::path const& file)
{
    std::unique_ptr<BIO, int (*)(BIO*)> const bio{BIO_new_file(file.c_str(), "r"), &BIO_free};
    if (!bio) return {};
    std::unique_ptr<X509, void (*)(X509*)> const certificate{
        PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr), &X509_free};
    std::tm parts{};
    if (!certificate || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &parts) != 1) {
        return {};
    }
    return TimePoint{std::chrono::seconds{::timegm(&parts)}};
}

} // namespace

std::vector<CertificateState> read_certificates(std::vector<WatchedCertificate> const& watched)
{
    std::vector<CertificateState> found;
    for (auto const& one : watched) found.push_back({one.name, expiry_of(one.file)});
    return found;
}

} // namespace foramen
