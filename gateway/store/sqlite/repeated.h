// Why this file exists: nearly every decision brings the same clinicians, rooms and practices
// again. What is known to stand so already is neither sealed nor looked for.
#pragma once

#include "gateway/store/sqlite/finder.h"

#include <mutex>
#include <string>

namespace foramen {

/// Kept up to date by the writer; others may see it a moment too late or too early, which the
/// writer finds out. Safe from any thread.
class Repeated {
public:
    /// Whether the resource of this key has this content (keyed hash) now.
    bool has(FinderKey key, std::string const& content) const
    {
        std::lock_guard const lock{mutex_};
        auto const found = contents_.find(key);
        return found != contents_.end() && found->second == content;
    }
    void note(FinderKey key, std::string const& content)
    {
        std::lock_guard const lock{mutex_};
        if (contents_.size() >= count_max) contents_.clear();
        contents_.insert_or_assign(key, content);
    }
    void forget(FinderKey key)
    {
        std::lock_guard const lock{mutex_};
        contents_.erase(key);
    }
    void clear()
    {
        std::lock_guard const lock{mutex_};
        contents_.clear();
    }

private:
    static constexpr std::size_t count_max = 1'024;

    mutable std::mutex mutex_;
    std::unordered_map<FinderKey, std::string> contents_;
};

} // namespace foramen
