// Why this file exists: archives that cannot send are asked: for each patient with an open booking,
// which MR studies there are, what they show and what was reported. Source:
// standards/imaging.md 1.6.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/secret.h"
#include "gateway/dicomweb/qido.h"
#include "gateway/imaging_desk.h"
#include "gateway/intake/poll_pace.h"
#include "gateway/net/client.h"

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace foramen {

struct ImagingServer {
    std::string name;
    Endpoint endpoint;    ///< Its URL is the base of the DICOMweb service.
    Secret authorization; ///< "Basic …" or "Bearer …"; empty: none.
    std::chrono::seconds every{300};
};

struct PolledPatient {
    std::string nhs_number;
    Date from; ///< Studies of this day or later.
};

class ImagingPoller {
public:
    using Patients = std::function<std::vector<PolledPatient>()>;

    /// All but `server` outlive it.
    ImagingPoller(ImagingDesk& desk, HttpClient& http, ImagingServer server, Patients patients,
                  Clock const& clock)
        : desk_{desk}, http_{http}, server_{std::move(server)}, patients_{std::move(patients)},
          clock_{clock}, pace_{server_.every}
    {}

    /// Asks for every patient. What was kept before is kept once: asking again after a restart or a
    /// fault loses nothing and doubles nothing. An answer that cannot be believed is left out, and
    /// told; any other fault of the server ends the round, and the next one goes on from there.
    Task<> poll();
    /// How long to wait before the next round: longer after each fault, and as long as the server
    /// asked for (Retry-After).
    std::chrono::seconds pause() const { return pace_.pause(); }
    std::string const& name() const { return server_.name; }

private:
    struct Study;
    Task<> poll_all();
    Task<> poll_patient(PolledPatient patient);
    Task<unsigned> poll_studies(dicomweb::StudyQuery query);
    Task<> take(dicomweb::StudyQuery query, Study study);
    Task<std::string> get(std::string target);

    ImagingDesk& desk_;
    HttpClient& http_;
    ImagingServer server_;
    Patients patients_;
    Clock const& clock_;
    PollPace pace_;
    std::size_t next_ = 0;                    ///< The patient to begin with.
    std::map<std::string, std::string> seen_; ///< Study UID → what its row said, hashed.
    std::optional<std::chrono::seconds> retry_after_;
};

} // namespace foramen
