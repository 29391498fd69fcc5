#include "gateway/commands/commands.h"
#include "gateway/commands/issues.h"
#include "gateway/gateway.h"

namespace foramen {

namespace {

int refuse_to_start(SettingsFaults const& faults)
{
    Findings findings;
    append(findings, faults);
    print(findings, Layout::table, "");
    return complain("not started: mend what is named above");
}

int run(Arguments const& arguments)
{
    auto settings = Settings::load(arguments.value("--config", "config/foramen.json"));
    if (auto const* faults = std::get_if<SettingsFaults>(&settings)) {
        return refuse_to_start(*faults);
    }
    auto gateway = Gateway::open(std::get<Settings>(std::move(settings)));
    if (auto const* faults = std::get_if<SettingsFaults>(&gateway)) {
        return refuse_to_start(*faults);
    }
    return std::get<std::unique_ptr<Gateway>>(gateway)->run_until_signal();
}

} // namespace

Command serve_command()
{
    return {"serve",
            "run the gateway until SIGINT or SIGTERM",
            "usage: foramen serve [--config FILE]\n"
            "Runs the gateway; FILE is config/foramen.json unless told. JSON log lines go to\n"
            "standard error. Refuses to start, naming every fault, when something is missing.\n",
            {{"--config"}, {}, 0, 0},
            run};
}

} // namespace foramen
