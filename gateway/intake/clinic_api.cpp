#include "gateway/intake/clinic_api.h"

#include "gateway/intake/booking_view.h"
#include "gateway/net/problem.h"

#include <charconv>

namespace foramen {

namespace {

/// "application/json", with parameters or without, in any case.
bool is_json(std::string_view content_type)
{
    auto const type = content_type.substr(0, content_type.find(';'));
    constexpr std::string_view wanted{"application/json"};
    auto const end = type.find_last_not_of(' ');
    auto const trimmed = end == std::string_view::npos ? type : type.substr(0, end + 1);
    return std::equal(trimmed.begin(), trimmed.end(), wanted.begin(), wanted.end(),
                      [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

HttpReply rejected(Rejection const& rejection)
{
    std::vector<ProblemFault> faults;
    for (auto const& fault : rejection.faults) faults.push_back({fault.pointer, fault.text});
    return rejection.why == Rejection::Why::malformed
               ? problem(400, "the body is not one well-formed JSON object", faults)
               : problem(422,
                         "the event was refused: mend what \"errors\" names and send it "
                         "again; nothing was stored",
                         faults);
}

std::string_view to_status(EventState state)
{
    switch (state) {
    case EventState::applied: return "accepted";
    case EventState::superseded: return "superseded";
    case EventState::held: return "held";
    }
    return "held";
}

HttpReply accepted_reply(Accepted const& accepted)
{
    auto const message = "/api/v1/messages/" + accepted.message_id;
    JsonText json;
    json.object().member("messageId", accepted.message_id);
    json.member("status", to_status(accepted.state)).key("links").object();
    json.member("message", message);
    json.member("booking", "/api/v1/bookings/" + percent_encode(accepted.booking_id));
    json.end_object().end_object();
    auto reply = json_reply(202, json.take());
    reply.headers.emplace_back("Location", message);
    return reply;
}

/// What was sent last; a number that is none starts from what comes next.
std::optional<std::uint64_t> last_event_id(Visit const& visit)
{
    auto text = header(visit.request.headers, "Last-Event-ID");
    if (text.empty()) text = visit.target.query_value("after");
    std::uint64_t number = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return {};
    return number;
}

constexpr unsigned changes_per_write = 200;
constexpr std::chrono::seconds heartbeat{15};

} // namespace

ClinicApi::ClinicApi(Advance& advance, EventParser const& parser, Store& store,
                     RiskTable const& rules, Clock const& clock, Bell& bell,
                     std::chrono::hours ahead_max, Observer observer)
    : advance_{advance}, parser_{parser}, store_{store}, rules_{rules}, clock_{clock}, bell_{bell},
      ahead_max_{ahead_max}, observer_{std::move(observer)}
{}

boost::asio::awaitable<Answer> ClinicApi::post(EventKind kind, Visit visit)
{
    if (!is_json(header(visit.request.headers, "Content-Type"))) {
        co_return problem(415, "send the event as Content-Type: application/json");
    }
    auto const now = clock_.now();
    auto const latest = ahead_max_.count() == 0 ? TimePoint::max() : now + ahead_max_;
    auto parsed = parser_.parse(kind, visit.request.body, now, latest);
    if (auto const* rejection = std::get_if<Rejection>(&parsed)) {
        observer_(kind, "refused");
        co_return rejected(*rejection);
    }
    Submission submission{std::get<ClinicEvent>(std::move(parsed)), std::move(visit.request.body)};
    auto const accepted = co_await advance_.accept(std::move(submission));
    if (!accepted) {
        observer_(kind, accepted.error().kind() == ErrorKind::conflict ? "refused" : "failed");
        co_return problem(accepted.error());
    }
    observer_(kind, accepted->repeated ? "repeated" : "accepted");
    co_return accepted_reply(*accepted);
}

boost::asio::awaitable<Answer> ClinicApi::booking(Visit visit)
{
    auto const found = co_await booking_json(std::move(visit.captures[0]));
    co_return found ? json_reply(200, *found) : problem(found.error());
}

Task<std::string> ClinicApi::booking_json(std::string id)
{
    CO_TRY(record, co_await store_.journey(id));
    if (record.version == 0) co_return not_found("no event of such a booking has come yet");
    CO_TRY(journey, BookingJourney::from(record.body));
    MessageFilter filter;
    filter.booking_id = id;
    filter.limit = 500;
    CO_TRY(messages, co_await store_.messages(std::move(filter)));
    ResourceFilter of_booking;
    of_booking.booking_id = id;
    of_booking.limit = 200;
    CO_TRY(page, co_await store_.resources(std::move(of_booking)));
    // The count needs the patient's other procedures; the event id matches nothing.
    SituationQuery query{"booking", "", id, record.patient_key};
    CO_TRY(situation, co_await store_.situation(std::move(query)));
    BookingView const view{journey, messages,    page.resources, situation.procedures,
                           rules_,  clock_.now()};
    co_return to_json(view);
}

boost::asio::awaitable<Answer> ClinicApi::message(Visit visit)
{
    auto const found = co_await message_json(std::move(visit.captures[0]));
    co_return found ? json_reply(200, *found) : problem(found.error());
}

Task<std::string> ClinicApi::message_json(std::string id)
{
    CO_TRY(event, co_await store_.event(id));
    MessageFilter filter;
    filter.event_message_id = id;
    filter.limit = 500;
    CO_TRY(messages, co_await store_.messages(std::move(filter)));
    std::vector<MessageTrace> traces;
    for (auto& message : messages) {
        auto const message_id = message.id;
        CO_TRY(attempts, co_await store_.attempts(message_id));
        traces.push_back({std::move(message), std::move(attempts)});
    }
    co_return to_json(event, to_status(event.state), traces);
}

/// Found by doubling and halving: there may be millions. What comes meanwhile comes after it.
Task<std::uint64_t> ClinicApi::newest_change()
{
    std::uint64_t followed = 0; // By another one.
    std::uint64_t last = 0;     // By none.
    for (;;) {
        CO_TRY(page, co_await store_.changes(last, 1));
        if (page.empty()) break;
        followed = last;
        last = 2 * page.front().number;
    }
    while (last - followed > 1) {
        auto const middle = followed + (last - followed) / 2;
        CO_TRY(page, co_await store_.changes(middle, 1));
        (page.empty() ? last : followed) = middle;
    }
    co_return last;
}

/// Without a place to go on from, the stream begins now. So it does from one that never was: the
/// database was restored, and the numbers up to there would be passed over in silence.
Task<std::uint64_t> ClinicApi::begin_after(std::optional<std::uint64_t> seen)
{
    if (seen == std::uint64_t{0}) co_return 0;
    if (seen) {
        CO_TRY(page, co_await store_.changes(*seen - 1, 1));
        if (!page.empty()) co_return *seen;
    }
    co_return co_await newest_change();
}

boost::asio::awaitable<Answer> ClinicApi::changes(Visit visit)
{
    auto const after = co_await begin_after(last_event_id(visit));
    if (!after) co_return problem(after.error());
    Answer answer;
    answer.reply.headers = {{"Content-Type", "text/event-stream"}};
    auto const from = *after;
    answer.stream = [this, from](EventStream& stream) { return tell(stream, from); };
    co_return answer;
}

boost::asio::awaitable<void> ClinicApi::tell(EventStream& stream, std::uint64_t after)
{
    for (std::string text{"retry: 2000\n\n"};; text.clear()) {
        auto const rung = bell_.rung();
        auto const page = co_await store_.changes(after, changes_per_write);
        if (!page) co_return;
        for (auto const& change : *page) {
            after = change.number;
            text += "id: " + std::to_string(change.number) + "\nevent: " + change.kind +
                    "\ndata: " + change.body + "\n\n";
        }
        if (text.empty()) {
            co_await bell_.wait(rung, heartbeat);
            if (bell_.rung() != rung) continue;
            text = ": still here\n\n";
        }
        auto const written = co_await stream.write(std::move(text));
        if (!written) co_return;
    }
}

} // namespace foramen
