// Why this file exists: the compiled rules of the definitions, found without a lock, since the
// gateway asks for them with each element that it emits.
#include "fhir/validate/constraint.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>

namespace fhir::validate {

namespace {

struct List {
    Invariant const* key = nullptr;
    std::vector<Constraint> constraints;
};

/// A backbone element and its type have the same rules: they are asked once.
bool is_of_type(Invariant const& rule, std::span<Invariant const> list, Type const* focus)
{
    if (focus == nullptr || focus->invariants.data() == list.data()) return false;
    auto const& known = focus->invariants;
    return std::ranges::find(known, rule.key, &Invariant::key) != known.end();
}

/// Grows only. Readers see a slot empty or filled for good.
class Table {
public:
    std::span<Constraint const> of(std::span<Invariant const> list, TypeSource const& types,
                                   Type const* focus)
    {
        for (auto at = start(list.data());; at = (at + 1) % slots_.size()) {
            auto const* const found = slots_[at].load(std::memory_order_acquire);
            if (found == nullptr) break;
            if (found->key == list.data()) return found->constraints;
        }
        return insert(list, types, focus);
    }

private:
    /// R4 has about 900 lists with a rule to run.
    static constexpr std::size_t slots = 4'096;
    static constexpr std::size_t filled_max = slots / 2;

    std::size_t start(Invariant const* key) const
    {
        auto const mixed = reinterpret_cast<std::uintptr_t>(key) * 0x9E3779B97F4A7C15u;
        return (mixed >> 32) % slots_.size();
    }

    std::span<Constraint const> insert(std::span<Invariant const> list, TypeSource const& types,
                                       Type const* focus)
    {
        std::scoped_lock const lock{mutex_};
        auto const [known, is_new] = all_.try_emplace(list.data());
        auto& made = known->second;
        if (!is_new) return made.constraints;
        made.key = list.data();
        for (auto const& rule : list) {
            if (is_run(rule) && !is_of_type(rule, list, focus))
                made.constraints.push_back(make_constraint(rule, types, focus));
        }
        if (filled_ == filled_max) return made.constraints; // Found by the lock from now on.
        auto at = start(made.key);
        while (slots_[at].load(std::memory_order_relaxed) != nullptr) at = (at + 1) % slots;
        slots_[at].store(&made, std::memory_order_release);
        ++filled_;
        return made.constraints;
    }

    std::array<std::atomic<List const*>, slots> slots_{};
    std::mutex mutex_;
    std::map<Invariant const*, List> all_;
    std::size_t filled_ = 0;
};

} // namespace

std::span<Constraint const> compiled(std::span<Invariant const> list, TypeSource const& types,
                                     Type const* focus)
{
    static Table table;
    // Nearly every element has this rule and no other; ext-1 of an element is that of its type.
    if (list.empty() || (list.size() == 1 && list.front().key == "ele-1")) return {};
    auto const of_type = focus != nullptr && focus->invariants.data() == list.data();
    if (list.size() == 2 && list.back().key == "ext-1" && !of_type) return {};
    return table.of(list, types, focus);
}

} // namespace fhir::validate
