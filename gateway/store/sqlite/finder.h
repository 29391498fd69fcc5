// Why this file exists: the one index for all ways to a resource, whose rows fall on random pages.
// What a commit adds is therefore appended as one block and kept in memory too; when many have
// gathered they are sorted into the table `finder`, a slice with each commit, so that a page is
// written for many at once and nobody waits for all of it.
#pragma once

#include "gateway/store/sqlite/connection.h"

#include <unordered_map>
#include <vector>

namespace foramen {

/// Where a word (an id, a value of an identifier, a patient, a booking) stands in the finder.
using FinderKey = std::int64_t;

/// Resources with neighbouring ids.
struct Span {
    std::int64_t first;
    std::int64_t last;

    auto operator<=>(Span const&) const = default;
};

/// One for each connection that asks; only the writer's adds.
class Finder {
public:
    explicit Finder(std::size_t recent_max) : recent_max_{recent_max} {}

    /// Where the word may lead to, on the connection's snapshot: who asks compares the resource
    /// itself. In order, none twice.
    std::vector<Span> find(Connection& connection, FinderKey key);

    /// The first row of a word may be added again with a later `last`.
    void add(FinderKey key, Span span);
    /// Before each commit that may have added something.
    void flush(Connection& connection);
    /// What the memory holds may be not what is stored: it is read anew.
    void forget();

private:
    struct Way {
        FinderKey key;
        Span span;

        auto operator<=>(Way const&) const = default;
    };
    void refresh(Connection& connection);
    void append_block(Connection& connection);
    void begin_merge();
    void merge_slice(Connection& connection);

    std::size_t recent_max_;
    /// Of the blocks after those that are being merged, and what was added since.
    std::unordered_multimap<FinderKey, Span> recent_;
    std::vector<Way> added_;   ///< Since the last flush().
    std::vector<Way> merging_; ///< Of the blocks up to merging_last_, in order.
    std::size_t merged_ = 0;   ///< So many of them are in the table.
    std::int64_t merging_last_ = 0;
    std::int64_t first_ = 0; ///< 0: there is no block.
    std::int64_t last_ = 0;
    /// No id is used twice: by the first one a reader sees that older blocks were merged.
    std::int64_t highest_ = 0;
};

} // namespace foramen
