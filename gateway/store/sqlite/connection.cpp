#include "gateway/store/sqlite/connection.h"

#include "gateway/base/check.h"
#include "gateway/base/digest.h"

namespace foramen {

namespace {

constexpr unsigned char no_digit = 0xFF;
constexpr auto hex_digits = [] {
    std::array<unsigned char, 256> digits{};
    digits.fill(no_digit);
    std::string_view const all{"0123456789abcdef"};
    for (std::size_t i = 0; i < all.size(); ++i) {
        digits[static_cast<unsigned char>(all[i])] = static_cast<unsigned char>(i);
    }
    return digits;
}();

/// SQLite counts each allocation under one lock for all threads: nobody asks for that count. Takes
/// effect only before the first connection, so what it says is of no interest.
void count_no_memory()
{
    static auto const told = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(told);
}

} // namespace

std::optional<HashBytes> hash_bytes(std::string_view hex)
{
    HashBytes bytes;
    if (hex.size() != 2 * bytes.size()) return {};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto const high = hex_digits[static_cast<unsigned char>(hex[2 * i])];
        auto const low = hex_digits[static_cast<unsigned char>(hex[2 * i + 1])];
        if (high == no_digit || low == no_digit) return {};
        bytes[i] = static_cast<char>(high << 4 | low);
    }
    return bytes;
}

Error sqlite_error(int code)
{
    switch (code & 0xFF) {
    case SQLITE_CONSTRAINT: return conflict("a row of this key is there already");
    case SQLITE_FULL: return unavailable("the disk of the store is full: make room");
    case SQLITE_IOERR:
        return unavailable("the disk of the store reports an error: look at the disk and at the "
                           "kernel's log");
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return unavailable("the store is locked by another program: end it");
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return unavailable("the file of the store cannot be opened for writing: look at its disk, "
                           "owner and mode");
    case SQLITE_NOMEM: return unavailable("the store has no memory left: make room");
    case SQLITE_TOOBIG: return incorrect("a text is too large for the store");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return fault("the file of the store is damaged: restore it from the last backup");
    default: return fault("SQLite: " + std::string{sqlite3_errstr(code)});
    }
}

Result<Connection> Connection::open(std::filesystem::path const& file,
                                    std::string const& file_system)
{
    count_no_memory();
    Connection made;
    sqlite3* handle = nullptr;
    auto const code = sqlite3_open_v2(
        file.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
        file_system.empty() ? nullptr : file_system.c_str());
    made.handle_.reset(handle);
    if (code != SQLITE_OK) return sqlite_error(code);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    return made;
}

void Connection::copy_log_on_close()
{
    sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
}

Result<> Connection::execute(char const* script)
{
    auto const code = sqlite3_exec(handle_.get(), script, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return sqlite_error(code);
    return {};
}

Result<std::string> Connection::value(char const* sql)
{
    sqlite3_stmt* statement = nullptr;
    auto code = sqlite3_prepare_v2(handle_.get(), sql, -1, &statement, nullptr);
    std::unique_ptr<sqlite3_stmt, Close> const kept{statement};
    if (code == SQLITE_OK) code = sqlite3_step(statement);
    if (code != SQLITE_ROW) return sqlite_error(code);
    auto const* const text = sqlite3_column_text(statement, 0);
    return std::string{text == nullptr ? "" : reinterpret_cast<char const*>(text)};
}

sqlite3_stmt* Connection::prepared(char const* sql)
{
    if (failed()) return nullptr;
    auto& kept = prepared_[sql];
    if (!kept) {
        sqlite3_stmt* statement = nullptr;
        note(sqlite3_prepare_v3(handle_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &statement,
                                nullptr));
        kept.reset(statement);
    }
    return failed() ? nullptr : kept.get();
}

void Connection::note(int code)
{
    if (failure_ == SQLITE_OK) failure_ = code;
}

Error Connection::take_failure()
{
    auto const code = failure_;
    failure_ = SQLITE_OK;
    return sqlite_error(code);
}

Query::~Query()
{
    if (statement_ == nullptr) return;
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

bool Query::next()
{
    if (statement_ == nullptr || connection_.failed()) return false;
    auto const code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) connection_.note(code);
    return false;
}

bool Query::is_null(int column) const
{
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::optional<TimePoint> Query::time_if_any(int column) const
{
    if (is_null(column)) return {};
    return time(column);
}

std::string_view Query::view(int column) const
{
    auto const* const bytes = static_cast<char const*>(sqlite3_column_blob(statement_, column));
    auto const size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
    return bytes == nullptr ? std::string_view{} : std::string_view{bytes, size};
}

std::string Query::key(int column) const
{
    if (sqlite3_column_type(statement_, column) == SQLITE_BLOB) return to_hex(view(column));
    return text(column);
}

void Query::bind(std::string_view text)
{
    // An empty view may have no address, and SQLite takes none for NULL.
    auto const* const first = text.data() == nullptr ? "" : text.data();
    connection_.note(sqlite3_bind_text64(statement_, next_parameter_++, first, text.size(),
                                         SQLITE_STATIC, SQLITE_UTF8));
}

void Query::bind(Bytes bytes)
{
    auto const* const first = bytes.value.data() == nullptr ? "" : bytes.value.data();
    connection_.note(sqlite3_bind_blob64(statement_, next_parameter_++, first, bytes.value.size(),
                                         SQLITE_STATIC));
}

void Query::bind(Key key)
{
    if (key.value.empty()) {
        connection_.note(sqlite3_bind_null(statement_, next_parameter_++));
    } else if (auto const bytes = hash_bytes(key.value)) {
        check(key_count_ < keys_.size(), "a statement takes two keys at most");
        auto const& kept = keys_[key_count_++] = *bytes;
        connection_.note(sqlite3_bind_blob64(statement_, next_parameter_++, kept.data(),
                                             kept.size(), SQLITE_STATIC));
    } else {
        bind(key.value);
    }
}

void Query::bind(std::optional<TimePoint> const& time)
{
    if (time) bind(*time);
    else connection_.note(sqlite3_bind_null(statement_, next_parameter_++));
}

void Query::bind_integer(std::int64_t value)
{
    connection_.note(sqlite3_bind_int64(statement_, next_parameter_++, value));
}

} // namespace foramen
