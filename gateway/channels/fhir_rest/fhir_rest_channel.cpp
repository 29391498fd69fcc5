#include "gateway/channels/fhir_rest/fhir_rest_channel.h"

#include "gateway/channels/address.h"
#include "gateway/channels/fhir_rest/issues_told.h"
#include "gateway/channels/fhir_rest/transaction_reply.h"
#include "gateway/channels/refusal.h"

namespace foramen {

namespace {

constexpr char fhir_json[] = "application/fhir+json";

/// Every entry is a conditional create or update by identifier, so that sending the same Bundle
/// again changes nothing: what is in doubt may be sent again.
class FhirRestConversation final : public Conversation {
public:
    FhirRestConversation(Partner const& partner, Parcel parcel, TimePoint now)
        : partner_{partner}, parcel_{std::move(parcel)}, now_{now}
    {}

    Step open() override
    {
        entry_count_ = count_entries(parcel_.body);
        if (entry_count_ == 0) return refuse(fault("the message is no Bundle with entries"));
        HttpRequest request{"POST",
                            "",
                            {{"Content-Type", fhir_json},
                             {"Accept", fhir_json},
                             {"Prefer", "return=minimal"},
                             {"Idempotency-Key", parcel_.id}},
                            parcel_.body};
        if (!partner_.token.empty()) {
            request.headers.emplace_back("Authorization",
                                         "Bearer " + std::string{partner_.token.use()});
        }
        return request;
    }

    Step on_reply(Reply const& reply) override
    {
        auto const* const http = std::get_if<HttpReply>(&reply);
        if (http == nullptr) return refuse(fault("a server was asked, and a file was written"));
        if (http->status >= 200 && http->status < 300) {
            return read_transaction_reply(*http, entry_count_);
        }
        auto refusal = refusal_of(*http, now_);
        auto const told = read_issues(http->body);
        // Several resources there carry our identifier: waiting does not mend that.
        auto const kind = told.multiple_matches ? ErrorKind::incorrect : refusal.error.kind();
        refusal.error = {kind, refusal.error.text() + told.text};
        auto const is_plain = refusal.error_class == ErrorClass::refused;
        if (told.multiple_matches || (told.error && is_plain)) {
            refusal.error_class = ErrorClass::content;
        }
        return refusal;
    }

private:
    Partner const& partner_;
    Parcel parcel_;
    TimePoint now_;
    std::size_t entry_count_ = 0;
};

} // namespace

Result<> check_fhir_rest(Partner const& partner)
{
    if (auto checked = check_url(partner); !checked) return checked;
    if (!fits_header(partner.token.use())) {
        return incorrect("tokenFile holds a blank or a control character");
    }
    auto const known = !partner.token.empty() || !partner.certificate_file.empty();
    if (!known && !is_loopback(partner.url)) {
        return incorrect("tokenFile is missing: the far side must know who sends "
                         "(or give certificateFile and keyFile)");
    }
    return {};
}

std::unique_ptr<Conversation> begin_fhir_rest(Partner const& partner, Parcel parcel, TimePoint now)
{
    return std::make_unique<FhirRestConversation>(partner, std::move(parcel), now);
}

} // namespace foramen
