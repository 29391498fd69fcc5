#include "gateway/delivery/converse.h"

namespace foramen {

namespace {

/// What a step led to: a reply to go on with, or the end.
using Led = std::variant<Reply, Ending>;

/// An exchange that failed may have arrived all the same: whatever was wrong, sending again is
/// how to find out, since the far side knows the message by its key.
Ending broken_off(Error const& error)
{
    auto const answered = error.kind() == ErrorKind::incorrect ? Answered::yes : Answered::no;
    auto const kind = may_succeed_later(error.kind()) ? error.kind() : ErrorKind::unavailable;
    return {Refusal{{kind, error.text()}, {}, class_of_exchange(error)}, answered};
}

boost::asio::awaitable<Led> send(HttpRequest request, Endpoint const& endpoint, HttpClient& http)
{
    auto reply = co_await http.exchange(endpoint, std::move(request));
    if (!reply) co_return broken_off(reply.error());
    co_return Reply{*std::move(reply)};
}

boost::asio::awaitable<Led> write(FileWrite file, FileWriter& files)
{
    auto const written = co_await files.write(std::move(file));
    if (!written) co_return Ending{Refusal{written.error(), {}, ErrorClass::folder}, Answered::no};
    co_return Reply{FileWritten{}};
}

} // namespace

boost::asio::awaitable<Ending> converse(Conversation& conversation, Endpoint const& endpoint,
                                        HttpClient& http, FileWriter& files)
{
    auto answered = Answered::no;
    auto step = conversation.open();
    for (int count = 0; count < steps_max; ++count) {
        if (auto* receipt = std::get_if<Receipt>(&step)) {
            co_return Ending{std::move(*receipt), answered};
        }
        if (auto* refusal = std::get_if<Refusal>(&step)) {
            co_return Ending{std::move(*refusal), answered};
        }
        Led led;
        if (auto* request = std::get_if<HttpRequest>(&step)) {
            led = co_await send(std::move(*request), endpoint, http);
        } else {
            led = co_await write(std::get<FileWrite>(std::move(step)), files);
        }
        if (auto* ending = std::get_if<Ending>(&led)) co_return std::move(*ending);
        answered = Answered::yes;
        step = conversation.on_reply(std::get<Reply>(led));
    }
    co_return Ending{Refusal{fault("the conversation did not end"), {}}, answered};
}

Endpoint endpoint_of(Partner const& partner)
{
    Endpoint made;
    made.url = partner.url;
    made.ca_file = partner.ca_file;
    made.certificate_file = partner.certificate_file;
    made.key_file = partner.key_file;
    made.reply_timeout = partner.reply_timeout;
    made.idle_connections_max = partner.parallel_max;
    return made;
}

} // namespace foramen
