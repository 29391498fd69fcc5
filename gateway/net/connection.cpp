#include "gateway/net/connection.h"

#include "gateway/base/log.h"
#include "gateway/net/chunked_body.h"
#include "gateway/net/problem.h"
#include "gateway/net/read_buffer.h"
#include "gateway/net/reply_head.h"
#include "gateway/net/request_head.h"
#include "gateway/net/served_line.h"

#include <array>
#include <optional>
#include <typeinfo>

namespace foramen {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::size_t body_step = 64 * 1024;
constexpr std::size_t body_joined_max = 16 * 1024; ///< Up to here head and body are one buffer.

/// What became of reading a part of a request.
enum class Heard { whole, gone, refused };

template <class Stream>
class Line final : public ServedLine<Line<Stream>, Stream, ServerShared>, public EventStream {
    using Served = ServedLine<Line, Stream, ServerShared>;
    friend Served;
    using Served::line_;
    using Served::phase_;
    using Served::shared_;

public:
    Line(Stream stream, std::shared_ptr<ServerShared> shared)
        : Served{std::move(stream), std::move(shared)}, caller_{line_.far_address()}
    {}

    Task<> write(std::string text) override
    {
        if (shared_->stopping) co_return unavailable("the server stops");
        wire_.clear();
        if (stream_framing_ == BodyFraming::chunked) {
            std::array<char, 24> size{};
            std::snprintf(size.data(), size.size(), "%zx\r\n", text.size());
            wire_.append(size.data()).append(text).append("\r\n");
        } else {
            wire_ = std::move(text);
        }
        auto const sent = co_await send_wire();
        line_.allow(no_limit);
        if (!sent) co_return unavailable("the caller has gone");
        co_return Nothing{};
    }

private:
    void end_late()
    {
        if (phase_ != Phase::reading) return line_.end();
        late_ = true;
        line_.allow(parting_time);
        line_.interrupt();
    }

    /// The parameter keeps the line alive.
    static asio::awaitable<void> run(std::shared_ptr<Line> self)
    {
        self->line_.allow(self->shared_->settings.header_timeout);
        auto going_on = co_await self->line_.shake_hands();
        while (going_on) going_on = co_await self->serve_one();
        self->phase_ = Phase::parting;
        co_await self->line_.part(parting_time, self->shared_->stopping);
    }

    asio::awaitable<bool> read_more()
    {
        auto const space = in_.space();
        auto const count = co_await line_.read(space);
        in_.came(count);
        co_return count > 0;
    }

    /// Whether another request may follow.
    asio::awaitable<bool> serve_one()
    {
        RequestHead head;
        auto heard = co_await read_head(head);
        if (heard == Heard::whole) {
            phase_ = Phase::reading;
            line_.allow(shared_->settings.body_timeout);
            heard = co_await read_body(head);
        }
        if (heard == Heard::whole) co_return co_await answer(head);
        if (late_) refusal_ = {408, "the request came too slowly"};
        else if (heard == Heard::gone) co_return false;
        auto const refused = problem(refusal_.status, refusal_.text);
        ReplyContext context;
        context.keep = KeepAlive::no;
        co_await send(refused, context);
        co_return false;
    }

    Heard refuse(unsigned status, std::string_view text)
    {
        refusal_ = {status, text};
        return Heard::refused;
    }

    void first_byte_came()
    {
        phase_ = Phase::reading;
        line_.allow(shared_->settings.header_timeout);
    }

    asio::awaitable<Heard> read_head(RequestHead& head)
    {
        phase_ = Phase::idle;
        if (in_.empty()) line_.allow(shared_->settings.idle_timeout);
        else first_byte_came();
        std::size_t searched = 0;
        for (;;) {
            auto const text = in_.text();
            if (!text.empty() && is_no_request(text.front())) co_return refuse(400, "no request");
            auto const found = text.find("\r\n\r\n", searched);
            auto const size = found == std::string_view::npos ? text.size() : found + 4;
            if (size > shared_->settings.header_bytes_max) {
                co_return refuse(431, "the head of the request is too long");
            }
            if (found != std::string_view::npos) co_return take_head(head, size);
            searched = text.size() < 3 ? 0 : text.size() - 3;
            auto const came = co_await read_more();
            if (!came) co_return Heard::gone;
            // From the first byte on the head has to come in good time.
            if (phase_ == Phase::idle) first_byte_came();
        }
    }

    Heard take_head(RequestHead& head, std::size_t size)
    {
        auto parsed = parse_request_head(in_.text().substr(0, size));
        if (auto const* refused = std::get_if<HeadRefusal>(&parsed)) {
            return refuse(refused->status, refused->text);
        }
        head = std::get<RequestHead>(std::move(parsed));
        in_.use(size);
        return Heard::whole;
    }

    asio::awaitable<Heard> read_body(RequestHead& head)
    {
        if (head.framing == BodyFraming::none) co_return Heard::whole;
        if (head.length > shared_->settings.body_bytes_max) {
            co_return refuse(413, "the body is over the limit");
        }
        if (head.expects_continue && in_.empty()) {
            wire_ = "HTTP/1.1 100 Continue\r\n\r\n";
            auto const sent = co_await send_wire();
            if (!sent) co_return Heard::gone;
        }
        if (head.framing == BodyFraming::chunked) co_return co_await read_chunks(head);
        auto& body = head.request.body;
        auto const length = static_cast<std::size_t>(head.length);
        auto const here = in_.text().substr(0, length);
        body.assign(here);
        in_.use(here.size());
        while (body.size() < length) {
            // Space is made as bytes come, not as they are announced.
            auto const filled = body.size();
            body.resize(std::min(length, filled + std::max(body_step, filled)));
            auto const space = asio::buffer(body) + filled;
            auto const count = co_await line_.read(space);
            if (count == 0) co_return Heard::gone;
            body.resize(filled + count);
        }
        co_return Heard::whole;
    }

    asio::awaitable<Heard> read_chunks(RequestHead& head)
    {
        ChunkedBody chunks{shared_->settings.body_bytes_max};
        for (;;) {
            std::size_t taken = 0;
            auto const state = chunks.take(in_.text(), taken);
            in_.use(taken);
            switch (state) {
            case ChunkedBody::State::incomplete: break;
            case ChunkedBody::State::malformed: co_return refuse(400, "a malformed chunk");
            case ChunkedBody::State::too_long: co_return refuse(413, "the body is over the limit");
            case ChunkedBody::State::whole:
                head.request.body = chunks.take_body();
                co_return Heard::whole;
            }
            auto const came = co_await read_more();
            if (!came) co_return Heard::gone;
        }
    }

    asio::awaitable<bool> answer(RequestHead& head)
    {
        phase_ = Phase::answering;
        line_.allow(no_limit); // The handler has limits of its own.
        ReplyContext context;
        context.version = head.version;
        if (head.request.method == "HEAD") context.body = ReplyContext::Body::no;
        // No co_await inside "?:": g++ 12 destroys such a value twice.
        Answer answered;
        if (head.request.target == "*") answered = about_server();
        else answered = co_await handled(std::move(head.request));
        if (answered.cut_after) {
            co_await cut(answered, context);
            co_return false;
        }
        context.keep = shared_->stopping ? KeepAlive::no : head.keep;
        if (answered.stream) {
            co_await stream(answered, context);
            co_return false;
        }
        auto const sent = co_await send(answered.reply, context);
        co_return sent&& context.keep == KeepAlive::yes;
    }

    /// OPTIONS * (RFC 9110 9.3.7)
    static Answer about_server()
    {
        HttpReply reply;
        reply.status = 204;
        reply.headers.emplace_back("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        return reply;
    }

    asio::awaitable<Answer> handled(HttpRequest request)
    {
        try {
            Caller caller{caller_};
            co_return co_await shared_->handler(std::move(request), std::move(caller));
        } catch (std::exception const& thrown) {
            // Nothing of ours throws: it came from a library, and its text may quote anything.
            log(Level::error, "handler_threw", {{Field::kind, typeid(thrown).name()}});
        } catch (...) {
            log(Level::error, "handler_threw", {{Field::kind, "unknown"}});
        }
        co_return problem(500, "an error of ours; it was logged");
    }

    asio::awaitable<bool> send(HttpReply const& reply, ReplyContext context)
    {
        wire_.clear();
        append_reply_head(wire_, reply, context, BodyFraming::length);
        if (context.body == ReplyContext::Body::no) co_return co_await send_wire();
        if (reply.body.size() <= body_joined_max) {
            wire_ += reply.body;
            co_return co_await send_wire();
        }
        auto const time = shared_->settings.body_timeout;
        co_return co_await line_.write(wire_, reply.body, time);
    }

    asio::awaitable<bool> send_wire()
    {
        auto const time = shared_->settings.body_timeout;
        co_return co_await line_.write(wire_, time);
    }

    asio::awaitable<void> stream(Answer const& answer, ReplyContext context)
    {
        context.keep = KeepAlive::no;
        stream_framing_ =
            context.version == HttpVersion::http_1_1 ? BodyFraming::chunked : BodyFraming::none;
        wire_.clear();
        append_reply_head(wire_, answer.reply, context, stream_framing_);
        auto const sent = co_await send_wire();
        if (!sent || context.body == ReplyContext::Body::no) co_return;
        line_.allow(no_limit);
        try {
            co_await answer.stream(*this);
        } catch (std::exception const& thrown) {
            log(Level::error, "stream_threw", {{Field::kind, typeid(thrown).name()}});
            co_return; // Without its last chunk the caller sees that it is not whole.
        }
        wire_ = stream_framing_ == BodyFraming::chunked ? "0\r\n\r\n" : "";
        co_await send_wire();
    }

    asio::awaitable<void> cut(Answer const& answer, ReplyContext context)
    {
        wire_.clear();
        append_reply_head(wire_, answer.reply, context, BodyFraming::length);
        wire_ += answer.reply.body;
        wire_.resize(std::min(wire_.size(), *answer.cut_after));
        co_await send_wire();
        line_.end();
    }

    std::string caller_;
    ReadBuffer in_;
    std::string wire_;
    HeadRefusal refusal_{400, ""};
    bool late_ = false;
    BodyFraming stream_framing_ = BodyFraming::chunked;
};

} // namespace

std::shared_ptr<Connection> make_connection(tcp::socket socket, asio::ssl::context* tls,
                                            std::shared_ptr<ServerShared> shared)
{
    return make_line<Line>(std::move(socket), tls, std::move(shared));
}

} // namespace foramen
