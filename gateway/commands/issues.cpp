#include "gateway/commands/issues.h"

#include "gateway/base/json_text.h"
#include "gateway/commands/commands.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace foramen {

void append(Findings& findings, fhir::Issues const& issues, std::string_view prefix)
{
    static constexpr std::array names{"fatal", "error", "warning", "information"};
    for (auto const& issue : issues) {
        auto where = std::string{prefix};
        if (!where.empty() && !issue.expression.empty()) where += ": ";
        findings.push_back({names[static_cast<std::size_t>(issue.severity)],
                            where + issue.expression, issue.text});
    }
}

void append(Findings& findings, SettingsFaults const& faults)
{
    for (auto const& fault : faults) {
        auto where = fault.file.string();
        if (fault.line != 0) where += ":" + std::to_string(fault.line);
        findings.push_back({"error", std::move(where), fault.text});
    }
}

Layout layout_of(Arguments const& arguments)
{
    return arguments.has("--json") ? Layout::json : Layout::table;
}

int print(Findings const& findings, Layout layout, std::string_view all_well)
{
    auto const wrong = std::ranges::any_of(findings, [](Finding const& finding) {
        return finding.severity == "error" || finding.severity == "fatal";
    });
    if (layout == Layout::json) {
        JsonText json;
        json.array();
        for (auto const& finding : findings) {
            json.object().member("severity", finding.severity).member("where", finding.where);
            json.member("text", finding.text).end_object();
        }
        json.end_array();
        std::puts(json.take().c_str());
        return wrong ? no : yes;
    }
    for (auto const& finding : findings) {
        std::printf("%s: %s: %s\n", finding.where.c_str(), finding.severity.c_str(),
                    finding.text.c_str());
    }
    if (!wrong) std::printf("%.*s\n", static_cast<int>(all_well.size()), all_well.data());
    return wrong ? no : yes;
}

} // namespace foramen
