// Why this file exists: a report that is nobody's yet may say that somebody must be seen today. Its
// words raise it to the top of the work list; they never replace the radiologist's own call.
// Source: standards/imaging.md section 3.
#pragma once

#include "gateway/clinic/checked.h"

#include <string>
#include <string_view>
#include <vector>

namespace foramen::imaging {

/// Reads mappings/rules/urgent-words.json: {"phrases": […], "negations": […], "contrasts": […]}.
class UrgentWords {
public:
    static Checked<UrgentWords> read(std::string_view json);

    /// Whether a phrase stands in the text that no negation of the same sentence comes before: "no
    /// evidence of cord compression" is none. When in doubt it is urgent.
    bool found_in(std::string_view text) const;

private:
    using Words = std::vector<std::string>;
    bool is_negated(Words const& words, std::size_t phrase) const;

    std::vector<Words> phrases_;
    Words negations_;
    Words contrasts_; ///< "but": what was denied before it is something else.
};

} // namespace foramen::imaging
