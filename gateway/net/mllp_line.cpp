#include "gateway/net/mllp_line.h"

#include "gateway/base/log.h"
#include "gateway/net/mllp_frame.h"
#include "gateway/net/read_buffer.h"
#include "gateway/net/served_line.h"

#include <typeinfo>

namespace foramen {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

template <class Stream>
class MllpLine final : public ServedLine<MllpLine<Stream>, Stream, MllpShared> {
    using Served = ServedLine<MllpLine, Stream, MllpShared>;
    friend Served;
    using Served::line_;
    using Served::phase_;
    using Served::shared_;

public:
    MllpLine(Stream stream, std::shared_ptr<MllpShared> shared)
        : Served{std::move(stream), std::move(shared)}, frame_{shared_->settings.message_bytes_max}
    {
        peer_.address = line_.far_address();
    }

private:
    void end_late()
    {
        if (phase_ == Phase::reading) tell("mllp_message_too_slow");
        line_.end();
    }

    void tell(std::string_view event)
    {
        log(Level::warning, event, {{Field::where, std::string_view{peer_.address}}});
    }

    /// The parameter keeps the line alive.
    static asio::awaitable<void> run(std::shared_ptr<MllpLine> self)
    {
        self->line_.allow(self->shared_->settings.handshake_timeout);
        auto going_on = co_await self->line_.shake_hands();
        if (going_on) going_on = self->is_admitted();
        else self->tell("mllp_tls_failed");
        while (going_on) going_on = co_await self->serve_one();
        self->phase_ = Phase::parting;
        co_await self->line_.part(parting_time, self->shared_->stopping);
    }

    bool is_admitted()
    {
        peer_.certificate_names = certificate_names(line_.tls());
        if (shared_->admission(peer_)) return true;
        tell("mllp_sender_unknown");
        return false;
    }

    /// Whether another message may follow.
    asio::awaitable<bool> serve_one()
    {
        auto const whole = co_await read_frame();
        if (!whole) co_return false;
        phase_ = Phase::answering;
        line_.allow(no_limit); // The handler has limits of its own.
        auto acknowledgement = co_await handled(frame_.take_message());
        if (!acknowledgement) co_return false;
        if (!acknowledgement->empty()) {
            auto const framed = mllp_framed(*acknowledgement);
            auto const sent = co_await line_.write(framed, shared_->settings.write_timeout);
            if (!sent) co_return false;
        }
        co_return !shared_->stopping;
    }

    asio::awaitable<bool> read_frame()
    {
        phase_ = Phase::idle;
        line_.allow(shared_->settings.idle_timeout);
        for (;;) {
            std::size_t taken = 0;
            auto const state = frame_.take(in_.text(), taken);
            in_.use(taken);
            switch (state) {
            case MllpFrame::State::whole: co_return true;
            case MllpFrame::State::malformed: co_return broken("mllp_frame_malformed");
            case MllpFrame::State::too_long: co_return broken("mllp_message_too_long");
            case MllpFrame::State::inside:
                // From its first byte on a message has to come in good time.
                if (phase_ == Phase::idle) {
                    phase_ = Phase::reading;
                    line_.allow(shared_->settings.message_timeout);
                }
                break;
            case MllpFrame::State::between: break;
            }
            // Nothing of it has come: it can be sent to whoever comes after us.
            if (phase_ == Phase::idle && shared_->stopping) co_return false;
            auto const space = in_.space();
            auto const count = co_await line_.read(space);
            if (count == 0) co_return ended();
            in_.came(count);
        }
    }

    bool broken(std::string_view event) { return tell(event), false; }

    /// Between two messages the sender may go; inside one it left something unsaid.
    bool ended()
    {
        if (phase_ == Phase::reading && !shared_->stopping) tell("mllp_message_cut_off");
        return false;
    }

    Task<std::string> handled(std::string message)
    {
        try {
            auto peer = peer_;
            auto answer = co_await shared_->handler(std::move(message), std::move(peer));
            if (!answer) {
                log(Level::error, "mllp_not_acknowledged",
                    {{Field::where, std::string_view{peer_.address}},
                     {Field::error, std::string_view{answer.error().text()}}});
            }
            co_return answer;
        } catch (std::exception const& thrown) {
            // Nothing of ours throws: it came from a library, and its text may quote anything.
            log(Level::error, "handler_threw", {{Field::kind, typeid(thrown).name()}});
        } catch (...) {
            log(Level::error, "handler_threw", {{Field::kind, "unknown"}});
        }
        co_return fault("an error of ours; it was logged");
    }

    MllpPeer peer_;
    ReadBuffer in_;
    MllpFrame frame_;
};

} // namespace

std::shared_ptr<Connection> make_mllp_line(tcp::socket socket, asio::ssl::context* tls,
                                           std::shared_ptr<MllpShared> shared)
{
    return make_line<MllpLine>(std::move(socket), tls, std::move(shared));
}

} // namespace foramen
