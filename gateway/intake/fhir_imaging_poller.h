// Why this file exists: imaging providers that have a FHIR server and do not push are asked what is
// new. Source: standards/imaging.md 1.5; https://hl7.org/fhir/R4/search.html#lastUpdated
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/secret.h"
#include "gateway/fhirimaging/fhir_answer.h"
#include "gateway/imaging_desk.h"
#include "gateway/intake/poll_pace.h"
#include "gateway/net/client.h"

#include <functional>
#include <map>
#include <set>
#include <string>

namespace foramen {

struct FhirImagingServer {
    fhirimaging::Provider provider; ///< Its profile's name is the sender.
    Endpoint endpoint;              ///< Its URL is the base of the FHIR service.
    Secret authorization;           ///< "Basic …" or "Bearer …"; empty: none.
    std::chrono::seconds every{300};
    /// A server may show a resource later than it says it was changed: so far is looked back.
    std::chrono::seconds overlap{600};
    std::chrono::days first_look_back{366}; ///< At the very first time.
};

/// Where a poller keeps how far it came: one short text without patient data.
struct PollerMemory {
    std::function<Task<std::string>()> load; ///< Empty when nothing was saved.
    std::function<Task<>(std::string)> save;
};

class FhirImagingPoller {
public:
    /// All but `server` and `memory` outlive it.
    FhirImagingPoller(ImagingDesk& desk, HttpClient& http, Clock const& clock,
                      FhirImagingServer server, PollerMemory memory);

    /// Asks once for all that is new. What was kept before is kept once, and what a fault came
    /// between is asked for again.
    Task<> poll();
    std::chrono::seconds pause() const { return pace_.pause(); }
    std::string const& name() const { return server_.provider.profile.name; }

    static constexpr unsigned page_count = 50;       ///< _count
    static constexpr unsigned pages_max = 200;       ///< Of one round and type.
    static constexpr unsigned reads_max = 2'000;     ///< Patients and studies read in one round.
    static constexpr std::size_t seen_max = 100'000; ///< Of what is not told to the desk again.

private:
    /// How far one search came.
    struct Search {
        std::string type;
        TimePoint newest;
        bool is_in_order = true; ///< Oldest first so far: what was passed is done.
    };
    /// One round.
    struct Round {
        TimePoint begun;
        std::map<std::string, std::string> read{}; ///< By reference; empty: it is not there.
        std::set<std::string> told{};              ///< Studies that a report named.
    };
    Task<> poll_all();
    Task<> load();
    Task<> save();
    Task<> search(std::string type, Round& round);
    Task<std::string> take_page(std::string target, Search& search, Round& round);
    Task<> complete(fhirimaging::FhirAnswer& answer, Round& round);
    Task<> keep(fhirimaging::FhirReport report);
    /// The body; empty when there is nothing by that name.
    Task<std::string> get(std::string target);
    TimePoint since(std::string const& type) const;
    void pass(fhirimaging::FhirAnswer const& answer, Search& search, TimePoint limit) const;

    ImagingDesk& desk_;
    HttpClient& http_;
    Clock const& clock_;
    FhirImagingServer server_;
    PollerMemory memory_;
    PollPace pace_;
    std::optional<std::chrono::seconds> retry_after_;
    bool is_loaded_ = false;
    std::map<std::string, TimePoint> passed_; ///< By type: nothing older is new.
    std::set<std::string> seen_;              ///< Control ids.
};

} // namespace foramen
