// Why this file exists: the link in a letter to a practice only says which request is meant. Who
// opened it is proved by a one-time code that goes to the registered contact of the practice.
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/random.h"
#include "gateway/base/result.h"

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace foramen {

/// How far a person has come who opened the link of one request.
enum class VisitStage {
    asked,     ///< A code is on its way to the practice.
    proved,    ///< The code was right: the patient may be shown, one answer may be given.
    answering, ///< The answer is being put on disk; a second one waits for nothing.
    done,      ///< Answered: only the reference is shown any more.
};

/// One person's visit to one request. The booking's data stays at the desk.
struct ApprovalVisit {
    std::string link;     ///< Which request.
    std::string practice; ///< ODS code to whose contact the code went.
    VisitStage stage = VisitStage::asked;
    std::string csrf;      ///< What every form of this visit must repeat.
    std::string reference; ///< done: what was recorded, as the page put it there.
    TimePoint began;
    TimePoint last_used;
};

/// In memory only: a restart ends all visits, and no answer hangs on one. Safe from any thread.
class ApprovalVisits {
public:
    static constexpr std::size_t code_digits = 6;
    static constexpr std::chrono::minutes code_life{10};
    static constexpr unsigned attempts_max = 5; ///< Then the code is void.
    static constexpr std::chrono::minutes codes_window{15};
    static constexpr std::size_t codes_max = 3; ///< A link in the window.
    static constexpr std::chrono::hours long_window{24};
    /// A link in a day: at 5 guesses each, who has the link guesses right once in 50 years.
    static constexpr std::size_t codes_max_a_day = 10;
    /// A caller's address in codes_window: many practices share one address of the NHS's network.
    static constexpr std::size_t codes_max_an_address = 60;
    static constexpr std::chrono::minutes idle_max{30};
    static constexpr std::chrono::hours age_max{4};
    static constexpr std::size_t visits_max = 1'024; ///< The longest unused one makes room.
    static constexpr std::size_t links_max = 4'096;  ///< Likewise.
    static constexpr std::size_t addresses_max = 4'096;

    ApprovalVisits(Clock const& clock, Random& random) : clock_{clock}, random_{random} {}

    /// What the browser is given, and what goes to the practice. Only hashes of both are kept.
    struct Opened {
        std::string id;
        std::string code;
    };
    /// A new visit with a new code, which voids the link's older one. Error: busy, saying when.
    Result<Opened> open(std::string const& link, std::string const& practice,
                        std::string const& address);

    /// The visit of that cookie to that link; counts as use.
    std::optional<ApprovalVisit> find(std::string_view id, std::string_view link);
    /// Whether a form comes from this visit's pages. In constant time.
    static bool is_own_form(ApprovalVisit const& visit, std::string_view csrf);

    enum class Proof {
        proved,
        wrong,   ///< Another attempt is left.
        expired, ///< Too old, used, voided by a newer one, or guessed at too often: a new one
                 ///< helps.
    };
    Proof prove(std::string_view id, std::string_view code);

    /// One answer a visit: false when another request of the same visit got here first.
    bool claim(std::string_view id);
    /// The answer was not taken; the person may try again.
    void release(std::string_view id);
    /// The answer is on disk: nothing of the patient is shown to this visit again.
    void finish(std::string_view id, std::string reference);
    void close(std::string_view id);

    std::size_t visit_count() const;
    std::size_t link_count() const;

private:
    struct Code {
        std::string visit; ///< Hash of the id of the one who asked for it.
        std::string hash;
        TimePoint sent;
        unsigned attempts = 0;
    };
    struct Link {
        std::deque<TimePoint> sent; ///< Of its codes, within long_window.
        std::optional<Code> code;   ///< The one that is still good.
        TimePoint last_used;
    };
    using Visits = std::map<std::string, ApprovalVisit, std::less<>>;

    Result<> count_code(Link& link, std::string const& address);
    Link& link_of(std::string const& name);
    void forget_old(TimePoint now);
    void make_room();
    bool ended(ApprovalVisit const& visit) const;
    /// By hash: how long the search takes tells nothing about ids.
    Visits::iterator living(std::string_view id);

    Clock const& clock_;
    Random& random_;
    mutable std::mutex mutex_;
    Visits visits_; ///< By the hash of their id.
    std::map<std::string, Link, std::less<>> links_;
    std::map<std::string, std::deque<TimePoint>> addresses_;
};

} // namespace foramen
