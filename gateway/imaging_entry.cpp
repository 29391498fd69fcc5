#include "gateway/imaging_entry.h"

#include "gateway/base/log.h"
#include "gateway/data_file.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace foramen {

namespace {

constexpr unsigned bookings_at_once = 500;
/// Deadlines of reports are hours and days away.
constexpr std::chrono::seconds entry_pause{1};
/// So many of these pauses until the work list is counted again.
constexpr unsigned pile_every = 30;
/// A report of a procedure that is over for longer than this clears nothing any more.
constexpr std::chrono::days open_after_end{30};
/// An older scan than fits is worth knowing: the clinic is told that it is too old.
constexpr int months_before = 6;

ImportSettings import_settings(ImagingSettings const& settings)
{
    ImportSettings made;
    if (settings.accept_test_numbers) made.policy.test_numbers = matching::TestNumbers::accepted;
    if (!settings.keep_report_text) made.text = ReportText::none;
    made.overdue_after = settings.unmatched_max;
    made.keep_not_ours = settings.keep_not_ours;
    if (!settings.second_person) made.second_person = imaging::SecondPerson::never;
    return made;
}

} // namespace

std::optional<ImagingLoaded> load_imaging(Settings const& settings, SettingsFaults& faults)
{
    auto const before = faults.size();
    auto const rules = settings.mappings_folder / "rules";
    auto const form = settings.mappings_folder / "forms" / "imaging-form.schema.json";
    auto regions = load_data<matching::RegionTable>(rules / "exam-regions.json",
                                                    matching::RegionTable::read, faults);
    auto urgent = load_data<imaging::UrgentWords>(rules / "urgent-words.json",
                                                  imaging::UrgentWords::read, faults);
    std::optional<ImagingFormReader> forms;
    if (!settings.imaging.drop_folder.folder.empty()) {
        forms = load_data<ImagingFormReader>(form, ImagingFormReader::read_schema, faults);
    }
    SenderFolder folder;
    if (!settings.imaging.senders_folder.empty()) {
        folder = read_senders(settings.imaging.senders_folder);
    }
    for (auto& one : folder.faults) faults.push_back({one.file, one.line, std::move(one.text)});
    if (faults.size() > before) return {};
    return ImagingLoaded{std::move(folder.senders), *std::move(regions), *std::move(urgent),
                         std::move(forms)};
}

ImagingEntry::ImagingEntry(boost::asio::io_context& context, ImagingLoaded loaded,
                           ImagingSettings const& settings, AdvanceParts parts, ClinicList& list,
                           HttpClient& http, TellPile tell_pile)
    : context_{context}, loaded_{std::move(loaded)}, settings_{settings}, parts_{std::move(parts)},
      list_{list}, imports_{parts_, list_, loaded_.regions, loaded_.urgent_words,
                            import_settings(settings_)},
      http_{http}, tell_pile_{std::move(tell_pile)}
{}

Task<> ImagingEntry::read_bookings()
{
    std::string after;
    auto const oldest = parts_.clock.now() - open_after_end;
    for (;;) {
        CO_TRY(page, co_await parts_.store.journeys(after, bookings_at_once));
        for (auto const& record : page) {
            CO_TRY(journey, BookingJourney::from(record.body));
            if (journey.booking && journey.booking->end >= oldest) list_.learn(journey);
            after = record.booking_id;
        }
        if (page.size() < bookings_at_once) co_return Nothing{};
    }
}

Result<> ImagingEntry::listen()
{
    if (settings_.senders_folder.empty()) return {};
    TRY(door, MllpDoor::open(loaded_.senders, imports_, parts_.clock, parts_.random));
    door_ = std::make_unique<MllpDoor>(std::move(door));
    server_ = std::make_unique<MllpServer>(
        context_, settings_.mllp, [this](MllpPeer const& peer) { return door_->admits(peer); },
        [this](std::string message, MllpPeer peer) {
            return door_->receive(std::move(message), std::move(peer));
        });
    if (auto const listening = server_->listen(); !listening) return listening.error();
    log(Level::info, "mllp_open", {{Field::port, server_->port()}});
    return {};
}

std::vector<PolledPatient> ImagingEntry::polled_patients() const
{
    std::vector<PolledPatient> patients;
    for (auto& [number, end] : list_.with_numbers()) {
        auto const months = parts_.rules.mri_age_months_max() + months_before;
        patients.push_back({std::move(number), minus_months(london_date(end), months)});
    }
    return patients;
}

template <class Poller> boost::asio::awaitable<void> ImagingEntry::poll(Poller& poller)
{
    for (;;) {
        auto const polled = co_await poller.poll();
        if (!polled) {
            log(Level::warning, "imaging_not_polled",
                {{Field::partner, std::string_view{poller.name()}},
                 {Field::error, polled.error().text()}});
        }
        boost::asio::steady_timer timer{context_, poller.pause()};
        co_await timer.async_wait(boost::asio::use_awaitable);
    }
}

namespace {

Task<std::string> load_mark(Store& store, std::string id)
{
    CO_TRY(record, co_await store.imaging(std::move(id)));
    co_return std::move(record.body);
}

Task<> save_mark(Store& store, std::string id, std::string mark)
{
    CO_TRY(record, co_await store.imaging(id));
    record.standing = "poller";
    record.body = std::move(mark);
    Batch batch;
    batch.imaging.push_back(std::move(record));
    co_return co_await store.commit(std::move(batch));
}

} // namespace

/// How far a poller came stands among the reports, under a name that none of them has.
PollerMemory ImagingEntry::memory_of(std::string const& server)
{
    auto const id = "poller/" + server;
    return {[this, id] { return load_mark(parts_.store, id); },
            [this, id](std::string mark) { return save_mark(parts_.store, id, std::move(mark)); }};
}

Task<> ImagingEntry::count_pile()
{
    CO_TRY(pile, co_await imports_.unmatched());
    tell_pile_(pile);
    co_return Nothing{};
}

boost::asio::awaitable<void> ImagingEntry::keep_up()
{
    for (unsigned round = 0;; ++round) {
        auto kept = co_await imports_.keep_up_due();
        if (kept && round % pile_every == 0) kept = co_await count_pile();
        if (!kept) {
            log(Level::warning, "imaging_keep_up_failed", {{Field::error, kept.error().text()}});
        }
        boost::asio::steady_timer timer{context_, entry_pause};
        co_await timer.async_wait(boost::asio::use_awaitable);
    }
}

void ImagingEntry::start_polling()
{
    boost::asio::co_spawn(context_, keep_up(), boost::asio::detached);
    if (loaded_.forms) {
        drop_folder_ = std::make_unique<DropFolder>(imports_, *std::move(loaded_.forms),
                                                    settings_.drop_folder, parts_.clock);
        loaded_.forms.reset();
        boost::asio::co_spawn(context_, poll(*drop_folder_), boost::asio::detached);
    }
    for (auto const& server : settings_.archives) {
        pollers_.push_back(std::make_unique<ImagingPoller>(
            imports_, http_, server, [this] { return polled_patients(); }, parts_.clock));
        boost::asio::co_spawn(context_, poll(*pollers_.back()), boost::asio::detached);
    }
    for (auto const& server : settings_.fhir_servers) {
        fhir_pollers_.push_back(std::make_unique<FhirImagingPoller>(
            imports_, http_, parts_.clock, server, memory_of(server.provider.profile.name)));
        boost::asio::co_spawn(context_, poll(*fhir_pollers_.back()), boost::asio::detached);
    }
}

void ImagingEntry::stop(std::chrono::milliseconds grace)
{
    if (server_) server_->stop(grace);
}

} // namespace foramen
