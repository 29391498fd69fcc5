// Why this file exists: sort(), whose keys are expressions; a minus before one turns it round,
// also for strings. https://hl7.org/fhirpath/#sortkeyselector-ascdesc---collection
#include "fhir/path/functions.h"

#include <algorithm>
#include <vector>

namespace fhir::path {

namespace {

bool is_downward(Node const& key) { return key.op == Op::negate; }

/// Key by key, all of one item side by side; null where there is no key.
class Keys {
public:
    explicit Keys(Call const& call) : call_{call}, width_{std::max<std::size_t>(1, count())} {}

    /// False, with an issue, when a key cannot be had.
    bool take(std::size_t index)
    {
        auto const* const item = call_.input[index];
        // Without arguments each item is its own key.
        if (count() == 0) keys_.push_back(item);
        Frame const frame{item, index, call_.frame.total};
        for (std::size_t i = 0; i < count(); ++i) {
            auto const& key = call_.argument(i);
            Items found;
            call_.run.collect(is_downward(key) ? *key.arguments[0] : key, frame, found);
            keys_.push_back(call_.run.failed() ? nullptr : single(found, key, call_.run));
        }
        return call_.run.step(call_.node);
    }

    bool is_before(std::size_t left, std::size_t right) const
    {
        if (!call_.run.step(call_.node)) return false;
        for (std::size_t i = 0; i < width_; ++i) {
            auto const sign = compare(keys_[left * width_ + i], keys_[right * width_ + i]);
            if (sign == 0) continue;
            return count() > 0 && is_downward(call_.argument(i)) ? sign > 0 : sign < 0;
        }
        return false;
    }

private:
    std::size_t count() const { return call_.argument_count(); }

    /// What has no key stands after what has one.
    int compare(Item left, Item right) const
    {
        if (left == nullptr || right == nullptr) {
            return static_cast<int>(left == nullptr) - static_cast<int>(right == nullptr);
        }
        return order(*left, *right, call_.node, call_.run).value_or(0);
    }

    Call const& call_;
    std::size_t width_;
    std::vector<Item> keys_;
};

void sort(Call const& call, Items& out)
{
    Keys keys{call};
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < call.input.size(); ++i) {
        if (!keys.take(i)) return;
        places.push_back(i);
    }
    std::ranges::stable_sort(
        places, [&](std::size_t left, std::size_t right) { return keys.is_before(left, right); });
    for (auto const place : places) out.push_back(call.input[place]);
}

} // namespace

std::span<Function const> sort_functions()
{
    using enum Argument;
    static constexpr Function table[] = {
        {"sort", 0, 8, criteria, Gives::input, sort, nullptr},
    };
    return table;
}

} // namespace fhir::path
