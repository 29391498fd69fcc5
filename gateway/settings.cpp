#include "gateway/settings.h"

#include "gateway/base/digest.h"
#include "gateway/channels/registry.h"
#include "gateway/demo.h"
#include "gateway/settings_reader.h"
#include "gateway/settings_sections.h"

#include <algorithm>
#include <array>

namespace foramen {

bool listens_on_loopback(std::string_view address)
{
    return address.starts_with("127.") || address == "::1";
}

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t hour_ms = 3'600'000;

/// The demo makes its own.
Secret read_secret(SettingsReader& reader, std::string_view key, fs::path const& file,
                   Settings const& settings)
{
    if (file.empty()) return {};
    SystemRandom random;
    auto const prefix = key == "secretFile" ? "whsec_" : "";
    auto const made = settings.demo ? make_demo_secret(file, prefix, random) : Result<>{};
    if (!made) reader.fault(key, made.error().text());
    return Secret{reader.secret(key, file)};
}

void read_partner(SettingsReader& reader, Settings const& settings, Partner& partner,
                  std::string_view secret_key)
{
    reader.text("name", partner.name);
    reader.text("channel", partner.channel);
    reader.text("url", partner.url);
    reader.file("folder", partner.folder);
    fs::path secret_file;
    reader.file(secret_key, secret_file);
    auto tls = reader.tls_files("caFile");
    partner.ca_file = std::move(tls.authority);
    partner.certificate_file = std::move(tls.certificate);
    partner.key_file = std::move(tls.key);
    reader.number("parallelMax", partner.parallel_max, 1, 256);
    reader.duration("replyTimeoutMs", partner.reply_timeout, 100, 600'000);
    partner.token = read_secret(reader, secret_key, secret_file, settings);
    auto const* const channel = find_channel(partner.channel);
    if (channel == nullptr) {
        std::string names;
        for (auto const& known : channels()) names += " " + std::string{known.name};
        reader.fault("channel", "is none that we know; known:" + names);
    } else if (auto const checked = channel->check(partner); !checked) {
        reader.fault("channel", checked.error().text());
    }
}

void add_partner(SettingsReader& reader, Settings& settings, Partner partner)
{
    auto const same = std::ranges::any_of(
        settings.partners, [&](Partner const& known) { return known.id == partner.id; });
    if (same) reader.fault("odsCode", "stands there twice");
    settings.partners.push_back(std::move(partner));
}

void read_practices(Settings& settings, fs::path const& file, SettingsFaults& faults)
{
    SettingsReader reader{file, faults};
    if (!reader.open()) return;
    auto const one = [&] {
        Partner partner;
        partner.channel = "fhir-rest";
        reader.text("odsCode", partner.id);
        if (partner.id.size() < 3) reader.fault("odsCode", "is missing: the practice's ODS code");
        read_partner(reader, settings, partner, "tokenFile");
        settings.practice_names[partner.id] = partner.name;
        add_partner(reader, settings, std::move(partner));
    };
    reader.section("", [&] { reader.each("practices", one); });
}

void read_webhook(SettingsReader& reader, Settings& settings)
{
    Partner partner;
    partner.channel = "webhook";
    reader.text("id", partner.id);
    if (partner.id.empty()) reader.fault("id", "is missing: a short name such as clinic");
    partner.id = "webhook:" + partner.id;
    read_partner(reader, settings, partner, "secretFile");
    settings.webhooks.push_back(partner.id);
    add_partner(reader, settings, std::move(partner));
}

/// Who is told of approvals: links and one-time codes go there, signed like a webhook.
void read_contact(SettingsReader& reader, Settings& settings)
{
    Partner partner;
    partner.channel = "webhook";
    std::string practice;
    reader.text("odsCode", practice);
    if (practice.size() < 3) reader.fault("odsCode", "is missing: the practice's ODS code");
    partner.id = "contact:" + practice;
    read_partner(reader, settings, partner, "secretFile");
    settings.contacts.insert(practice);
    add_partner(reader, settings, std::move(partner));
}

void read_http(SettingsReader& reader, Settings& settings)
{
    auto& http = settings.http;
    reader.address("address", http.address);
    reader.number("port", http.port, 0, 65'535);
    reader.text("publicUrl", settings.public_url);
    reader.number("threads", settings.threads, 0, 256);
    reader.number("bodyBytesMax", http.body_bytes_max, 1'024, 64u << 20);
    reader.number("headerBytesMax", http.header_bytes_max, 1'024, 1u << 20);
    reader.number("connectionsMax", http.connections_max, 1, 100'000);
    reader.number("requestsPerSecondMax", settings.caller_limit.per_second_max, 1, 1'000'000);
    reader.number("requestsAtOnceMax", settings.caller_limit.at_once_max, 1, 100'000);
    reader.duration("headerTimeoutSeconds", http.header_timeout, 1, 600);
    reader.duration("bodyTimeoutSeconds", http.body_timeout, 1, 600);
    reader.duration("idleTimeoutSeconds", http.idle_timeout, 1, 3'600);
    auto tls = reader.tls_files("clientCaFile");
    http.certificate_file = std::move(tls.certificate);
    http.key_file = std::move(tls.key);
    http.client_ca_file = std::move(tls.authority);
    auto const loopback = listens_on_loopback(http.address);
    if (!loopback && http.certificate_file.empty()) {
        reader.fault("address", "outside loopback TLS is needed: set certificateFile and keyFile");
    }
    if (!loopback && settings.demo) reader.fault("address", "the demo listens on loopback only");
}

void read_delivery(SettingsReader& reader, DeliverySettings& delivery)
{
    reader.number("attemptsMax", delivery.attempts_max, 1, 1'000);
    reader.duration("backoffFirstMs", delivery.backoff_first, 10, hour_ms);
    reader.duration("backoffMaxMs", delivery.backoff_max, 10, 24 * hour_ms);
    reader.duration("retryAfterMaxMs", delivery.retry_after_max, 1'000, 72 * hour_ms);
    reader.number("breakerFailures", delivery.breaker.failures_max, 1, 1'000);
    reader.duration("breakerPauseFirstMs", delivery.breaker.pause_first, 10, hour_ms);
    reader.duration("breakerPauseMaxMs", delivery.breaker.pause_max, 10, hour_ms);
}

void read_log(SettingsReader& reader, Level& level)
{
    static constexpr std::array names{"debug", "info", "warning", "error"};
    std::string name{"info"};
    reader.text("level", name);
    auto const found = std::ranges::find(names, name);
    if (found == names.end()) reader.fault("level", "must be debug, info, warning or error");
    else level = static_cast<Level>(found - names.begin());
}

void need(SettingsReader& reader, std::string_view key, fs::path const& value)
{
    if (value.empty()) reader.fault(key, "is missing");
}

/// For a file that the gateway writes. The demo makes its folders, too.
void need_place(SettingsReader& reader, std::string_view key, fs::path const& file,
                Settings const& settings)
{
    if (file.empty()) return reader.fault(key, "is missing");
    std::error_code failed;
    auto const folder = file.has_parent_path() ? file.parent_path() : fs::path{"."};
    if (settings.demo || fs::is_directory(folder, failed)) return;
    reader.fault(key, folder.string() + " is no folder: make it, for the gateway to write there");
}

void read_all(SettingsReader& reader, Settings& settings, SettingsFaults& faults)
{
    fs::path practices;
    reader.flag("demo", settings.demo);
    reader.file("demoClockFile", settings.demo_clock_file);
    if (!settings.demo && !settings.demo_clock_file.empty()) {
        reader.fault("demoClockFile", "moves the clock, and is for the demo only: remove it");
    }
    reader.section("http", [&] { read_http(reader, settings); });
    reader.section("store", [&] {
        reader.file("file", settings.store_file);
        reader.number("waitingMax", settings.store_waiting_max, 64, 1'000'000);
        need_place(reader, "file", settings.store_file, settings);
    });
    reader.section("keys", [&] {
        reader.file("masterKeyFile", settings.master_key_file);
        reader.file("keyRingFile", settings.key_ring_file);
        settings.mark_file = settings.key_ring_file.parent_path() / "mark.json";
        reader.file("markFile", settings.mark_file);
        need(reader, "masterKeyFile", settings.master_key_file);
        need_place(reader, "keyRingFile", settings.key_ring_file, settings);
        need_place(reader, "markFile", settings.mark_file, settings);
    });
    reader.file("credentialsFile", settings.credentials_file);
    reader.file("mappingsFolder", settings.mappings_folder);
    reader.file("practicesFile", practices);
    reader.files("packages", settings.packages);
    need(reader, "credentialsFile", settings.credentials_file);
    need(reader, "mappingsFolder", settings.mappings_folder);
    need(reader, "practicesFile", practices);
    reader.text("clinicName", settings.clinic_name);
    reader.text("clinicContact", settings.clinic_contact);
    reader.duration("occurredAheadHoursMax", settings.occurred_ahead, 0, 87'600);
    reader.each("webhooks", [&] { read_webhook(reader, settings); });
    reader.duration("approvalPollSeconds", settings.approval_poll, 1, 86'400);
    reader.each("contacts", [&] { read_contact(reader, settings); });
    reader.section("imaging", [&] { read_imaging(reader, settings); });
    reader.section("delivery", [&] { read_delivery(reader, settings.delivery); });
    reader.section("log", [&] { read_log(reader, settings.log_level); });
    if (!practices.empty()) read_practices(settings, practices, faults);
}

} // namespace

Settings Settings::read(fs::path const& file, SettingsFaults& faults)
{
    Settings settings;
    SettingsReader reader{file, faults};
    if (reader.open()) reader.section("", [&] { read_all(reader, settings, faults); });
    return settings;
}

std::variant<Settings, SettingsFaults> Settings::load(fs::path const& file)
{
    SettingsFaults faults;
    auto settings = read(file, faults);
    if (!faults.empty()) return faults;
    return settings;
}

std::variant<Callers, SettingsFaults> load_callers(Settings const& settings)
{
    constexpr std::size_t token_characters_min = 32;
    auto const& file = settings.credentials_file;
    SettingsFaults faults;
    if (is_open_to_others(file)) faults.push_back({file, 0, std::string{close_to_others}});
    Callers callers;
    SettingsReader reader{file, faults};
    auto const add = [&](char const* key, Identity identity) {
        std::string token;
        reader.text(key, token);
        if (token.size() < token_characters_min) {
            reader.fault(key, "needs a random token of at least 32 characters");
        } else {
            callers.add(std::move(identity), Secret{std::move(token)});
        }
    };
    auto const add_practice = [&] {
        std::string practice;
        reader.text("odsCode", practice);
        if (!settings.practice_names.contains(practice)) {
            reader.fault("odsCode", "is none of practicesFile");
        }
        add("token", {"practice:" + practice, Role::practice, practice});
    };
    if (reader.open()) {
        reader.section("", [&] {
            add("clinic", {"clinic", Role::clinic, ""});
            add("imaging", {"imaging", Role::imaging, ""});
            add("operator", {"operator", Role::operations, ""});
            if (settings.demo) {
                add("practice", {"practice", Role::practice, std::string{any_practice}});
            }
            reader.each("practices", add_practice);
            reader.each("operators", [&] {
                std::string name;
                reader.text("name", name);
                if (name.empty()) reader.fault("name", "is missing: who it is, for the audit");
                add("token", {"operator:" + name, Role::operations, ""});
            });
        });
    }
    if (!faults.empty()) return faults;
    return callers;
}

} // namespace foramen
