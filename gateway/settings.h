// Why this file exists: every option of the gateway, read once, all faults told at once.
// The file that people edit is config/foramen.json, where each option has its paragraph.
#pragma once

#include "gateway/base/log.h"
#include "gateway/base/secret.h"
#include "gateway/channels/conversation.h"
#include "gateway/delivery/courier.h"
#include "gateway/intake/drop_folder_settings.h"
#include "gateway/intake/fhir_imaging_poller.h"
#include "gateway/intake/imaging_poller.h"
#include "gateway/net/mllp_server.h"
#include "gateway/net/server.h"
#include "gateway/security/caller_limit.h"
#include "gateway/security/callers.h"

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace foramen {

/// One thing wrong with the configuration: where, what and what to do.
struct SettingsFault {
    std::filesystem::path file;
    std::size_t line = 0; ///< 0 = the file as a whole
    std::string text;
};
using SettingsFaults = std::vector<SettingsFault>;

struct ImagingSettings {
    std::filesystem::path senders_folder; ///< Empty: no imaging provider may send anything.
    MllpSettings mllp;
    std::vector<ImagingServer> archives; ///< Asked by QIDO-RS.
    std::vector<FhirImagingServer> fhir_servers;
    DropFolderSettings drop_folder;
    bool accept_test_numbers = false;     ///< NHS numbers 999 …, which belong to nobody.
    bool keep_report_text = true;         ///< In DiagnosticReport.conclusion.
    std::chrono::hours unmatched_max{24}; ///< After so long a report on the work list is an alarm.
    std::chrono::days keep_not_ours{190}; ///< 0: for ever.
    bool second_person = true;            ///< For a match against the evidence.
};

struct Settings {
    ServerSettings http;
    CallerLimitSettings caller_limit;
    std::string public_url = "http://127.0.0.1:8080"; ///< As callers see us: Bundle.entry.fullUrl.
    unsigned threads = 0;                             ///< 0 = a thread a core
    std::filesystem::path store_file;
    std::size_t store_waiting_max = 4'096;
    std::filesystem::path master_key_file;
    std::filesystem::path key_ring_file;
    std::filesystem::path mark_file; ///< See high_water.h; beside the key ring unless told.
    std::filesystem::path credentials_file;
    std::filesystem::path mappings_folder;
    std::vector<std::filesystem::path> packages; ///< FHIR packages that $validate knows.
    std::string clinic_name = "The clinic";      ///< As practices know it: on the approval page.
    std::string clinic_contact; ///< How a practice reaches the clinic about an approval.
    /// What is dated further ahead than this is refused; 0: nothing is.
    std::chrono::hours occurred_ahead{24};
    std::vector<Partner> partners;                     ///< practices, their contacts, and webhooks
    std::map<std::string, std::string> practice_names; ///< By ODS code.
    std::set<std::string> contacts;         ///< ODS codes of practices with a registered contact.
    std::vector<std::string> webhooks;      ///< partner ids of the webhooks
    std::chrono::seconds approval_poll{60}; ///< Between looks at the practices' Tasks.
    DeliverySettings delivery;
    ImagingSettings imaging;
    Level log_level = Level::info;
    std::filesystem::path demo_clock_file; ///< See shifted_clock.h; in the demo only.
    bool demo = false; ///< Makes its own keys and credentials at first start; loopback only.

    /// Relative paths are meant from the folder of `file`. What has a fault keeps its default.
    static Settings read(std::filesystem::path const& file, SettingsFaults& faults);
    static std::variant<Settings, SettingsFaults> load(std::filesystem::path const& file);
};

/// The bearer tokens of credentials.json: {"clinic": "…", "imaging": …, "operator": …,
/// "operators": [{"name": "alice", "token": "…"}], "practices": [{"odsCode": "…", "token": "…"}]};
/// in the demo one "practice" plays them all.
/// Refused: missing, mode wider than 0600, a token under 32 characters.
std::variant<Callers, SettingsFaults> load_callers(Settings const& settings);

} // namespace foramen
