#include "gateway/channels/webhook/webhook_channel.h"

#include "gateway/base/digest.h"
#include "gateway/channels/address.h"
#include "gateway/channels/refusal.h"

namespace foramen {

namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::size_t key_bytes_min = 24;
constexpr std::size_t key_bytes_max = 64;

Result<Secret> read_key(Secret const& written)
{
    auto const text = written.use();
    if (!text.starts_with(secret_prefix)) {
        return incorrect("secretFile must hold \"whsec_\" and 24 to 64 random bytes in base64");
    }
    auto bytes = from_base64(text.substr(secret_prefix.size()));
    if (!bytes) return incorrect("secretFile: what follows \"whsec_\" is not base64");
    Secret key{*std::move(bytes)};
    if (key.use().size() < key_bytes_min || key.use().size() > key_bytes_max) {
        return incorrect("secretFile: the secret must have 24 to 64 bytes");
    }
    return key;
}

/// One signed POST. The id and the body stay the same from attempt to attempt; the time and with
/// it the signature are those of the attempt, so that the far side can refuse a replayed one.
class WebhookConversation final : public Conversation {
public:
    WebhookConversation(Partner const& partner, Parcel parcel, TimePoint now)
        : partner_{partner}, parcel_{std::move(parcel)}, now_{now}
    {}

    Step open() override
    {
        auto const key = read_key(partner_.token);
        if (!key) return refuse(key.error(), ErrorClass::setup);
        auto const since_epoch = now_.time_since_epoch();
        auto const second = std::chrono::floor<std::chrono::seconds>(since_epoch).count();
        auto const time = std::to_string(second);
        auto const signature =
            hmac_sha256(key->use(), parcel_.id + '.' + time + '.' + parcel_.body);
        return HttpRequest{"POST",
                           "",
                           {{"Content-Type", "application/json"},
                            {"webhook-id", parcel_.id},
                            {"webhook-timestamp", time},
                            {"webhook-signature", "v1," + to_base64(signature)}},
                           parcel_.body};
    }

    Step on_reply(Reply const& reply) override
    {
        auto const* const http = std::get_if<HttpReply>(&reply);
        if (http == nullptr) return refuse(fault("a server was asked, and a file was written"));
        if (http->status >= 200 && http->status < 300) {
            return Receipt{"answered " + std::to_string(http->status)};
        }
        if (http->status == 410) {
            return refuse(incorrect("the far side answered 410: it wants no more webhooks; "
                                    "remove it from the configuration or ask its owner"),
                          ErrorClass::refused);
        }
        return refusal_of(*http, now_);
    }

private:
    Partner const& partner_;
    Parcel parcel_;
    TimePoint now_;
};

} // namespace

Result<> check_webhook(Partner const& partner)
{
    if (auto checked = check_url(partner); !checked) return checked;
    if (partner.token.empty()) {
        return incorrect("secretFile is missing: the file with the signing secret (whsec_…)");
    }
    if (auto key = read_key(partner.token); !key) return key.error();
    return {};
}

std::unique_ptr<Conversation> begin_webhook(Partner const& partner, Parcel parcel, TimePoint now)
{
    return std::make_unique<WebhookConversation>(partner, std::move(parcel), now);
}

} // namespace foramen
