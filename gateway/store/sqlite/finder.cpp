#include "gateway/store/sqlite/finder.h"

#include <algorithm>
#include <cstring>

namespace foramen {

std::vector<Span> Finder::find(Connection& connection, FinderKey key)
{
    if (added_.empty()) refresh(connection);
    std::vector<Span> spans;
    {
        Query row{connection, "SELECT first, last FROM finder WHERE key = ?", key};
        while (row.next()) spans.push_back({row.integer(0), row.integer(1)});
    }
    auto const [begin, end] = recent_.equal_range(key);
    for (auto at = begin; at != end; ++at) spans.push_back(at->second);
    std::ranges::sort(spans);
    auto const repeated = std::ranges::unique(spans);
    spans.erase(repeated.begin(), repeated.end());
    return spans;
}

void Finder::add(FinderKey key, Span span)
{
    recent_.emplace(key, span);
    added_.push_back({key, span});
}

void Finder::flush(Connection& connection)
{
    if (added_.empty()) return;
    if (recent_.size() > recent_max_) merge(connection);
    else append_block(connection);
    added_.clear();
}

void Finder::forget()
{
    recent_.clear();
    added_.clear();
    first_ = 0;
    last_ = 0;
}

void Finder::refresh(Connection& connection)
{
    std::int64_t first = 0;
    std::int64_t last = 0;
    {
        Query ends{connection, "SELECT (SELECT min(id) FROM finder_block), "
                               "(SELECT max(id) FROM finder_block)"};
        if (!ends.next()) return;
        first = ends.integer(0);
        last = ends.integer(1);
    }
    if (first != first_) forget();
    first_ = first;
    if (last == last_) return;
    Query block{connection, "SELECT id, ways FROM finder_block WHERE id > ? ORDER BY id", last_};
    while (block.next()) {
        auto const bytes = block.view(1);
        std::vector<Way> ways(bytes.size() / sizeof(Way));
        std::memcpy(ways.data(), bytes.data(), ways.size() * sizeof(Way));
        for (auto const& way : ways) recent_.emplace(way.key, way.span);
        last_ = block.integer(0);
    }
    highest_ = std::max(highest_, last_);
}

void Finder::append_block(Connection& connection)
{
    last_ = ++highest_;
    if (first_ == 0) first_ = last_;
    std::string_view const bytes{reinterpret_cast<char const*>(added_.data()),
                                 added_.size() * sizeof(Way)};
    run_statement(connection, "INSERT INTO finder_block VALUES (?, ?)", last_, Bytes{bytes});
}

void Finder::merge(Connection& connection)
{
    std::vector<Way> all;
    all.reserve(recent_.size());
    for (auto const& [key, span] : recent_) all.push_back({key, span});
    std::ranges::sort(all);
    for (auto const& way : all) {
        run_statement(connection,
                      "INSERT INTO finder VALUES (?, ?, ?) ON CONFLICT (key, first) "
                      "DO UPDATE SET last = max(last, excluded.last)",
                      way.key, way.span.first, way.span.last);
    }
    run_statement(connection, "DELETE FROM finder_block");
    forget();
}

} // namespace foramen
