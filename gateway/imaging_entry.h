// Why this file exists: everything by which imaging providers reach the house, put together: who
// may send, the port they send to, and the desk that keeps what came.
#pragma once

#include "gateway/imports.h"
#include "gateway/intake/drop_folder.h"
#include "gateway/intake/imaging_poller.h"
#include "gateway/intake/mllp_door.h"
#include "gateway/settings.h"

#include <boost/asio/io_context.hpp>

#include <memory>

namespace foramen {

/// What is read from files before anything runs.
struct ImagingLoaded {
    std::vector<hl7v2::Sender> senders;
    matching::RegionTable regions;
    imaging::UrgentWords urgent_words;
    std::optional<ImagingFormReader> forms; ///< Only with a drop folder.
};
/// Nothing when faults were noted.
std::optional<ImagingLoaded> load_imaging(Settings const& settings, SettingsFaults& faults);

class ImagingEntry {
public:
    using TellPile = std::function<void(Imports::Pile const&)>;

    /// `list` learns of bookings; it and all of `parts` outlive this. `tell_pile` hears now and
    /// then how many reports are nobody's.
    ImagingEntry(boost::asio::io_context& context, ImagingLoaded loaded,
                 ImagingSettings const& settings, AdvanceParts parts, ClinicList& list,
                 HttpClient& http, TellPile tell_pile);

    /// Reads the bookings that reports are matched against. To be done before anybody is heard.
    Task<> read_bookings();
    /// Error: MllpServer's, or a profile whose address is none.
    Result<> listen();
    /// Asks the archives, each in its own time, looks into the drop folder and does what time
    /// brings about, until the house stops.
    void start_polling();
    void stop(std::chrono::milliseconds grace);
    std::size_t connections() const { return server_ ? server_->connections() : 0; }
    Imports& imports() { return imports_; }

private:
    std::vector<PolledPatient> polled_patients() const;
    template <class Poller> boost::asio::awaitable<void> poll(Poller& poller);
    PollerMemory memory_of(std::string const& server);
    boost::asio::awaitable<void> keep_up();
    Task<> count_pile();

    boost::asio::io_context& context_;
    ImagingLoaded loaded_;
    ImagingSettings settings_;
    AdvanceParts parts_;
    ClinicList& list_;
    Imports imports_;
    HttpClient& http_;
    TellPile tell_pile_;
    std::vector<std::unique_ptr<ImagingPoller>> pollers_;
    std::vector<std::unique_ptr<FhirImagingPoller>> fhir_pollers_;
    std::unique_ptr<DropFolder> drop_folder_;
    std::unique_ptr<MllpDoor> door_;
    std::unique_ptr<MllpServer> server_;
};

} // namespace foramen
