#include "gateway/monitor/sessions.h"

#include "gateway/base/digest.h"

#include <algorithm>
#include <iterator>

namespace foramen {

namespace {

constexpr std::size_t id_bytes = 32;
constexpr std::size_t csrf_bytes = 32;

std::string_view trimmed(std::string_view text)
{
    auto const first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

} // namespace

std::string Sessions::open(Identity identity)
{
    auto const id = to_hex(random_.bytes(id_bytes));
    auto const now = clock_.now();
    Session session{std::move(identity), to_hex(random_.bytes(csrf_bytes)), now, now};
    std::lock_guard const lock{mutex_};
    std::erase_if(by_hash_, [&](auto const& one) { return ended(one.second); });
    if (by_hash_.size() >= sessions_max) {
        auto const unused = [](auto const& left, auto const& right) {
            return left.second.last_used < right.second.last_used;
        };
        by_hash_.erase(std::min_element(by_hash_.begin(), by_hash_.end(), unused));
    }
    by_hash_.emplace(sha256(id), std::move(session));
    return id;
}

std::optional<Session> Sessions::find(std::string_view id, Look look)
{
    if (id.empty()) return {};
    // Looked up by hash: how long the search takes tells nothing about ids.
    auto const hash = sha256(id);
    std::lock_guard const lock{mutex_};
    auto const found = by_hash_.find(hash);
    if (found == by_hash_.end()) return {};
    if (ended(found->second)) {
        by_hash_.erase(found);
        return {};
    }
    if (look == Look::use) found->second.last_used = clock_.now();
    return found->second;
}

std::optional<Session> Sessions::close(std::string_view id)
{
    auto const hash = sha256(id);
    std::lock_guard const lock{mutex_};
    auto const found = by_hash_.find(hash);
    if (found == by_hash_.end()) return {};
    auto session = std::move(found->second);
    by_hash_.erase(found);
    return session;
}

bool Sessions::ended(Session const& session) const
{
    auto const now = clock_.now();
    return now - session.last_used >= idle_max || now - session.began >= age_max;
}

bool SignInLimit::admits(std::string const& address)
{
    std::lock_guard const lock{mutex_};
    forget_old(clock_.now());
    auto const found = failures_.find(address);
    if (found != failures_.end()) return found->second.size() < failures_max;
    return failures_.size() < addresses_max;
}

void SignInLimit::failed(std::string const& address)
{
    std::lock_guard const lock{mutex_};
    auto& times = failures_[address];
    times.push_back(clock_.now());
    if (times.size() > failures_max) times.pop_front();
}

void SignInLimit::forget_old(TimePoint now)
{
    for (auto one = failures_.begin(); one != failures_.end();) {
        auto& times = one->second;
        while (!times.empty() && now - times.front() >= window) times.pop_front();
        one = times.empty() ? failures_.erase(one) : std::next(one);
    }
}

std::string_view cookie(std::string_view header_value, std::string_view name)
{
    while (!header_value.empty()) {
        auto const end = std::min(header_value.find(';'), header_value.size());
        auto const pair = trimmed(header_value.substr(0, end));
        auto const equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
            return pair.substr(equals + 1);
        }
        header_value.remove_prefix(std::min(end + 1, header_value.size()));
    }
    return {};
}

} // namespace foramen
