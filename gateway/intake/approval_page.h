// Why this file exists: a GP answers a request in a minute, on a phone, without script and without
// an account: link, one-time code, question, check, reference. A GET changes nothing: mail
// scanners open links (hazard H9). Routes: GET and POST /approve/{token}, for anybody.
#pragma once

#include "gateway/intake/approval_desk.h"
#include "gateway/intake/approval_link.h"
#include "gateway/intake/approval_pages.h"
#include "gateway/security/approval_visits.h"
#include "gateway/security/visit.h"

namespace foramen {

/// Over TLS the cookie is marked Secure; plain HTTP is for loopback only.
enum class CookieLine { plain, tls };

/// Handlers are safe from any thread as far as the desk is.
class ApprovalPage {
public:
    ApprovalPage(ApprovalDesk& desk, Sealer const& sealer, Clock const& clock, Random& random,
                 CookieLine line);

    boost::asio::awaitable<Answer> get(Visit visit);
    boost::asio::awaitable<Answer> post(Visit visit);

private:
    struct Call;
    using Reply = boost::asio::awaitable<HttpReply>;

    Task<Call> locate(Visit visit);
    Reply take_step(std::string step, Call call);
    Reply send_code(Call call);
    Reply prove(Call call);
    Reply check(Call call);
    Reply confirm(Call call);
    Reply not_taken(Call call, Error error);
    HttpReply again(Call const& call) const;
    HttpReply start_over(Call const& call, FieldFault const& trouble, unsigned status) const;
    std::string cookie_header(Call const& call, std::string_view id) const;

    ApprovalDesk& desk_;
    Sealer const& sealer_;
    ApprovalVisits visits_;
    CookieLine line_;
};

} // namespace foramen
