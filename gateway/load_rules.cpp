#include "gateway/load_rules.h"

#include "gateway/data_file.h"

namespace foramen {

std::optional<RiskTable> load_rules(std::filesystem::path const& mappings_folder,
                                    SettingsFaults& faults)
{
    auto const folder = mappings_folder / "rules";
    auto calendar =
        load_data<WorkingDays>(folder / "bank-holidays.json", WorkingDays::parse, faults);
    auto const parse = [&](std::string_view json) {
        return RiskTable::parse(json, calendar.value_or(WorkingDays{}));
    };
    auto table = load_data<RiskTable>(folder / "risk.json", parse, faults);
    return calendar ? std::move(table) : std::nullopt;
}

} // namespace foramen
