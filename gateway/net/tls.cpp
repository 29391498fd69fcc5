#include "gateway/net/tls.h"

namespace foramen {

namespace {

namespace ssl = boost::asio::ssl;

Result<ssl::context> common()
{
    ssl::context context{ssl::context::tls};
    auto* const native = context.native_handle();
    ::SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    ::SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
    ::SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    return context;
}

Result<> use_key_pair(ssl::context& context, std::string const& certificate, std::string const& key)
{
    boost::system::error_code failed;
    context.use_certificate_chain_file(certificate, failed);
    if (failed) return incorrect(certificate + " cannot be read, or is no PEM certificate chain");
    context.use_private_key_file(key, ssl::context::pem, failed);
    if (failed) return incorrect(key + " cannot be read, or is no PEM key of " + certificate);
    return {};
}

Result<> trust(ssl::context& context, std::string const& authorities)
{
    boost::system::error_code failed;
    if (authorities.empty()) context.set_default_verify_paths(failed);
    else context.load_verify_file(authorities, failed);
    if (failed) {
        return incorrect(authorities +
                         " cannot be read, or holds no PEM certificate of an authority");
    }
    return {};
}

} // namespace

Result<> check_key_pair(std::string const& certificate, std::string const& key)
{
    TRY(context, common());
    return use_key_pair(context, certificate, key);
}

Result<> check_authority(std::string const& file)
{
    TRY(context, common());
    return trust(context, file);
}

Result<ssl::context> server_tls(ServerSettings const& settings)
{
    TRY(context, common());
    auto const paired = use_key_pair(context, settings.certificate_file, settings.key_file);
    if (!paired) return paired.error();
    if (!settings.client_ca_file.empty()) {
        auto const trusted = trust(context, settings.client_ca_file);
        if (!trusted) return trusted.error();
        context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
    }
    return context;
}

Result<ssl::context> client_tls(Endpoint const& endpoint)
{
    TRY(context, common());
    auto const trusted = trust(context, endpoint.ca_file);
    if (!trusted) return trusted.error();
    context.set_verify_mode(ssl::verify_peer);
    if (!endpoint.certificate_file.empty()) {
        auto const paired = use_key_pair(context, endpoint.certificate_file, endpoint.key_file);
        if (!paired) return paired.error();
    }
    return context;
}

} // namespace foramen
