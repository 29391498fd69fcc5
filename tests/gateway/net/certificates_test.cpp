// Why this file exists: the making of the certificates (the tests themselves are in tls_test.cpp).
#include "certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <gtest/gtest.h>

#include <cctype>
#include <cstdio>
#include <memory>

namespace foramen {

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&::EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&::X509_free)>;
using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

constexpr long day = 24L * 60 * 60;

Key new_key() { return {EVP_EC_gen("P-256"), &::EVP_PKEY_free}; }

File open(std::filesystem::path const& path, char const* mode)
{
    return {std::fopen(path.c_str(), mode), &std::fclose};
}

void add_extension(X509* certificate, int kind, std::string const& value)
{
    auto* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    ASSERT_NE(extension, nullptr) << value;
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

Certificate begin_certificate(std::string const& name, EVP_PKEY* key, Validity validity)
{
    Certificate made{X509_new(), &::X509_free};
    static long serial = 1;
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), serial++);
    auto const from = validity == Validity::not_yet ? day : -2 * day;
    auto const to = validity == Validity::expired ? -day : 2 * day;
    X509_gmtime_adj(X509_getm_notBefore(made.get()), from);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), to);
    X509_set_pubkey(made.get(), key);
    auto* const subject = X509_get_subject_name(made.get());
    auto const* const bytes = reinterpret_cast<unsigned char const*>(name.c_str());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, bytes, -1, -1, 0);
    return made;
}

void write(std::filesystem::path const& folder, std::string const& file, X509* certificate,
           EVP_PKEY* key)
{
    PEM_write_X509(open(folder / (file + ".pem"), "w").get(), certificate);
    PEM_write_PrivateKey(open(folder / (file + "-key.pem"), "w").get(), key, nullptr, nullptr, 0,
                         nullptr, nullptr);
}

void make_authority(std::filesystem::path const& folder, std::string const& name)
{
    auto const key = new_key();
    auto const certificate = begin_certificate(name, key.get(), Validity::now);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
    add_extension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate.get(), NID_key_usage, "critical,keyCertSign");
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    write(folder, name, certificate.get(), key.get());
}

} // namespace

void make_certificate(std::filesystem::path const& folder, CertificatePlan const& plan)
{
    auto const authority_file = folder / (plan.authority + ".pem");
    if (!std::filesystem::exists(authority_file)) make_authority(folder, plan.authority);
    Certificate const authority{
        PEM_read_X509(open(authority_file, "r").get(), nullptr, nullptr, nullptr), &::X509_free};
    auto const key_file = folder / (plan.authority + "-key.pem");
    Key const authority_key{
        PEM_read_PrivateKey(open(key_file, "r").get(), nullptr, nullptr, nullptr),
        &::EVP_PKEY_free};
    auto const key = new_key();
    auto const certificate = begin_certificate(plan.file, key.get(), plan.validity);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(authority.get()));
    auto const is_address = std::isdigit(static_cast<unsigned char>(plan.name.front())) != 0;
    add_extension(certificate.get(), NID_subject_alt_name,
                  (is_address ? "IP:" : "DNS:") + plan.name);
    X509_sign(certificate.get(), authority_key.get(), EVP_sha256());
    write(folder, plan.file, certificate.get(), key.get());
}

} // namespace foramen
