// Why this file exists: findings of check, convert and validate are printed in one way.
#pragma once

#include "fhir/issue.h"
#include "gateway/commands/arguments.h"
#include "gateway/settings.h"

#include <string>
#include <string_view>
#include <vector>

namespace foramen {

struct Finding {
    std::string severity;
    std::string where;
    std::string text;
};
using Findings = std::vector<Finding>;

/// `prefix` (a file name) stands before each expression.
void append(Findings& findings, fhir::Issues const& issues, std::string_view prefix = "");
void append(Findings& findings, SettingsFaults const& faults);

enum class Layout { table, json };
Layout layout_of(Arguments const& arguments); ///< --json

/// One line a finding, or a JSON array; `all_well` when there is none. Gives the exit status:
/// no when an error is among them.
int print(Findings const& findings, Layout layout, std::string_view all_well);

} // namespace foramen
