#include "gateway/load_rules.h"

#include "gateway/settings_reader.h"

namespace foramen {

Result<RiskTable> load_rules(std::filesystem::path const& mappings_folder)
{
    auto const folder = mappings_folder / "rules";
    TRY(days, read_file(folder / "bank-holidays.json"));
    TRY(calendar, WorkingDays::parse(days));
    TRY(rows, read_file(folder / "risk.json"));
    return RiskTable::parse(rows, std::move(calendar));
}

} // namespace foramen
