#include "gateway/intake/mllp_door.h"

#include "gateway/base/log.h"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>

namespace foramen {

namespace {

namespace ip = boost::asio::ip;

/// "192.0.2.7" or "192.0.2.0/24", either version.
class Network {
public:
    static std::optional<Network> parse(std::string const& text)
    {
        auto const has_prefix = text.find('/') != std::string::npos;
        Network made;
        boost::system::error_code failed;
        made.v4_ = ip::make_network_v4(has_prefix ? text : text + "/32", failed);
        made.is_v4_ = !failed;
        if (!failed) return made;
        made.v6_ = ip::make_network_v6(has_prefix ? text : text + "/128", failed);
        if (failed) return {};
        return made;
    }

    bool contains(ip::address const& address) const
    {
        if (is_v4_) {
            return address.is_v4() &&
                   ip::make_network_v4(address.to_v4(), v4_.prefix_length()).network() ==
                       v4_.network();
        }
        return address.is_v6() &&
               ip::make_network_v6(address.to_v6(), v6_.prefix_length()).network() == v6_.network();
    }

private:
    ip::network_v4 v4_;
    ip::network_v6 v6_;
    bool is_v4_ = false;
};

/// An IPv4 caller of an IPv6 socket has its own address again.
std::optional<ip::address> address_of(std::string const& text)
{
    boost::system::error_code failed;
    auto const address = ip::make_address(text, failed);
    if (failed) return {};
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    }
    return address;
}

struct Known {
    hl7v2::Sender sender;
    std::vector<Network> networks;
};

bool allows(Known const& known, MllpPeer const& peer)
{
    auto const address = address_of(peer.address);
    auto const is_near =
        known.networks.empty() ||
        (address && std::any_of(known.networks.begin(), known.networks.end(),
                                [&](auto const& network) { return network.contains(*address); }));
    auto const& names = known.sender.certificate_names;
    auto const is_named =
        names.empty() || std::any_of(names.begin(), names.end(), [&](auto const& name) {
            auto const& shown = peer.certificate_names;
            return std::find(shown.begin(), shown.end(), name) != shown.end();
        });
    // A profile that names nobody allows nobody.
    return is_near && is_named && !(known.networks.empty() && names.empty());
}

std::string reason_of(hl7v2::Reception const& reception)
{
    if (!reception.fault) return {};
    return hl7v2::place_of(*reception.fault) + ": " + reception.fault->text;
}

void tell(hl7v2::Reception const& reception, std::string_view event, std::string_view why)
{
    log(Level::warning, event,
        {{Field::partner, std::string_view{reception.key.sender}}, {Field::error, why}});
}

} // namespace

struct MllpDoor::State {
    std::vector<Known> known;
    ImagingDesk& desk;
    Clock const& clock;
    Random& random;

    /// Several senders may share one line: MSH-3 and MSH-4 tell which of them it is. Where none
    /// fits, the first is told so.
    hl7v2::Sender const* sender_of(MllpPeer const& peer, std::string_view message) const
    {
        auto const origin = hl7v2::origin_of(message);
        hl7v2::Sender const* first = nullptr;
        for (auto const& one : known) {
            if (!allows(one, peer)) continue;
            if (hl7v2::is_from(origin, one.sender)) return &one.sender;
            if (first == nullptr) first = &one.sender;
        }
        return first;
    }

    Task<std::string> keep(hl7v2::Reception reception, std::string bytes) const
    {
        ImagingArrival arrival;
        arrival.key = reception.key;
        arrival.bytes = std::move(bytes);
        arrival.reports = std::move(reception.reports);
        arrival.acknowledgement = std::move(reception.accepted);
        auto kept = co_await desk.keep(std::move(arrival));
        if (kept) co_return kept;
        // AE: the sender tries again; it must not learn more than that.
        tell(reception, "imaging_not_kept", kept.error().text());
        co_return std::move(reception.failed);
    }

    Task<std::string> set_aside(hl7v2::Reception reception, std::string bytes) const
    {
        ImagingOddity oddity;
        oddity.key = reception.key;
        oddity.bytes = std::move(bytes);
        oddity.why = reason_of(reception);
        tell(reception, "imaging_quarantined", oddity.why);
        CO_CHECK(co_await desk.quarantine(std::move(oddity)));
        co_return std::move(reception.refused);
    }
};

MllpDoor::MllpDoor(std::unique_ptr<State> state) : state_{std::move(state)} {}
MllpDoor::MllpDoor(MllpDoor&&) noexcept = default;
MllpDoor::~MllpDoor() = default;

Result<MllpDoor> MllpDoor::open(std::vector<hl7v2::Sender> senders, ImagingDesk& desk,
                                Clock const& clock, Random& random)
{
    auto state = std::unique_ptr<State>{new State{{}, desk, clock, random}};
    // Who names its application comes before who takes any.
    std::stable_sort(senders.begin(), senders.end(), [](auto const& left, auto const& right) {
        auto const weight = [](hl7v2::Sender const& sender) {
            return (sender.application.empty() ? 0 : 1) + (sender.facility.empty() ? 0 : 1);
        };
        return weight(left) > weight(right);
    });
    for (auto& sender : senders) {
        Known known;
        for (auto const& text : sender.addresses) {
            auto const network = Network::parse(text);
            if (!network) {
                return incorrect("sender " + sender.name + ": from.addresses: " + text +
                                 " is no address like 192.0.2.7 or 192.0.2.0/24");
            }
            known.networks.push_back(*network);
        }
        known.sender = std::move(sender);
        state->known.push_back(std::move(known));
    }
    return Result<MllpDoor>{MllpDoor{std::move(state)}};
}

bool MllpDoor::admits(MllpPeer const& peer) const
{
    return std::any_of(state_->known.begin(), state_->known.end(),
                       [&](auto const& known) { return allows(known, peer); });
}

Task<std::string> MllpDoor::receive(std::string message, MllpPeer peer) const
{
    auto const* const sender = state_->sender_of(peer, message);
    if (sender == nullptr) co_return Error{ErrorKind::forbidden, "no profile allows this sender"};
    hl7v2::Stamp const stamp{state_->clock.now(), new_uuid(state_->clock, state_->random)};
    auto reception = hl7v2::receive(message, *sender, stamp);
    switch (reception.fate) {
    case hl7v2::Fate::keep:
        co_return co_await state_->keep(std::move(reception), std::move(message));
    case hl7v2::Fate::quarantine:
        co_return co_await state_->set_aside(std::move(reception), std::move(message));
    case hl7v2::Fate::refuse: break;
    }
    tell(reception, "imaging_refused", reason_of(reception));
    co_return std::move(reception.refused);
}

SenderFolder read_senders(std::filesystem::path const& folder)
{
    SenderFolder read;
    std::error_code failed;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator at{folder, failed}, end; !failed && at != end;
         at.increment(failed)) {
        if (at->path().extension() == ".json") files.push_back(at->path());
    }
    if (failed) read.faults.push_back({folder.string(), 0, "cannot be read: does it exist?"});
    std::sort(files.begin(), files.end());
    for (auto const& file : files) {
        std::ifstream stream{file, std::ios::binary};
        std::ostringstream text;
        text << stream.rdbuf();
        auto one = hl7v2::read_sender(file.string(), std::move(text).str());
        if (auto* const sender = std::get_if<hl7v2::Sender>(&one)) {
            read.senders.push_back(std::move(*sender));
        } else {
            for (auto& fault : std::get<std::vector<hl7v2::SenderFault>>(one)) {
                read.faults.push_back(std::move(fault));
            }
        }
    }
    return read;
}

} // namespace foramen
