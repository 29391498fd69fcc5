#include "gateway/net/mllp_server.h"

#include "gateway/net/listener.h"
#include "gateway/net/mllp_line.h"

#include <openssl/x509v3.h>

namespace foramen {

namespace {

ListenerPlan plan_of(std::shared_ptr<MllpShared> const& shared)
{
    ListenerPlan plan;
    plan.settings.address = shared->settings.address;
    plan.settings.port = shared->settings.port;
    plan.settings.connections_max = shared->settings.connections_max;
    plan.settings.certificate_file = shared->settings.certificate_file;
    plan.settings.key_file = shared->settings.key_file;
    plan.settings.client_ca_file = shared->settings.client_ca_file;
    plan.counts = shared;
    plan.make_line = [shared](boost::asio::ip::tcp::socket socket, boost::asio::ssl::context* tls) {
        return make_mllp_line(std::move(socket), tls, shared);
    };
    return plan;
}

std::string text_of(ASN1_STRING const* text)
{
    auto const* const bytes = reinterpret_cast<char const*>(::ASN1_STRING_get0_data(text));
    return {bytes, static_cast<std::size_t>(::ASN1_STRING_length(text))};
}

std::vector<std::string> alternative_names(X509* certificate)
{
    std::vector<std::string> names;
    auto* const list = static_cast<GENERAL_NAMES*>(
        ::X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
    for (int i = 0; i < sk_GENERAL_NAME_num(list); ++i) {
        auto const* const name = sk_GENERAL_NAME_value(list, i);
        if (name->type == GEN_DNS) names.push_back(text_of(name->d.dNSName));
    }
    ::GENERAL_NAMES_free(list);
    return names;
}

std::vector<std::string> common_name(X509* certificate)
{
    auto const* const subject = ::X509_get_subject_name(certificate);
    auto const index = ::X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (index < 0) return {};
    return {text_of(::X509_NAME_ENTRY_get_data(::X509_NAME_get_entry(subject, index)))};
}

} // namespace

std::vector<std::string> certificate_names(SSL* tls)
{
    if (tls == nullptr || ::SSL_get_verify_result(tls) != X509_V_OK) return {};
    X509* const certificate = ::SSL_get1_peer_certificate(tls);
    if (certificate == nullptr) return {};
    auto names = alternative_names(certificate);
    if (names.empty()) names = common_name(certificate);
    ::X509_free(certificate);
    return names;
}

struct MllpServer::State {
    State(boost::asio::io_context& context, std::shared_ptr<MllpShared> made)
        : shared{std::move(made)}, listener{context, plan_of(shared)}
    {}

    std::shared_ptr<MllpShared> shared;
    Listener listener;
};

MllpServer::MllpServer(boost::asio::io_context& context, MllpSettings settings,
                       MllpAdmission admission, MllpHandler handler)
{
    auto shared = std::make_shared<MllpShared>();
    shared->settings = std::move(settings);
    shared->admission = std::move(admission);
    shared->handler = std::move(handler);
    state_ = std::make_shared<State>(context, std::move(shared));
}

MllpServer::~MllpServer() = default;

Result<> MllpServer::listen() { return state_->listener.listen(); }
std::uint16_t MllpServer::port() const { return state_->listener.port(); }
std::size_t MllpServer::connections() const { return state_->shared->open; }
void MllpServer::stop(std::chrono::milliseconds grace) { state_->listener.stop(grace); }

} // namespace foramen
