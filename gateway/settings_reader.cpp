#include "gateway/settings_reader.h"

#include "gateway/net/tls.h"

#include <boost/asio/ip/address.hpp>

#include <rapidjson/error/en.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace foramen {

Result<std::string> read_file(std::filesystem::path const& file)
{
    std::ifstream stream{file, std::ios::binary};
    if (!stream) return not_found(file.string() + " cannot be read: does it exist?");
    std::ostringstream text;
    text << stream.rdbuf();
    return std::move(text).str();
}

bool is_open_to_others(std::filesystem::path const& file)
{
    std::error_code missing;
    auto const owners = std::filesystem::perms::owner_all;
    auto const mode = std::filesystem::status(file, missing).permissions();
    return !missing &&
           (mode & ~owners & std::filesystem::perms::all) != std::filesystem::perms::none;
}

SettingsReader::SettingsReader(std::filesystem::path file, SettingsFaults& faults)
    : file_{std::move(file)}, faults_{faults}
{}

bool SettingsReader::open()
{
    auto text = read_file(file_);
    if (!text) {
        faults_.push_back({file_, 0, text.error().text()});
        return false;
    }
    text_ = *std::move(text);
    document_.Parse<rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag>(
        text_.data(), text_.size());
    if (document_.HasParseError() || !document_.IsObject()) {
        auto const what = document_.HasParseError()
                              ? rapidjson::GetParseError_En(document_.GetParseError())
                              : "The file must be one JSON object.";
        faults_.push_back({file_, line_at(document_.GetErrorOffset()), what});
        return false;
    }
    here_ = &document_;
    return true;
}

std::size_t SettingsReader::position_of(std::string_view key) const
{
    // What is missing here may stand in a section further down.
    if (here_ != nullptr && !here_->HasMember(std::string{key}.c_str())) return from_;
    auto const found = text_.find('"' + std::string{key} + '"', from_);
    return found == std::string::npos ? from_ : found;
}

std::size_t SettingsReader::line_at(std::size_t position) const
{
    auto const end = text_.begin() + static_cast<std::ptrdiff_t>(std::min(position, text_.size()));
    return static_cast<std::size_t>(std::count(text_.begin(), end, '\n')) + 1;
}

void SettingsReader::fault(std::string_view key, std::string text)
{
    faults_.push_back({file_, line_at(position_of(key)), std::string{key} + ": " + text});
}

rapidjson::Value const* SettingsReader::take(std::string_view key)
{
    known_.emplace(key);
    auto const found =
        here_->FindMember(rapidjson::StringRef(key.data(), static_cast<unsigned>(key.size())));
    return found == here_->MemberEnd() ? nullptr : &found->value;
}

void SettingsReader::text(std::string_view key, std::string& into)
{
    auto const* const value = take(key);
    if (value == nullptr) return;
    if (value->IsString()) into.assign(value->GetString(), value->GetStringLength());
    else fault(key, "must be a text");
}

void SettingsReader::file(std::string_view key, std::filesystem::path& into)
{
    std::string written;
    text(key, written);
    if (!written.empty()) into = (file_.parent_path() / written).lexically_normal();
}

void SettingsReader::files(std::string_view key, std::vector<std::filesystem::path>& into)
{
    auto const* const value = take(key);
    if (value == nullptr) return;
    if (!value->IsArray()) return fault(key, "must be a list");
    for (auto const& entry : value->GetArray()) {
        if (!entry.IsString() || entry.GetStringLength() == 0) {
            fault(key, "must be a list of paths");
            continue;
        }
        std::string_view const written{entry.GetString(), entry.GetStringLength()};
        into.push_back((file_.parent_path() / written).lexically_normal());
    }
}

std::string SettingsReader::secret(std::string_view key, std::filesystem::path const& file)
{
    if (file.empty()) return {};
    if (is_open_to_others(file)) fault(key, std::string{close_to_others});
    auto text = read_file(file);
    if (!text) {
        fault(key, text.error().text());
        return {};
    }
    while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
    return *std::move(text);
}

TlsFiles SettingsReader::tls_files(std::string_view authority_key)
{
    std::filesystem::path certificate;
    std::filesystem::path key;
    std::filesystem::path authority;
    file("certificateFile", certificate);
    file("keyFile", key);
    file(authority_key, authority);
    TlsFiles const files{certificate.string(), key.string(), authority.string()};
    if (files.certificate.empty() != files.key.empty()) {
        fault(files.key.empty() ? "keyFile" : "certificateFile",
              "is missing: certificateFile and keyFile are needed together");
    } else if (!files.key.empty()) {
        auto const usable = check_key_pair(files.certificate, files.key);
        if (!usable) fault("certificateFile", usable.error().text());
    }
    if (files.authority.empty()) return files;
    if (auto const usable = check_authority(files.authority); !usable) {
        fault(authority_key, usable.error().text());
    }
    return files;
}

void SettingsReader::address(std::string_view key, std::string& into)
{
    text(key, into);
    boost::system::error_code failed;
    boost::asio::ip::make_address(into, failed);
    if (failed) fault(key, "must be an IP address such as 127.0.0.1");
}

void SettingsReader::flag(std::string_view key, bool& into)
{
    auto const* const value = take(key);
    if (value == nullptr) return;
    if (value->IsBool()) into = value->GetBool();
    else fault(key, "must be true or false");
}

void SettingsReader::integer(std::string_view key, std::uint64_t& into, std::uint64_t low,
                             std::uint64_t high)
{
    auto const* const value = take(key);
    if (value == nullptr) return;
    if (value->IsUint64() && value->GetUint64() >= low && value->GetUint64() <= high) {
        into = value->GetUint64();
    } else {
        fault(key,
              "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    }
}

void SettingsReader::enter(rapidjson::Value const& object, std::size_t from,
                           std::function<void()> const& read)
{
    auto const* const outer = std::exchange(here_, &object);
    auto const outer_from = std::exchange(from_, from);
    auto outer_known = std::exchange(known_, {});
    read();
    for (auto const& member : object.GetObject()) {
        std::string const name{member.name.GetString(), member.name.GetStringLength()};
        if (!known_.contains(name)) fault(name, "is not an option; see config/foramen.json");
    }
    here_ = outer;
    from_ = outer_from;
    known_ = std::move(outer_known);
}

void SettingsReader::section(std::string_view key, std::function<void()> const& read)
{
    if (key.empty()) return enter(*here_, 0, read);
    static rapidjson::Value const nothing{rapidjson::kObjectType};
    auto const* const value = take(key);
    if (value == nullptr) enter(nothing, from_, read); // What is needed there is still told.
    else if (value->IsObject()) enter(*value, position_of(key), read);
    else fault(key, "must be an object");
}

void SettingsReader::each(std::string_view key, std::function<void()> const& read)
{
    auto const* const value = take(key);
    if (value == nullptr) return;
    if (!value->IsArray()) return fault(key, "must be a list");
    auto from = position_of(key);
    for (auto const& entry : value->GetArray()) {
        from = std::min(text_.find('{', from + 1), text_.size());
        if (entry.IsObject()) enter(entry, from, read);
        else fault(key, "must be a list of objects");
    }
}

} // namespace foramen
