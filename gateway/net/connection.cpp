#include "gateway/net/connection.h"

#include "gateway/base/log.h"
#include "gateway/net/problem.h"
#include "gateway/net/reply_head.h"
#include "gateway/net/request_head.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <array>
#include <optional>

namespace foramen {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using SteadyTime = std::chrono::steady_clock::time_point;
using Parser = http::request_parser<http::string_body>;

constexpr std::size_t read_bytes = 16 * 1024;
constexpr std::chrono::seconds linger_time{2};

template <class Stream> class Line final : public Connection,
                                           public EventStream,
                                           public std::enable_shared_from_this<Line<Stream>> {
public:
    Line(Stream stream, std::shared_ptr<ServerShared> shared)
        : stream_{std::move(stream)}, shared_{std::move(shared)}
    {
        ++shared_->open;
    }
    ~Line() override { --shared_->open; }

    void start() override
    {
        auto self = this->shared_from_this();
        // The coroutine keeps the line alive by its parameter.
        asio::co_spawn(stream_.get_executor(), run(std::move(self)), asio::detached);
    }

    bool is_idle() const override { return idle_; }

    void close_if_late(SteadyTime now) override
    {
        if (now > deadline_.load()) close();
    }

    void close() override
    {
        asio::post(stream_.get_executor(), [self = this->shared_from_this()] {
            boost::system::error_code ignored;
            self->socket().close(ignored);
        });
    }

    Task<> write(std::string text) override
    {
        if (shared_->stopping) co_return unavailable("the server stops");
        std::array<char, 24> size{};
        auto const length = std::snprintf(size.data(), size.size(), "%zx\r\n", text.size());
        text.insert(0, size.data(), static_cast<std::size_t>(length));
        text += "\r\n";
        allow(shared_->settings.body_timeout);
        boost::system::error_code failed;
        auto token = asio::redirect_error(asio::use_awaitable, failed);
        auto const bytes = asio::buffer(text);
        co_await asio::async_write(stream_, bytes, token);
        allow(std::chrono::hours{24});
        if (failed) co_return unavailable("the caller has gone");
        co_return Nothing{};
    }

private:
    tcp::socket& socket()
    {
        if constexpr (std::is_same_v<Stream, tcp::socket>) return stream_;
        else return stream_.next_layer();
    }

    template <class Duration> void allow(Duration time)
    {
        deadline_ = std::chrono::steady_clock::now() + time;
    }

    static asio::awaitable<void> run(std::shared_ptr<Line> self)
    {
        self->allow(self->shared_->settings.header_timeout);
        if (co_await self->shake_hands()) {
            while (co_await self->serve_one()) {
            }
        }
        co_await self->part();
    }

    /// Ends the line so that the caller can still read the last answer: what it goes on sending
    /// is read and thrown away for a moment, since closing at once would reset the connection.
    asio::awaitable<void> part()
    {
        boost::system::error_code failed;
        socket().shutdown(tcp::socket::shutdown_send, failed);
        allow(linger_time);
        auto token = asio::redirect_error(asio::use_awaitable, failed);
        std::array<char, read_bytes> thrown_away{};
        auto const space = asio::buffer(thrown_away);
        while (!failed && !shared_->stopping) co_await socket().async_read_some(space, token);
        socket().close(failed);
    }

    asio::awaitable<bool> shake_hands()
    {
        if constexpr (!std::is_same_v<Stream, tcp::socket>) {
            boost::system::error_code failed;
            auto token = asio::redirect_error(asio::use_awaitable, failed);
            co_await stream_.async_handshake(asio::ssl::stream_base::server, token);
            co_return !failed;
        }
        co_return true;
    }

    std::string_view buffered() const
    {
        return {static_cast<char const*>(buffer_.cdata().data()), buffer_.size()};
    }

    /// Reads until the head is whole; no value when the caller has gone or was refused.
    asio::awaitable<std::optional<std::size_t>> read_head()
    {
        idle_ = buffer_.size() == 0;
        allow(shared_->settings.idle_timeout);
        for (std::size_t searched = 0;;) {
            auto const end = buffered().find("\r\n\r\n", searched);
            if (end != std::string_view::npos) {
                idle_ = false;
                co_return end + 4;
            }
            searched = buffered().size() < 3 ? 0 : buffered().size() - 3;
            if (buffered().size() > shared_->settings.header_bytes_max) {
                co_await refuse({431, "the head of the request is too long"});
                co_return std::nullopt;
            }
            boost::system::error_code failed;
            auto token = asio::redirect_error(asio::use_awaitable, failed);
            auto const space = buffer_.prepare(read_bytes);
            auto const count = co_await stream_.async_read_some(space, token);
            if (failed) co_return std::nullopt;
            buffer_.commit(count);
            if (idle_) {
                // From the first byte on the head has to come in good time.
                idle_ = false;
                allow(shared_->settings.header_timeout);
            }
        }
    }

    asio::awaitable<void> refuse(HeadRefusal refusal)
    {
        auto const reply = problem(refusal.status, refusal.text);
        co_await send(reply, {http::verb::get, 11, KeepAlive::no});
    }

    /// Whether another request may follow.
    asio::awaitable<bool> serve_one()
    {
        auto const head = co_await read_head();
        if (!head || shared_->stopping) co_return false;
        if (auto const refused = refuse_head(buffered().substr(0, *head))) {
            co_await refuse(*refused);
            co_return false;
        }
        Parser parser;
        parser.header_limit(static_cast<std::uint32_t>(shared_->settings.header_bytes_max));
        parser.body_limit(shared_->settings.body_bytes_max);
        allow(shared_->settings.body_timeout);
        if (auto const refused = co_await read_body(parser)) {
            if (refused->status != 0) co_await refuse(*refused);
            co_return false;
        }
        co_return co_await answer(parser);
    }

    /// A status of 0: the caller has gone.
    asio::awaitable<std::optional<HeadRefusal>> read_body(Parser& parser)
    {
        boost::system::error_code failed;
        auto token = asio::redirect_error(asio::use_awaitable, failed);
        co_await http::async_read_header(stream_, buffer_, parser, token);
        if (!failed && parser.get()[http::field::expect] == "100-continue") {
            static std::string const go_on{"HTTP/1.1 100 Continue\r\n\r\n"};
            auto const bytes = asio::buffer(go_on);
            co_await asio::async_write(stream_, bytes, token);
        }
        if (!failed) co_await http::async_read(stream_, buffer_, parser, token);
        if (!failed) co_return std::nullopt;
        if (failed == http::error::body_limit) {
            co_return HeadRefusal{413, "the body is over the limit"};
        }
        if (failed.category() == http::make_error_code(http::error::bad_method).category() &&
            failed != http::error::partial_message && failed != http::error::end_of_stream) {
            co_return HeadRefusal{400, "a malformed request"};
        }
        co_return HeadRefusal{0, ""};
    }

    asio::awaitable<bool> answer(Parser& parser)
    {
        auto const& message = parser.get();
        auto const keep = message.keep_alive() && !shared_->stopping ? KeepAlive::yes : KeepAlive::no;
        ReplyContext const context{message.method(), message.version(), keep};
        allow(std::chrono::hours{24}); // The handler has limits of its own.
        auto answered = co_await handled(parser);
        if (answered.stream) {
            co_await stream(answered, context);
            co_return false;
        }
        co_return co_await send(answered.reply, context) && keep == KeepAlive::yes;
    }

    asio::awaitable<Answer> handled(Parser& parser)
    {
        HttpRequest request;
        auto& message = parser.get();
        request.method = message.method_string();
        request.target = message.target();
        for (auto const& field : message) {
            request.headers.emplace_back(field.name_string(), field.value());
        }
        request.body = std::move(message.body());
        boost::system::error_code ignored;
        Caller caller{socket().remote_endpoint(ignored).address().to_string()};
        try {
            co_return co_await shared_->handler(std::move(request), std::move(caller));
        } catch (std::exception const& thrown) {
            // Nothing of ours throws: it came from a library, and its text may quote anything.
            log(Level::error, "handler_threw", {{Field::kind, typeid(thrown).name()}});
            co_return problem(500, "an error of ours; it was logged");
        }
    }

    asio::awaitable<bool> send(HttpReply const& reply, ReplyContext context)
    {
        auto const head = reply_head(reply, context, BodyFraming::length);
        auto const body = context.method == http::verb::head ? std::string_view{} : reply.body;
        std::array<asio::const_buffer, 2> const parts{asio::buffer(head), asio::buffer(body)};
        allow(shared_->settings.body_timeout);
        boost::system::error_code failed;
        auto token = asio::redirect_error(asio::use_awaitable, failed);
        co_await asio::async_write(stream_, parts, token);
        co_return !failed;
    }

    asio::awaitable<void> stream(Answer const& answer, ReplyContext context)
    {
        auto const head = reply_head(answer.reply, context, BodyFraming::chunked);
        boost::system::error_code failed;
        auto token = asio::redirect_error(asio::use_awaitable, failed);
        auto const bytes = asio::buffer(head);
        co_await asio::async_write(stream_, bytes, token);
        if (failed) co_return;
        co_await answer.stream(*this);
    }

    Stream stream_;
    std::shared_ptr<ServerShared> shared_;
    boost::beast::flat_buffer buffer_;
    std::atomic<SteadyTime> deadline_{SteadyTime::max()};
    std::atomic<bool> idle_ = false;
};

} // namespace

std::shared_ptr<Connection> make_connection(tcp::socket socket, asio::ssl::context* tls,
                                            std::shared_ptr<ServerShared> shared)
{
    if (tls == nullptr) {
        return std::make_shared<Line<tcp::socket>>(std::move(socket), std::move(shared));
    }
    using Tls = asio::ssl::stream<tcp::socket>;
    return std::make_shared<Line<Tls>>(Tls{std::move(socket), *tls}, std::move(shared));
}

} // namespace foramen
