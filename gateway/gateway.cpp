#include "gateway/gateway.h"

#include "gateway/advance.h"
#include "gateway/announce.h"
#include "gateway/certificates.h"
#include "gateway/delivery/converse.h"
#include "gateway/follow_up.h"
#include "gateway/high_water.h"
#include "gateway/imaging_entry.h"
#include "gateway/intake/approval_poller.h"
#include "gateway/intake/clinic_desk.h"
#include "gateway/loaded.h"
#include "gateway/routes_table.h"
#include "gateway/service_manager.h"
#include "gateway/settings_reader.h"
#include "gateway/shifted_clock.h"
#include "gateway/store/sqlite/sqlite_store.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <csignal>
#include <thread>

namespace foramen {

namespace {

constexpr std::chrono::seconds grace{5};
constexpr std::chrono::milliseconds stop_poll{20};
/// Deadlines are days away: a second late is on time.
constexpr std::chrono::seconds keep_up_pause{1};
constexpr std::chrono::milliseconds clock_pause{50};
/// What a restored backup lost within this time before the end is not noticed.
constexpr std::chrono::seconds mark_pause{1};

unsigned thread_count(Settings const& settings)
{
    auto const cores = std::max(1u, std::thread::hardware_concurrency());
    return settings.threads == 0 ? cores : settings.threads;
}

MonitorSettings monitor_settings(Settings const& settings)
{
    MonitorSettings made;
    made.version = FORAMEN_VERSION;
    made.data_folder = settings.store_file.parent_path();
    if (!settings.http.certificate_file.empty()) made.line = MonitorSettings::Line::tls;
    made.certificates = certificates_of(settings);
    return made;
}

} // namespace

ApprovalPoller::Practices polled(Settings const& settings)
{
    ApprovalPoller::Practices practices;
    for (auto const& partner : settings.partners) {
        if (!settings.practice_names.contains(partner.id)) continue;
        if (partner.channel != "fhir-rest") continue;
        practices.emplace(partner.id, PolledPractice{endpoint_of(partner), partner.token});
    }
    return practices;
}

CookieLine cookie_line(Settings const& settings)
{
    // TLS may end at a proxy before us.
    auto const over_tls =
        !settings.http.certificate_file.empty() || settings.public_url.starts_with("https://");
    return over_tls ? CookieLine::tls : CookieLine::plain;
}

/// All parts, in the order in which they are made; the reverse is the order in which they go.
struct Gateway::House {
    House(Loaded made, std::unique_ptr<ShiftedClock> clock_made,
          std::unique_ptr<boost::asio::io_context> io, std::unique_ptr<Store> opened)
        : loaded{std::move(made)}, time{std::move(clock_made)}, context{std::move(io)},
          store{std::move(opened)}
    {}

    void on_commit(Committed const& committed)
    {
        courier.pause(committed.paused);
        courier.wake(committed.partners);
        if (!committed.changes.empty()) bell.ring();
        auto const& partners = committed.partners;
        auto const has = [&](std::string_view one) {
            return std::ranges::find(partners, one) != partners.end();
        };
        if (has(intake_partner)) {
            boost::asio::co_spawn(*context, retry_held(), boost::asio::detached);
        }
        if (has(question_partner)) {
            boost::asio::co_spawn(*context, note_questions(), boost::asio::detached);
        }
    }

    /// Reminders and deadlines of approvals, until the house stops.
    boost::asio::awaitable<void> keep_up()
    {
        for (;;) {
            auto const kept = co_await advance.keep_up_due();
            if (!kept) log(Level::warning, "keep_up_failed", {{Field::error, kept.error().text()}});
            boost::asio::steady_timer timer{*context, keep_up_pause};
            co_await timer.async_wait(boost::asio::use_awaitable);
        }
    }

    boost::asio::awaitable<void> follow_clock()
    {
        while (time->follows_file()) {
            time->look();
            boost::asio::steady_timer timer{*context, clock_pause};
            co_await timer.async_wait(boost::asio::use_awaitable);
        }
    }

    boost::asio::awaitable<void> poll_practices()
    {
        for (;;) {
            boost::asio::steady_timer timer{*context, loaded.settings.approval_poll};
            co_await timer.async_wait(boost::asio::use_awaitable);
            auto const polled = co_await poller.poll();
            if (polled) continue;
            log(Level::warning, "poll_failed", {{Field::error, polled.error().text()}});
        }
    }

    boost::asio::awaitable<void> retry_held()
    {
        auto const retried = co_await advance.retry_held();
        if (!retried) log(Level::warning, "retry_failed", {{Field::error, retried.error().text()}});
    }

    boost::asio::awaitable<void> note_questions()
    {
        auto const noted = co_await advance.note_questions();
        if (!noted) log(Level::warning, "note_failed", {{Field::error, noted.error().text()}});
    }

    /// How far the database had come is known outside it; see high_water.h.
    boost::asio::awaitable<void> keep_mark()
    {
        for (;;) {
            boost::asio::steady_timer timer{*context, mark_pause};
            co_await timer.async_wait(boost::asio::use_awaitable);
            auto const kept = co_await mark.follow(*store);
            if (!kept) log(Level::error, "mark_not_kept", {{Field::error, kept.error().text()}});
        }
    }

    /// Before anybody is heard and anything is sent.
    Task<> look_back()
    {
        CO_TRY(past, co_await mark.look(*store));
        if (past == Past::restored) {
            CO_TRY(count, co_await advance.hold_restored());
            log(Level::error, "restored_from_backup", {{Field::count, count}});
        }
        co_return co_await mark.follow(*store);
    }

    bool is_quiet() const
    {
        auto const lines = courier.lines();
        return server.connections() == 0 && imaging.connections() == 0 &&
               std::ranges::all_of(lines,
                                   [](LineState const& line) { return line.under_way == 0; });
    }

    /// Lets what is under way finish; ends the io_context when it is quiet or the grace is over.
    boost::asio::awaitable<void> stop()
    {
        log(Level::info, "stopping");
        tell_service_manager("STOPPING=1");
        monitor.stop();
        server.stop(grace);
        imaging.stop(grace);
        courier.stop(grace);
        auto const end = std::chrono::steady_clock::now() + grace;
        boost::asio::steady_timer timer{*context};
        while (!is_quiet() && std::chrono::steady_clock::now() < end) {
            bell.ring(); // Streams notice that the server stops.
            timer.expires_after(stop_poll);
            co_await timer.async_wait(boost::asio::use_awaitable);
        }
        context->stop();
    }

    void count(EventKind kind, std::string_view outcome)
    {
        if (outcome == "accepted") figures.accepted(to_string(kind));
    }

    Loaded loaded;
    std::unique_ptr<ShiftedClock> time;
    Clock const& clock{*time};
    SystemRandom random;
    std::unique_ptr<boost::asio::io_context> context;
    std::unique_ptr<Store> store;
    HighWater mark{loaded.settings.mark_file};
    Metrics figures{clock};
    HttpClient http{*context};
    Bell bell;
    ClinicList clinic_list;
    AdvanceParts parts{*store,
                       loaded.mapper,
                       loaded.parser,
                       loaded.rules,
                       *loaded.sealer,
                       clock,
                       random,
                       loaded.settings.webhooks,
                       [this](std::string_view booking_id, unsigned number) {
                           return loaded.settings.public_url + "/approve/" +
                                  approval_token(*loaded.sealer, booking_id, number);
                       },
                       loaded.settings.contacts,
                       &clinic_list,
                       [this](std::string patient_key) {
                           return imaging.imports().reconsider(std::move(patient_key));
                       }};
    ImagingEntry imaging{
        *context,
        std::move(loaded.imaging),
        loaded.settings.imaging,
        parts,
        clinic_list,
        http,
        [this](Imports::Pile const& pile) { figures.unmatched_reports(pile.count, pile.oldest); }};
    Advance advance{parts};
    Courier courier{*context,
                    *store,
                    http,
                    clock,
                    random,
                    loaded.settings.delivery,
                    loaded.settings.partners,
                    delivery_announcer(clock, random, loaded.settings.webhooks),
                    [this](DeliveryEvent const& event) { figures.delivery(event); }};
    Monitor monitor{*context, *store,         [this] { return courier.lines(); }, clock, random,
                    figures,  loaded.callers, monitor_settings(loaded.settings)};
    ClinicApi clinic{advance,
                     loaded.parser,
                     *store,
                     loaded.rules,
                     clock,
                     bell,
                     loaded.settings.occurred_ahead,
                     [this](EventKind kind, std::string_view outcome) { count(kind, outcome); }};
    FhirApi fhir{*store, *loaded.sealer, clock, loaded.settings.public_url,
                 std::move(loaded.packages)};
    ClinicDesk desk{advance,
                    parts,
                    {loaded.settings.clinic_name, loaded.settings.clinic_contact,
                     loaded.settings.practice_names}};
    ApprovalDoors approval{desk, *store};
    ImagingDoors imaging_doors{imaging.imports(), *store};
    ImagingDocuments imaging_documents{*store};
    ImagingPush imaging_push{imaging.imports(), *store, clock, loaded.settings.public_url};
    BookingLists lists{advance, *store, clock, loaded.settings.clinic_name};
    ApprovalPoller poller{desk, *store, http, polled(loaded.settings)};
    ApprovalPage page{desk, *loaded.sealer, clock, random, cookie_line(loaded.settings)};
    Routes routes{routes_table({clinic, fhir, approval, page, imaging_doors, imaging_documents,
                                imaging_push, lists, monitor, *store}),
                  loaded.callers,
                  [this](HttpRequest const& request) { return monitor.identity_of(request); },
                  loaded.settings.caller_limit,
                  [this](std::string const& route, std::string const& method, unsigned status,
                         microseconds took) {
                      figures.http(route, method, status, took);
                      if (status >= 400) figures.rejected(route, status);
                  },
                  [this](std::string const& caller) { figures.limited(caller); }};
    HttpServer server{*context, loaded.settings.http, [this](HttpRequest request, Caller caller) {
                          return routes.handle(std::move(request), std::move(caller));
                      }};
};

Gateway::Gateway(std::unique_ptr<House> house) : house_{std::move(house)} {}
Gateway::~Gateway() = default;

std::variant<std::unique_ptr<Gateway>, SettingsFaults> Gateway::open(Settings settings)
{
    log_from(settings.log_level);
    SystemRandom random;
    auto made = load(std::move(settings), random);
    if (auto* faults = std::get_if<SettingsFaults>(&made)) return std::move(*faults);
    auto& loaded = std::get<Loaded>(made);
    auto const& chosen = loaded.settings;
    auto const threads = static_cast<int>(thread_count(chosen));
    auto context = std::make_unique<boost::asio::io_context>(threads);
    auto clock = std::make_unique<ShiftedClock>(chosen.demo_clock_file);
    clock->look();
    SqliteSettings store_settings;
    store_settings.file = chosen.store_file;
    store_settings.waiting_max = chosen.store_waiting_max;
    auto store = open_sqlite_store(context->get_executor(), store_settings, *loaded.sealer, *clock);
    if (!store) return SettingsFaults{{chosen.store_file, 0, store.error().text()}};
    auto house = std::make_unique<House>(std::move(loaded), std::move(clock), std::move(context),
                                         *std::move(store));
    return std::unique_ptr<Gateway>{new Gateway{std::move(house)}};
}

namespace {

/// Before anybody is heard: the bookings, then the ports.
Task<> open_doors(Gateway::House& house)
{
    CO_CHECK(co_await house.look_back());
    CO_CHECK(co_await house.imaging.read_bookings());
    if (auto const listening = house.imaging.listen(); !listening) co_return listening.error();
    co_return house.server.listen();
}

} // namespace

int Gateway::run_until_signal()
{
    auto& house = *house_;
    auto& context = *house.context;
    house.store->on_commit([&house](Committed const& committed) { house.on_commit(committed); });
    auto opened = boost::asio::co_spawn(context, open_doors(house), boost::asio::use_future);
    while (opened.wait_for(std::chrono::seconds{0}) != std::future_status::ready) {
        context.run_one();
    }
    if (auto const listening = opened.get(); !listening) {
        log(Level::error, "not_listening", {{Field::error, listening.error().text()}});
        house.store->close();
        return 1;
    }
    house.courier.start();
    house.imaging.start_polling();
    house.monitor.start();
    boost::asio::signal_set signals{context, SIGINT, SIGTERM};
    signals.async_wait([&house](auto const&, int) {
        boost::asio::co_spawn(*house.context, house.stop(), boost::asio::detached);
    });
    boost::asio::co_spawn(context, house.retry_held(), boost::asio::detached);
    boost::asio::co_spawn(context, house.keep_up(), boost::asio::detached);
    boost::asio::co_spawn(context, house.poll_practices(), boost::asio::detached);
    boost::asio::co_spawn(context, house.follow_clock(), boost::asio::detached);
    boost::asio::co_spawn(context, house.note_questions(), boost::asio::detached);
    boost::asio::co_spawn(context, house.keep_mark(), boost::asio::detached);
    log(Level::info, "listening", {{Field::port, house.server.port()}});
    tell_service_manager("READY=1");
    feed_watchdog(context);

    std::vector<std::jthread> workers;
    for (unsigned i = 1; i < thread_count(house.loaded.settings); ++i) {
        workers.emplace_back([&context] { context.run(); });
    }
    context.run();
    workers.clear();
    house.store->close();
    log(Level::info, "stopped");
    return 0;
}

} // namespace foramen
