// Why this file exists: reads options from a JSON file with comments and remembers what was
// wrong with each, by line, so that a person mends the file once and not ten times.
#pragma once

#include "gateway/settings.h"

#include <rapidjson/document.h>

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace foramen {

/// Whole text of a file. Error: not_found.
Result<std::string> read_file(std::filesystem::path const& file);

/// More than its owner may read it.
bool is_open_to_others(std::filesystem::path const& file);
inline constexpr std::string_view close_to_others = "others can read it: run chmod 600 on it";

/// The PEM files of a section; empty: it has none.
struct TlsFiles {
    std::string certificate;
    std::string key;
    std::string authority;
};

class SettingsReader {
public:
    SettingsReader(std::filesystem::path file, SettingsFaults& faults);

    /// False when the file is missing or no JSON object; the fault is noted.
    bool open();

    void text(std::string_view key, std::string& into);
    void file(std::string_view key, std::filesystem::path& into);
    /// A list of paths.
    void files(std::string_view key, std::vector<std::filesystem::path>& into);
    /// The text of the file that `key` named, without line ends; only its owner may read it.
    std::string secret(std::string_view key, std::filesystem::path const& file);
    /// certificateFile and keyFile, and the authority under `authority_key`: read, and tried.
    TlsFiles tls_files(std::string_view authority_key);
    /// An IP address to listen on.
    void address(std::string_view key, std::string& into);
    void flag(std::string_view key, bool& into);
    template <class Number>
    void number(std::string_view key, Number& into, std::uint64_t low, std::uint64_t high)
    {
        std::uint64_t value = into;
        integer(key, value, low, high);
        into = static_cast<Number>(value);
    }
    template <class Duration>
    void duration(std::string_view key, Duration& into, std::uint64_t low, std::uint64_t high)
    {
        auto value = static_cast<std::uint64_t>(into.count());
        integer(key, value, low, high);
        into = Duration{value};
    }
    /// Calls `read` with this reader standing inside the object.
    void section(std::string_view key, std::function<void()> const& read);
    /// Calls `read` for each object of the array.
    void each(std::string_view key, std::function<void()> const& read);
    void fault(std::string_view key, std::string text);

private:
    rapidjson::Value const* take(std::string_view key);
    void integer(std::string_view key, std::uint64_t& into, std::uint64_t low, std::uint64_t high);
    void enter(rapidjson::Value const& object, std::size_t from, std::function<void()> const& read);
    std::size_t position_of(std::string_view key) const;
    std::size_t line_at(std::size_t position) const;

    std::filesystem::path file_;
    SettingsFaults& faults_;
    std::string text_;
    rapidjson::Document document_;
    rapidjson::Value const* here_ = nullptr;
    std::size_t from_ = 0; ///< Where the object that we stand in begins in the text.
    std::set<std::string, std::less<>> known_;
};

} // namespace foramen
