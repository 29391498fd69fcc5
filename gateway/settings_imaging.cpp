// Why this file exists: the section "imaging" of the configuration: who may send reports, who is
// asked, and what becomes of what came.
#include "gateway/base/digest.h"
#include "gateway/settings_reader.h"
#include "gateway/settings_sections.h"

namespace foramen {

namespace {

namespace fs = std::filesystem;

void read_mllp(SettingsReader& reader, Settings const& settings, MllpSettings& mllp)
{
    reader.address("address", mllp.address);
    reader.number("port", mllp.port, 0, 65'535);
    reader.number("messageBytesMax", mllp.message_bytes_max, 1'024, 256u << 20);
    reader.number("connectionsMax", mllp.connections_max, 1, 10'000);
    reader.duration("messageTimeoutSeconds", mllp.message_timeout, 1, 3'600);
    reader.duration("idleTimeoutSeconds", mllp.idle_timeout, 1, 86'400);
    auto tls = reader.tls_files("clientCaFile");
    mllp.certificate_file = std::move(tls.certificate);
    mllp.key_file = std::move(tls.key);
    mllp.client_ca_file = std::move(tls.authority);
    if (listens_on_loopback(mllp.address)) return;
    if (settings.demo) reader.fault("address", "the demo listens on loopback only");
    if (mllp.certificate_file.empty() || mllp.client_ca_file.empty()) {
        reader.fault("address", "outside loopback mutual TLS is needed: set certificateFile, "
                                "keyFile and clientCaFile");
    }
}

Endpoint read_endpoint(SettingsReader& reader)
{
    Endpoint endpoint;
    reader.text("url", endpoint.url);
    if (!endpoint.url.starts_with("https://") && !endpoint.url.starts_with("http://127.0.0.1:") &&
        !endpoint.url.starts_with("http://localhost:")) {
        reader.fault("url", "must be https://…: plain http is for loopback only");
    }
    while (endpoint.url.ends_with('/')) endpoint.url.pop_back();
    auto tls = reader.tls_files("caFile");
    endpoint.ca_file = std::move(tls.authority);
    endpoint.certificate_file = std::move(tls.certificate);
    endpoint.key_file = std::move(tls.key);
    return endpoint;
}

Secret read_authorization(SettingsReader& reader)
{
    fs::path basic_file;
    fs::path token_file;
    reader.file("basicFile", basic_file);
    reader.file("tokenFile", token_file);
    auto const basic = reader.secret("basicFile", basic_file);
    auto const token = reader.secret("tokenFile", token_file);
    if (!basic.empty() && !token.empty()) reader.fault("tokenFile", "goes not with basicFile");
    if (!basic.empty()) return Secret{"Basic " + to_base64(basic)};
    return token.empty() ? Secret{} : Secret{"Bearer " + token};
}

void read_archive(SettingsReader& reader, ImagingSettings& imaging, std::string name)
{
    ImagingServer server;
    server.name = std::move(name);
    server.endpoint = read_endpoint(reader);
    server.authorization = read_authorization(reader);
    reader.duration("pollSeconds", server.every, 1, 86'400);
    imaging.archives.push_back(std::move(server));
}

void read_fhir_server(SettingsReader& reader, ImagingSettings& imaging, std::string name)
{
    FhirImagingServer server;
    server.provider.profile.name = std::move(name);
    reader.text("odsCode", server.provider.ods_code);
    reader.text("studyUrl", server.provider.study_base);
    server.endpoint = read_endpoint(reader);
    server.authorization = read_authorization(reader);
    reader.duration("pollSeconds", server.every, 1, 86'400);
    reader.duration("overlapSeconds", server.overlap, 0, 86'400);
    imaging.fhir_servers.push_back(std::move(server));
}

void read_imaging_server(SettingsReader& reader, ImagingSettings& imaging,
                         std::set<std::string>& names)
{
    std::string name;
    std::string kind{"qido"};
    reader.text("name", name);
    reader.text("kind", kind);
    if (name.empty()) reader.fault("name", "is missing: a short name such as northpacs");
    if (!names.insert(name).second) reader.fault("name", "stands there twice");
    if (kind == "qido") return read_archive(reader, imaging, std::move(name));
    if (kind == "fhir") return read_fhir_server(reader, imaging, std::move(name));
    reader.fault("kind", "must be qido or fhir");
}

void read_drop_folder(SettingsReader& reader, Settings const& settings, DropFolderSettings& drop)
{
    reader.file("folder", drop.folder);
    reader.duration("pollSeconds", drop.every, 1, 3'600);
    reader.duration("settleSeconds", drop.settle, 0, 3'600);
    reader.duration("patienceSeconds", drop.patience, 1, 86'400);
    reader.number("bytesMax", drop.bytes_max, 1'024, 64u << 20);
    reader.duration("keepDoneDays", drop.keep_done, 0, 3'650);
    drop.link_base = settings.public_url + "/api/v1/imaging";
    std::error_code failed;
    if (settings.demo && !drop.folder.empty()) fs::create_directories(drop.folder, failed);
    if (drop.folder.empty() || fs::is_directory(drop.folder, failed)) return;
    reader.fault("folder", "is no folder: make it, for the gateway's user to read and write");
}

} // namespace

void read_imaging(SettingsReader& reader, Settings& settings)
{
    auto& imaging = settings.imaging;
    reader.duration("unmatchedHoursMax", imaging.unmatched_max, 1, 24 * 365);
    reader.duration("keepNotOursDays", imaging.keep_not_ours, 0, 36'500);
    reader.flag("secondPerson", imaging.second_person);
    reader.section("dropFolder", [&] { read_drop_folder(reader, settings, imaging.drop_folder); });
    reader.file("sendersFolder", imaging.senders_folder);
    reader.flag("acceptTestNumbers", imaging.accept_test_numbers);
    reader.flag("keepReportText", imaging.keep_report_text);
    std::set<std::string> names;
    reader.each("servers", [&] { read_imaging_server(reader, imaging, names); });
    reader.section("mllp", [&] { read_mllp(reader, settings, imaging.mllp); });
}

} // namespace foramen
