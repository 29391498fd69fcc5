// Why this file exists: the border to SQLite's C API. Errors are kept by the connection, so that
// a run of statements reads like a run of statements and is asked once at its end.
#pragma once

#include "gateway/base/clock.h"

#include <sqlite3.h>

#include <array>
#include <concepts>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace foramen {

/// Bytes instead of text, for binding.
struct Bytes {
    std::string_view value;
};
/// A keyed hash in hex as its 16 bytes; any other text as it is; "" as NULL.
struct Key {
    std::string_view value;
};

/// One connection of one thread. After the first failure nothing more is done with it until the
/// failure is taken.
class Connection {
public:
    /// `file_system` is the name of an SQLite VFS, or "" for the usual one.
    static Result<Connection> open(std::filesystem::path const& file,
                                   std::string const& file_system);

    /// Many statements, without results.
    Result<> execute(char const* script);
    /// The first row of a statement without parameters, as text.
    Result<std::string> value(char const* sql);
    /// Prepared once and kept by the address of its text: pass constants only.
    sqlite3_stmt* prepared(char const* sql);

    bool failed() const { return failure_ != SQLITE_OK; }
    int failure() const { return failure_; }
    void note(int code);
    /// The failure as an Error; it is forgotten then.
    Error take_failure();
    /// Should it be the last one, the log is copied into the database and removed. Otherwise it
    /// stays: who closes because something failed must not take it for copied.
    void copy_log_on_close();
    sqlite3* handle() const { return handle_.get(); }

private:
    struct Close {
        void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    std::unique_ptr<sqlite3, Close> handle_;
    std::unordered_map<char const*, std::unique_ptr<sqlite3_stmt, Close>> prepared_;
    int failure_ = SQLITE_OK;
};

/// SQLite's code in our words: whether to try again, and what to look at.
Error sqlite_error(int code);

using HashBytes = std::array<char, 16>;
/// A keyed hash in hex as bytes, or no value when it is none.
std::optional<HashBytes> hash_bytes(std::string_view hex);

/// One use of a prepared statement; it is free again when this goes. What is bound must outlive
/// the use.
class Query {
public:
    template <class... Values>
    Query(Connection& connection, char const* sql, Values const&... values)
        : connection_{connection}, statement_{connection.prepared(sql)}
    {
        if (statement_ != nullptr) (bind(values), ...);
    }
    ~Query();
    Query(Query const&) = delete;
    Query& operator=(Query const&) = delete;

    /// Whether there is a further row; a failure is noted at the connection.
    bool next();

    std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
    std::uint64_t number(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    bool is_null(int column) const;
    TimePoint time(int column) const { return TimePoint{microseconds{integer(column)}}; }
    std::optional<TimePoint> time_if_any(int column) const;
    /// Valid until next().
    std::string_view view(int column) const;
    std::string text(int column) const { return std::string{view(column)}; }
    /// What was bound as Key.
    std::string key(int column) const;

    void bind(std::integral auto value) { bind_integer(static_cast<std::int64_t>(value)); }
    void bind(std::string_view text);
    void bind(Bytes bytes);
    void bind(Key key);
    void bind(TimePoint time) { bind_integer(time.time_since_epoch().count()); }
    void bind(std::optional<TimePoint> const& time);
    void bind(std::string const& text) { bind(std::string_view{text}); }
    void bind(char const* text) { bind(std::string_view{text}); }

private:
    void bind_integer(std::int64_t value);

    Connection& connection_;
    sqlite3_stmt* statement_;
    int next_parameter_ = 1;
    std::array<HashBytes, 2> keys_; ///< Those that were bound.
    std::size_t key_count_ = 0;
};

/// Runs a statement that gives no rows. False when it failed; see Connection.
template <class... Values>
bool run_statement(Connection& connection, char const* sql, Values const&... values)
{
    Query query{connection, sql, values...};
    query.next();
    return !connection.failed();
}

} // namespace foramen
