// Why this file exists: a simulator keeps all that it was sent, so that tests can ask what really
// arrived, how often and with which effect.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace foramen {

enum class Bodies { keep, forget };

/// One request that wanted to write.
struct Received {
    std::string practice;
    std::string interaction; ///< "transaction", "create", "update", "webhook", "contact"
    std::string key;         ///< Idempotency-Key, webhook-id or Bundle.identifier
    std::string body;
    unsigned status = 0; ///< What it was answered; 0: the line was cut.
};

class Journal {
public:
    explicit Journal(Bodies bodies) : bodies_{bodies} {}

    void add(Received received);
    /// It was stored, whatever became of the answer.
    void stored(std::string const& key) { ++keys_[key].stored; }
    bool was_stored(std::string const& key) const;
    void clear();

    /// [{"practice","interaction","key","status","body"}], oldest first; of a practice, or all;
    /// with a limit the newest of them.
    std::string to_json(std::string_view practice, std::size_t limit) const;

    /// What came for that practice in that interaction, newest first.
    std::vector<Received const*> newest(std::string_view practice, std::string_view interaction,
                                        std::size_t limit) const;

    std::uint64_t count() const { return count_; }
    /// Requests whose key had come before.
    std::uint64_t wire_repeats() const { return wire_repeats_; }
    std::map<std::string, std::uint64_t> const& by_interaction() const { return interactions_; }
    std::map<std::string, std::uint64_t> const& by_practice() const { return practices_; }

private:
    struct Seen {
        std::uint32_t sent = 0;
        std::uint32_t stored = 0;
    };
    Bodies bodies_;
    std::deque<Received> received_;
    std::unordered_map<std::string, Seen> keys_;
    std::map<std::string, std::uint64_t> interactions_;
    std::map<std::string, std::uint64_t> practices_;
    std::uint64_t count_ = 0;
    std::uint64_t wire_repeats_ = 0;
};

} // namespace foramen
