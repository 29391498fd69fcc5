#include "tools/simulators/simulator.h"

#include "gateway/base/json_text.h"
#include "gateway/net/problem.h"
#include "tools/simulators/transaction.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <charconv>
#include <limits>

namespace foramen {

namespace asio = boost::asio;

namespace {

constexpr std::string_view rubbish = "<html><body>It works!</body></html>";

HttpReply refused(SimulatedFault const& fault)
{
    auto reply = outcome(fault.status, fault.status == 422 ? "processing" : "transient",
                         "simulated misbehaviour");
    if (fault.retry_after > 0) {
        reply.headers.emplace_back("Retry-After", std::to_string(fault.retry_after));
    }
    return reply;
}

void put_counts(JsonText& json, std::string_view name,
                std::map<std::string, std::uint64_t> const& counts)
{
    json.key(name).object();
    for (auto const& [key, count] : counts) json.member(key, count);
    json.end_object();
}

} // namespace

Simulator::Simulator(SimulatorSettings settings, std::unique_ptr<FarSystem> system)
    : settings_{std::move(settings)}, system_{std::move(system)}, journal_{settings_.bodies}
{}

Result<> Simulator::open()
{
    if (settings_.data_folder.empty()) return {};
    return kept_.open(settings_.data_folder, [this](FarRequest request) {
        auto const status = answered(request).status;
        note(std::move(request), status);
    });
}

asio::awaitable<Answer> Simulator::handle(HttpRequest request, Caller)
{
    auto const target = parse_target(request.target);
    if (target.path.starts_with("/sim/")) co_return control(request, target);
    auto wanted = system_->recognise(request, target);
    if (!wanted) co_return outcome(404, "not-found", "nothing lives at that path");
    auto const is_open = wanted->is_signed() || wanted->is_page();
    if (!is_open && !may_enter(request)) {
        co_return outcome(401, "login", "a bearer token is needed");
    }
    wanted->body = std::move(request.body);
    wanted->headers = std::move(request.headers);
    if (wanted->key.empty() && wanted->interaction == "transaction") {
        wanted->key = bundle_key(wanted->body);
    }
    if (wanted->is_page()) co_return system_->answer(*std::move(wanted), journal_);
    auto const fault = faults_.take(wanted->far_side());
    if (fault && fault->delay.count() > 0) {
        auto const executor = co_await asio::this_coro::executor;
        asio::steady_timer timer{executor, fault->delay};
        boost::system::error_code ignored;
        auto token = asio::redirect_error(asio::use_awaitable, ignored);
        co_await timer.async_wait(token);
    }
    co_return serve(*std::move(wanted), fault);
}

Answer Simulator::serve(FarRequest request, std::optional<SimulatedFault> const& fault)
{
    Answer answer;
    if (fault && fault->what == Misbehaviour::down) {
        answer.cut_after = 0;
        return answer;
    }
    if (fault && fault->what == Misbehaviour::foreign_rows) request.trick = Trick::foreign_rows;
    if (fault && fault->what == Misbehaviour::foreign_next) request.trick = Trick::foreign_next;
    if (fault && fault->what == Misbehaviour::status) answer.reply = refused(*fault);
    else answer.reply = answered(request);
    auto status = answer.reply.status;
    if (fault && fault->what == Misbehaviour::drop_after_store) {
        answer.cut_after = 0;
        status = 0;
    } else if (fault && fault->what == Misbehaviour::cut) {
        // Somewhere in the head when the body is short: either way no whole reply.
        answer.cut_after = 60 + answer.reply.body.size() / 2;
        status = 0;
    } else if (fault && fault->what == Misbehaviour::garbage) {
        answer.reply.status = 200;
        answer.reply.body = rubbish;
    }
    note(std::move(request), status);
    return answer;
}

void Simulator::note(FarRequest request, unsigned status)
{
    if (!request.writes()) return;
    journal_.add({std::move(request.practice), std::move(request.interaction),
                  std::move(request.key), std::move(request.body), status});
}

/// Answers and remembers that it was stored.
HttpReply Simulator::answered(FarRequest const& request)
{
    if (!request.writes()) return system_->answer(request, journal_);
    auto reply = system_->answer(request, journal_);
    if (reply.status >= 300) return reply;
    if (!request.key.empty()) journal_.stored(request.key);
    kept_.append(request);
    return reply;
}

bool Simulator::may_enter(HttpRequest const& request) const
{
    constexpr std::string_view scheme = "Bearer ";
    if (settings_.token.empty()) return true;
    auto const given = header(request.headers, "Authorization");
    return given.starts_with(scheme) && settings_.token.equals(given.substr(scheme.size()));
}

HttpReply Simulator::control(HttpRequest const& request, Target const& target)
{
    auto const is = [&](std::string_view method, std::string_view path) {
        return request.method == method && target.path == path;
    };
    if (is("GET", "/sim/received")) return received(target);
    if (is("GET", "/sim/summary")) return summary(target);
    if (is("POST", "/sim/faults")) return set_fault(request);
    if (is("DELETE", "/sim/faults")) {
        faults_.clear();
        return {204, {}, ""};
    }
    if (is("POST", "/sim/reset")) return reset();
    return problem(404, "GET /sim/received, GET /sim/summary, POST and DELETE /sim/faults, "
                        "POST /sim/reset");
}

HttpReply Simulator::received(Target const& target) const
{
    auto limit = std::numeric_limits<std::size_t>::max();
    if (auto const text = target.query_value("limit"); !text.empty()) {
        auto const* const end = text.data() + text.size();
        auto const [last, failed] = std::from_chars(text.data(), end, limit);
        if (last != end || failed != std::errc{}) return problem(400, "limit is a number");
    }
    return json_reply(200, journal_.to_json(target.query_value("practice"), limit));
}

HttpReply Simulator::summary(Target const& target) const
{
    JsonText json;
    json.object().member("received", journal_.count());
    json.member("wireRepeats", journal_.wire_repeats());
    put_counts(json, "interactions", journal_.by_interaction());
    put_counts(json, "practices", journal_.by_practice());
    json.end_object();
    auto text = json.take();
    return json_reply(200, text.insert(1, system_->summary(target.query_value("detail"))));
}

HttpReply Simulator::set_fault(HttpRequest const& request)
{
    auto const set = faults_.set(request.body);
    if (!set) return problem(400, set.error().text());
    return {204, {}, ""};
}

HttpReply Simulator::reset()
{
    journal_.clear();
    faults_.clear();
    system_->reset();
    kept_.clear();
    return {204, {}, ""};
}

} // namespace foramen
