#include "gateway/intake/approval_link.h"

#include "gateway/base/digest.h"

#include <algorithm>
#include <charconv>

namespace foramen {

namespace {

constexpr std::string_view place = "approval-link";

Error no_such_link() { return not_found("this link leads to no request"); }

} // namespace

std::string approval_token(Sealer const& sealer, std::string_view booking_id, unsigned request)
{
    auto const text = std::to_string(request) + "/" + std::string{booking_id};
    auto token = to_base64(sealer.seal(text, place));
    std::ranges::replace(token, '+', '-');
    std::ranges::replace(token, '/', '_');
    token.erase(std::min(token.find('='), token.size()));
    return token;
}

Result<ApprovalLink> read_approval_token(Sealer const& sealer, std::string_view token)
{
    auto const foreign = [](char letter) {
        return letter == '+' || letter == '/' || letter == '=';
    };
    if (token.empty() || token.size() > approval_token_bytes_max ||
        std::ranges::any_of(token, foreign)) {
        return no_such_link();
    }
    std::string padded{token};
    std::ranges::replace(padded, '-', '+');
    std::ranges::replace(padded, '_', '/');
    padded.append((4 - padded.size() % 4) % 4, '=');
    auto const sealed = from_base64(padded);
    if (!sealed) return no_such_link();
    auto const text = sealer.open(*sealed, place);
    if (!text) return no_such_link();
    ApprovalLink link;
    auto const* const end = text->data() + text->size();
    auto const [stop, failed] = std::from_chars(text->data(), end, link.request);
    if (failed != std::errc{} || stop == end || *stop != '/') return no_such_link();
    link.booking_id.assign(stop + 1, end);
    return link;
}

} // namespace foramen
