#include "gateway/security/approval_visits.h"

#include "gateway/base/digest.h"
#include "gateway/base/secret.h"

#include <algorithm>
#include <iterator>

namespace foramen {

namespace {

constexpr std::size_t id_bytes = 32;
constexpr std::size_t csrf_bytes = 32;
constexpr std::uint64_t code_count = 1'000'000; // 10 to the power of code_digits

std::string new_code(Random& random)
{
    auto text = std::to_string(random.below(code_count));
    return std::string(ApprovalVisits::code_digits - text.size(), '0') + text;
}

/// Bound to the visit that asked: read by somebody else, the code opens nothing elsewhere.
std::string code_hash(std::string_view visit, std::string_view code)
{
    return sha256(std::string{visit} + std::string{code});
}

void drop_before(std::deque<TimePoint>& times, TimePoint first)
{
    while (!times.empty() && times.front() <= first) times.pop_front();
}

auto const unused_longer = [](auto const& left, auto const& right) {
    return left.second.last_used < right.second.last_used;
};

} // namespace

Result<ApprovalVisits::Opened> ApprovalVisits::open(std::string const& link,
                                                    std::string const& practice,
                                                    std::string const& address)
{
    auto const now = clock_.now();
    Opened opened{to_hex(random_.bytes(id_bytes)), new_code(random_)};
    auto csrf = to_hex(random_.bytes(csrf_bytes));
    auto const hash = sha256(opened.id);
    std::lock_guard const lock{mutex_};
    forget_old(now);
    auto& wanted = link_of(link);
    TRY(counted, count_code(wanted, address));
    static_cast<void>(counted);
    make_room();
    wanted.code = Code{hash, code_hash(hash, opened.code), now};
    ApprovalVisit visit{link, practice, VisitStage::asked, std::move(csrf), {}, now, now};
    visits_.emplace(hash, std::move(visit));
    return opened;
}

std::optional<ApprovalVisit> ApprovalVisits::find(std::string_view id, std::string_view link)
{
    std::lock_guard const lock{mutex_};
    auto const found = living(id);
    if (found == visits_.end() || found->second.link != link) return {};
    found->second.last_used = clock_.now();
    return found->second;
}

bool ApprovalVisits::is_own_form(ApprovalVisit const& visit, std::string_view csrf)
{
    return Secret{visit.csrf}.equals(csrf);
}

ApprovalVisits::Proof ApprovalVisits::prove(std::string_view id, std::string_view code)
{
    std::lock_guard const lock{mutex_};
    auto const visit = living(id);
    if (visit == visits_.end() || visit->second.stage != VisitStage::asked) return Proof::expired;
    auto const link = links_.find(visit->second.link);
    if (link == links_.end() || !link->second.code) return Proof::expired;
    auto& good = link->second.code;
    if (good->visit != visit->first) return Proof::expired;
    if (clock_.now() - good->sent >= code_life) {
        good.reset();
        return Proof::expired;
    }
    ++good->attempts;
    bool const right = Secret{good->hash}.equals(code_hash(visit->first, code));
    bool const last = good->attempts >= attempts_max;
    if (right || last) good.reset();
    if (right) visit->second.stage = VisitStage::proved;
    if (right) return Proof::proved;
    return last ? Proof::expired : Proof::wrong;
}

bool ApprovalVisits::claim(std::string_view id)
{
    std::lock_guard const lock{mutex_};
    auto const found = living(id);
    if (found == visits_.end() || found->second.stage != VisitStage::proved) return false;
    found->second.stage = VisitStage::answering;
    return true;
}

void ApprovalVisits::release(std::string_view id)
{
    std::lock_guard const lock{mutex_};
    auto const found = living(id);
    if (found == visits_.end() || found->second.stage != VisitStage::answering) return;
    found->second.stage = VisitStage::proved;
}

void ApprovalVisits::finish(std::string_view id, std::string reference)
{
    std::lock_guard const lock{mutex_};
    auto const found = living(id);
    if (found == visits_.end()) return;
    found->second.stage = VisitStage::done;
    found->second.reference = std::move(reference);
}

void ApprovalVisits::close(std::string_view id)
{
    std::lock_guard const lock{mutex_};
    auto const found = living(id);
    if (found != visits_.end()) visits_.erase(found);
}

std::size_t ApprovalVisits::visit_count() const
{
    std::lock_guard const lock{mutex_};
    return visits_.size();
}

std::size_t ApprovalVisits::link_count() const
{
    std::lock_guard const lock{mutex_};
    return links_.size();
}

Result<> ApprovalVisits::count_code(Link& link, std::string const& address)
{
    auto const now = clock_.now();
    link.last_used = now;
    auto const recent = [&](TimePoint sent) { return now - sent < codes_window; };
    auto const lately = std::count_if(link.sent.begin(), link.sent.end(), recent);
    if (static_cast<std::size_t>(lately) >= codes_max) {
        return busy("three codes were sent in the last 15 minutes; use the newest one or wait");
    }
    if (link.sent.size() >= codes_max_a_day) {
        return busy("too many codes were sent for this request today; try again tomorrow");
    }
    auto const caller = addresses_.find(address);
    if (caller == addresses_.end() && addresses_.size() >= addresses_max) {
        return busy("too many codes are being asked for at the moment; wait 15 minutes");
    }
    auto& asked = caller == addresses_.end() ? addresses_[address] : caller->second;
    if (asked.size() >= codes_max_an_address) {
        return busy("too many codes were asked for from your network; wait 15 minutes");
    }
    asked.push_back(now);
    link.sent.push_back(now);
    return {};
}

ApprovalVisits::Link& ApprovalVisits::link_of(std::string const& name)
{
    auto const found = links_.find(name);
    if (found != links_.end()) return found->second;
    if (links_.size() >= links_max) {
        links_.erase(std::min_element(links_.begin(), links_.end(), unused_longer));
    }
    return links_[name];
}

void ApprovalVisits::forget_old(TimePoint now)
{
    std::erase_if(visits_, [&](auto const& one) { return ended(one.second); });
    for (auto& [name, link] : links_) drop_before(link.sent, now - long_window);
    std::erase_if(links_, [](auto const& one) { return one.second.sent.empty(); });
    for (auto& [address, times] : addresses_) drop_before(times, now - codes_window);
    std::erase_if(addresses_, [](auto const& one) { return one.second.empty(); });
}

void ApprovalVisits::make_room()
{
    if (visits_.size() < visits_max) return;
    visits_.erase(std::min_element(visits_.begin(), visits_.end(), unused_longer));
}

bool ApprovalVisits::ended(ApprovalVisit const& visit) const
{
    auto const now = clock_.now();
    return now - visit.last_used >= idle_max || now - visit.began >= age_max;
}

ApprovalVisits::Visits::iterator ApprovalVisits::living(std::string_view id)
{
    if (id.empty()) return visits_.end();
    auto const found = visits_.find(sha256(id));
    if (found == visits_.end() || !ended(found->second)) return found;
    visits_.erase(found);
    return visits_.end();
}

} // namespace foramen
