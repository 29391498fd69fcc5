#include "tools/simulators/fault_table.h"

#include <rapidjson/document.h>

#include <array>

namespace foramen {

namespace {

struct Mode {
    std::string_view name;
    Misbehaviour what;
    unsigned status;
};
constexpr std::array modes{
    Mode{"slow", Misbehaviour::slow, 0},
    Mode{"down", Misbehaviour::down, 0},
    Mode{"drop-after-store", Misbehaviour::drop_after_store, 0},
    Mode{"cut", Misbehaviour::cut, 0},
    Mode{"foreign-rows", Misbehaviour::foreign_rows, 0},
    Mode{"foreign-next", Misbehaviour::foreign_next, 0},
    Mode{"garbage", Misbehaviour::garbage, 0},
    Mode{"401", Misbehaviour::status, 401},
    Mode{"403", Misbehaviour::status, 403},
    Mode{"404", Misbehaviour::status, 404},
    Mode{"409", Misbehaviour::status, 409},
    Mode{"410", Misbehaviour::status, 410},
    Mode{"412", Misbehaviour::status, 412},
    Mode{"422", Misbehaviour::status, 422},
    Mode{"429", Misbehaviour::status, 429},
    Mode{"500", Misbehaviour::status, 500},
    Mode{"502", Misbehaviour::status, 502},
    Mode{"503", Misbehaviour::status, 503},
};
constexpr unsigned number_max = 3'600'000;

std::string text_of(rapidjson::Document const& json, char const* name)
{
    auto const found = json.FindMember(name);
    if (found == json.MemberEnd() || !found->value.IsString()) return {};
    return {found->value.GetString(), found->value.GetStringLength()};
}

/// No value: there, but no number that makes sense.
std::optional<unsigned> number_of(rapidjson::Document const& json, char const* name)
{
    auto const found = json.FindMember(name);
    if (found == json.MemberEnd()) return 0;
    if (!found->value.IsUint() || found->value.GetUint() > number_max) return {};
    return found->value.GetUint();
}

} // namespace

Result<> FaultTable::set(std::string_view text)
{
    rapidjson::Document json;
    json.Parse<rapidjson::kParseIterativeFlag>(text.data(), text.size());
    if (json.HasParseError() || !json.IsObject()) return incorrect("a fault is a JSON object");
    auto const practice = text_of(json, "practice");
    auto const name = text_of(json, "mode");
    auto const delay = number_of(json, "delayMs");
    auto const retry_after = number_of(json, "retryAfter");
    auto const count = number_of(json, "count");
    if (practice.empty()) return incorrect("practice is missing: an ODS code, or *");
    if (!delay || !retry_after || !count) {
        return incorrect("delayMs, retryAfter and count are whole numbers");
    }
    if (name == "none") {
        rules_.erase(practice);
        return {};
    }
    for (auto const& mode : modes) {
        if (mode.name != name) continue;
        SimulatedFault const fault{mode.what, mode.status, std::chrono::milliseconds{*delay},
                                   *retry_after};
        rules_[practice] = {fault, *count};
        return {};
    }
    std::string known;
    for (auto const& mode : modes) known.append(mode.name).append(", ");
    return incorrect("mode is one of " + known + "none");
}

std::optional<SimulatedFault> FaultTable::take(std::string const& practice)
{
    auto found = rules_.find(practice);
    if (found == rules_.end()) found = rules_.find("*");
    if (found == rules_.end()) return {};
    auto const fault = found->second.fault;
    if (found->second.left > 0 && --found->second.left == 0) rules_.erase(found);
    return fault;
}

} // namespace foramen
