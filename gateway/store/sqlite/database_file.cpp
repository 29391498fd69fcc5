#include "gateway/store/sqlite/database_file.h"

#include "gateway/store/sqlite/migrations.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace foramen {

namespace {

constexpr int page_bytes = 4'096;
constexpr std::string_view canary_place = "about/canary";
constexpr std::string_view canary_text = "foramen";

/// SQLite gives -wal and -shm the mode of the database, so it is enough to make this one well.
Result<> make_private(std::filesystem::path const& file)
{
    auto const descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return unavailable(file.string() + ": cannot be opened: " + std::strerror(errno));
    }
    auto const narrowed = ::fchmod(descriptor, 0600);
    ::close(descriptor);
    if (narrowed != 0) {
        return unavailable(file.string() + ": its mode cannot be set to 0600: is it yours?");
    }
    for (auto const* const suffix : {"-wal", "-shm"}) {
        ::chmod((file.string() + suffix).c_str(), 0600); // Missing is well.
    }
    return {};
}

/// quick_check writes also that the disk failed into its list of damages. Nobody should restore a
/// backup for that.
bool could_not_read(std::string_view found)
{
    constexpr std::string_view code_text = "error code=";
    if (found.find("failed to get page") != std::string_view::npos) return true;
    auto const place = found.find(code_text);
    if (place == std::string_view::npos) return false;
    auto const digits = std::string{found.substr(place + code_text.size())};
    return (std::strtol(digits.c_str(), nullptr, 10) & 0xFF) == SQLITE_IOERR;
}

Result<> check_whole(Connection& connection, std::filesystem::path const& file)
{
    std::error_code error;
    auto const size = std::filesystem::file_size(file, error);
    if (error || size > checked_bytes_max) return {};
    auto const found = connection.value("PRAGMA quick_check(1)");
    if (!found) return found.error();
    if (*found == "ok") return {};
    if (could_not_read(*found)) return sqlite_error(SQLITE_IOERR_READ);
    return fault("the file of the store is damaged: restore it from the last backup");
}

Result<> migrate(Connection& connection)
{
    auto const known = migrations();
    TRY(stored, connection.value("PRAGMA user_version"));
    auto const version = std::strtoul(stored.c_str(), nullptr, 10);
    if (version > known.size()) {
        return Error{ErrorKind::unsupported,
                     "a later version of the gateway wrote this database (schema " + stored +
                         ", we know up to " + std::to_string(known.size()) +
                         "): start that version"};
    }
    for (auto next = version; next < known.size(); ++next) {
        auto const script = std::string{"BEGIN IMMEDIATE;\n"} + known[next] +
                            "\nPRAGMA user_version = " + std::to_string(next + 1) + ";\nCOMMIT;";
        auto const migrated = connection.execute(script.c_str());
        if (migrated) continue;
        auto const undone = connection.execute("ROLLBACK");
        static_cast<void>(undone.has_value());
        return Error{migrated.error().kind(), "migration " + std::to_string(next + 1) +
                                                  " failed: " + migrated.error().text()};
    }
    return {};
}

/// A database whose key ring was lost would show nothing but faults; better not to start.
Result<> check_keys(Connection& connection, Sealer const& sealer)
{
    static char const* const read = "SELECT value FROM about WHERE name = 'canary'";
    std::string stored;
    {
        Query row{connection, read};
        if (row.next()) stored = row.text(0);
    }
    if (connection.failed()) return connection.take_failure();
    if (stored.empty()) {
        auto const sealed = sealer.seal(canary_text, canary_place);
        run_statement(connection, "INSERT INTO about VALUES ('canary', ?)", Bytes{sealed});
        if (connection.failed()) return connection.take_failure();
        return {};
    }
    auto const opened = sealer.open(stored, canary_place);
    if (opened && *opened == canary_text) return {};
    return incorrect("the key ring does not belong to this database: put the right one beside it");
}

} // namespace

Error about_file(std::filesystem::path const& file, Error const& error)
{
    return {error.kind(), file.string() + ": " + error.text()};
}

Result<FileLock> FileLock::take(std::filesystem::path const& database)
{
    auto const file = database.string() + ".lock";
    auto const descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        return unavailable(file + ": cannot be opened: " + std::strerror(errno));
    }
    FileLock lock{descriptor};
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        return conflict(database.string() + ": another gateway has this store open: stop it "
                                            "first, or give this one a file of its own");
    }
    return lock;
}

FileLock& FileLock::operator=(FileLock&& other) noexcept
{
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FileLock::~FileLock()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<Connection> connect(SqliteSettings const& settings, Access access)
{
    auto opened = Connection::open(settings.file, settings.file_system);
    if (!opened) return about_file(settings.file, opened.error());
    auto connection = *std::move(opened);
    auto const writes = access == Access::write;
    auto const cache = writes ? settings.writer_cache_bytes : settings.reader_cache_bytes;
    auto script = "PRAGMA busy_timeout = 5000; PRAGMA page_size = " + std::to_string(page_bytes) +
                  "; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; "
                  "PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; "
                  "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; "
                  "PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -" +
                  std::to_string(cache / 1'024) + ";";
    if (!writes) script += " PRAGMA query_only = ON;";
    if (writes && settings.file_bytes_max > 0) {
        script +=
            " PRAGMA max_page_count = " + std::to_string(settings.file_bytes_max / page_bytes) +
            ";";
    }
    auto const set = connection.execute(script.c_str());
    if (!set) return about_file(settings.file, set.error());
    return connection;
}

Result<Connection> open_database(SqliteSettings const& settings, Sealer const& sealer)
{
    auto const made = make_private(settings.file);
    if (!made) return made.error();
    TRY(connection, connect(settings, Access::write));
    auto checked = check_whole(connection, settings.file);
    if (checked) checked = migrate(connection);
    if (checked) checked = check_keys(connection, sealer);
    if (!checked) return about_file(settings.file, checked.error());
    return connection;
}

} // namespace foramen
