#include "tools/load/closed_loop.h"

#include "tools/load/reply_reader.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace foramen {

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

struct Descriptor {
    explicit Descriptor(int number) : value{number} {}
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    ~Descriptor()
    {
        if (value >= 0) ::close(value);
    }
    int value;
};

struct Line {
    explicit Line(int socket) : descriptor{socket} {}
    Descriptor descriptor;
    ReplyReader reader;
    SteadyTime sent;
};

struct Addresses {
    ~Addresses()
    {
        if (first != nullptr) ::freeaddrinfo(first);
    }
    addrinfo* first = nullptr;
};

class Loop {
public:
    Loop(LoadPlan const& plan, RequestTemplate& requests) : plan_{plan}, requests_{requests} {}

    Result<Measured> run()
    {
        addrinfo wanted{};
        wanted.ai_socktype = SOCK_STREAM;
        auto const& target = plan_.target;
        if (::getaddrinfo(target.host.c_str(), target.port.c_str(), &wanted, &addresses_.first)) {
            return unavailable("no such host");
        }
        for (unsigned i = 0; i < plan_.connections; ++i) lines_.push_back(nullptr);
        for (std::uint32_t i = 0; i < lines_.size(); ++i) {
            if (!open(i)) return unavailable("cannot connect: " + std::string{strerror(errno)});
        }
        auto const begun = std::chrono::steady_clock::now();
        end_ = begun + plan_.time;
        for (std::uint32_t i = 0; i < lines_.size(); ++i) send_next(i, begun);
        while (std::chrono::steady_clock::now() < end_) turn();
        measured_.seconds = std::chrono::duration<double>(plan_.time).count();
        return std::move(measured_);
    }

private:
    bool open(std::uint32_t place)
    {
        auto const& address = *addresses_.first;
        auto const socket = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        lines_[place] = std::make_unique<Line>(socket);
        if (socket < 0 || ::connect(socket, address.ai_addr, address.ai_addrlen) != 0) return false;
        int const on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u32 = place;
        return ::epoll_ctl(poll_.value, EPOLL_CTL_ADD, socket, &event) == 0;
    }

    /// A request fits the socket's buffer, so a blocking send does not wait.
    void send_next(std::uint32_t place, SteadyTime now)
    {
        auto& line = *lines_[place];
        auto const bytes = requests_.next(counter_++);
        line.sent = now;
        auto const count = ::send(line.descriptor.value, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count != static_cast<ssize_t>(bytes.size())) reopen(place, now);
    }

    void reopen(std::uint32_t place, SteadyTime now)
    {
        ++measured_.errors;
        if (now >= end_) return;
        // A server that is gone is not asked a thousand times a second.
        ::usleep(1'000);
        if (open(place)) send_next(place, std::chrono::steady_clock::now());
    }

    void turn()
    {
        constexpr int wait_ms = 20;
        std::array<epoll_event, 256> events{};
        auto const count =
            ::epoll_wait(poll_.value, events.data(), static_cast<int>(events.size()), wait_ms);
        for (int i = 0; i < count; ++i) {
            receive(events[static_cast<std::size_t>(i)].data.u32);
        }
    }

    void receive(std::uint32_t place)
    {
        auto& line = *lines_[place];
        auto const space = line.reader.space();
        auto const count = ::recv(line.descriptor.value, space.data(), space.size(), MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
        auto const now = std::chrono::steady_clock::now();
        if (count <= 0) return reopen(place, now);
        switch (line.reader.take(static_cast<std::size_t>(count))) {
        case ReplyReader::State::incomplete: return;
        case ReplyReader::State::malformed: return reopen(place, now);
        case ReplyReader::State::whole: break;
        }
        if (now >= end_) return;
        ++measured_.statuses[line.reader.status()];
        using Micros = std::chrono::duration<std::uint32_t, std::micro>;
        measured_.micros.push_back(std::chrono::duration_cast<Micros>(now - line.sent).count());
        if (line.reader.ends_line()) open(place);
        send_next(place, now);
    }

    LoadPlan const& plan_;
    RequestTemplate& requests_;
    Addresses addresses_;
    Descriptor poll_{::epoll_create1(EPOLL_CLOEXEC)};
    std::vector<std::unique_ptr<Line>> lines_;
    SteadyTime end_;
    std::uint64_t counter_ = 0;
    Measured measured_;
};

} // namespace

Result<Measured> run_closed_loop(LoadPlan const& plan, RequestTemplate& requests)
{
    Loop loop{plan, requests};
    return loop.run();
}

} // namespace foramen
