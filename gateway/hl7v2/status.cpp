#include "gateway/hl7v2/status.h"

#include <algorithm>
#include <array>

namespace foramen::hl7v2 {

namespace {

using enum ImagingStatus;

struct Code {
    std::string_view code;
    ImagingStatus status;
};
/// Table 0123. A, M, N, Y and Z have no meaning that we may guess.
constexpr std::array report_codes{
    Code{"O", registered}, Code{"I", registered}, Code{"S", registered}, Code{"P", preliminary},
    Code{"R", partial},    Code{"F", final},      Code{"C", corrected},  Code{"X", cancelled}};
/// Table 0085. U: final now, the text came before.
constexpr std::array observation_codes{Code{"I", registered},
                                       Code{"R", preliminary},
                                       Code{"S", preliminary},
                                       Code{"P", preliminary},
                                       Code{"F", final},
                                       Code{"U", final},
                                       Code{"B", appended},
                                       Code{"A", amended},
                                       Code{"C", corrected},
                                       Code{"X", cancelled},
                                       Code{"D", entered_in_error},
                                       Code{"W", entered_in_error}};

template <std::size_t count>
ImagingStatus status_of(std::string_view code, std::array<Code, count> const& table,
                        Sender const& sender)
{
    auto const own = sender.status_codes.find(code);
    if (own != sender.status_codes.end()) return own->second;
    for (auto const& known : table) {
        if (known.code == code) return known.status;
    }
    return unknown;
}

bool is_complete(ImagingStatus status) { return status >= final && status <= corrected; }

/// "Worst wins": withdrawn, then corrected … preliminary; cancelled only when all are.
std::optional<ImagingStatus> of_observations(StatusCodes const& codes, Sender const& sender)
{
    std::optional<ImagingStatus> worst;
    for (auto const& code : codes.observations) {
        if (code.empty() || code == "O") continue; // Order detail, no result.
        auto const status = status_of(code, observation_codes, sender);
        auto const replaces =
            !worst || *worst == cancelled || (status != cancelled && status > *worst);
        if (replaces) worst = status;
    }
    return worst;
}

/// Several examinations of one report: as far as the least advanced.
std::optional<ImagingStatus> of_report(StatusCodes const& codes, Sender const& sender)
{
    std::optional<ImagingStatus> chosen;
    for (auto const& code : codes.report) {
        if (code.empty()) continue;
        auto const status = status_of(code, report_codes, sender);
        if (!chosen || *chosen == cancelled) chosen = status;
        else if (status == entered_in_error) chosen = status;
        else if (status == cancelled || *chosen == entered_in_error) continue;
        else if (is_complete(status) && is_complete(*chosen)) chosen = std::max(status, *chosen);
        else chosen = std::min(status, *chosen);
    }
    if (!chosen && (codes.order_control == "CA" || codes.order_control == "OC")) return cancelled;
    return chosen;
}

JudgedStatus both(ImagingStatus report, ImagingStatus observations)
{
    constexpr auto differ = "OBR-25 and OBX-11 say different things";
    if (report == cancelled || report == entered_in_error) return {report, {}};
    if (!is_complete(report)) return {report, is_complete(observations) ? differ : ""};
    if (is_complete(observations)) return {std::max(report, observations), {}};
    return {observations, differ};
}

} // namespace

JudgedStatus judge_status(StatusCodes const& codes, Sender const& sender)
{
    auto const observations = of_observations(codes, sender);
    // Whatever the rule, what was posted as wrong is wrong.
    if (observations == entered_in_error) return {entered_in_error, {}};
    auto const report = of_report(codes, sender);
    JudgedStatus judged;
    switch (sender.status_from) {
    case StatusFrom::report: judged.status = report.value_or(unknown); break;
    case StatusFrom::observations: judged.status = observations.value_or(unknown); break;
    case StatusFrom::both:
        if (report && observations) judged = both(*report, *observations);
        else judged.status = report ? *report : observations.value_or(unknown);
    }
    if (judged.status == unknown && judged.flaw.empty()) {
        judged.flaw = "has no status, or one that is not in the table";
    }
    return judged;
}

JudgedStatus judge_document(std::string_view event, std::string_view completion,
                            std::string_view availability, Sender const& sender)
{
    auto const own = sender.status_codes.find(completion);
    if (event == "T11" || availability == "CA") return {cancelled, {}};
    JudgedStatus judged;
    constexpr std::array unfinished{std::string_view{"DI"}, std::string_view{"DO"},
                                    std::string_view{"IP"}, std::string_view{"IN"},
                                    std::string_view{"PA"}};
    if (own != sender.status_codes.end()) judged.status = own->second;
    else if (completion == "AU" || completion == "LA") judged.status = final;
    else if (std::find(unfinished.begin(), unfinished.end(), completion) != unfinished.end()) {
        judged.status = preliminary;
    }
    if (judged.status == unknown) judged.flaw = "TXA-17 has no status, or one not in the table";
    if (judged.status != final) return judged;
    if (event == "T06") judged.status = appended;
    if (event == "T08") judged.status = amended;
    if (event == "T10") judged.status = corrected;
    return judged;
}

} // namespace foramen::hl7v2
