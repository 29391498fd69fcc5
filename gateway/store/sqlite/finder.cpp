#include "gateway/store/sqlite/finder.h"

#include <algorithm>
#include <cstring>

namespace foramen {

namespace {

constexpr std::size_t slices = 32; ///< Commits that share the work of one merge.

} // namespace

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
    for (auto const& way : std::ranges::equal_range(merging_, key, {}, &Way::key)) {
        spans.push_back(way.span);
    }
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
    if (!merging_.empty()) merge_slice(connection);
    if (added_.empty()) return;
    append_block(connection);
    added_.clear();
    if (merging_.empty() && recent_.size() > recent_max_) begin_merge();
}

void Finder::forget()
{
    recent_.clear();
    added_.clear();
    merging_.clear();
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

void Finder::begin_merge()
{
    merging_.reserve(recent_.size());
    for (auto const& [key, span] : recent_) merging_.push_back({key, span});
    std::ranges::sort(merging_);
    merged_ = 0;
    merging_last_ = last_;
    recent_.clear();
}

/// After a crash it begins anew: what is in the table already does no harm there.
void Finder::merge_slice(Connection& connection)
{
    // More than is added, or it would never end.
    auto const count = std::max(recent_max_ / slices, 2 * added_.size() + 1);
    auto const end = std::min(merging_.size(), merged_ + count);
    for (; merged_ < end; ++merged_) {
        auto const& way = merging_[merged_];
        run_statement(connection,
                      "INSERT INTO finder VALUES (?, ?, ?) ON CONFLICT (key, first) "
                      "DO UPDATE SET last = max(last, excluded.last)",
                      way.key, way.span.first, way.span.last);
    }
    if (merged_ < merging_.size()) return;
    run_statement(connection, "DELETE FROM finder_block WHERE id <= ?", merging_last_);
    merging_.clear();
    auto const none_left = last_ == merging_last_;
    first_ = none_left ? 0 : merging_last_ + 1;
    if (none_left) last_ = 0;
}

} // namespace foramen
