// Why this file exists: the contract with the clinic's software is its JSON Schema. RapidJSON's
// validator says yes or no and stops at the first fault; a sender needs every fault at once.
#pragma once

#include "gateway/base/result.h"
#include "gateway/clinic/checked.h"
#include "gateway/clinic/json_tree.h"

#include <memory>
#include <string_view>

namespace foramen {

/// One schema of draft-04, as far as the clinic uses it. A keyword that is not checked here, or a
/// pattern that RapidJSON's engine cannot run, is refused when it is loaded.
class Schema {
public:
    static Checked<Schema> compile(std::string_view json);
    Schema(Schema&&) noexcept;
    Schema& operator=(Schema&&) noexcept;
    ~Schema();

    /// Whether the whole document keeps the schema. Use from any thread.
    bool accepts(Json const& document) const;
    /// Every fault. Finds at least one in each document that accepts() refuses.
    void find_faults(Json const& document, FaultList& faults) const;

private:
    struct State;
    explicit Schema(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

/// Whether `text` as a whole or in part (as the anchors say) fits `pattern`. Error: incorrect,
/// when the engine cannot run the pattern.
Result<bool> fits_pattern(std::string_view pattern, std::string_view text);

} // namespace foramen
