// Why this file exists: an imaging case on disk outlives the program that wrote it.
#include "gateway/base/json_fields.h"
#include "gateway/imaging/words.h"

namespace foramen::imaging {

namespace {

/// Raised with every change that an older program would misread; an unknown one is refused.
constexpr unsigned format = 1;

template <class Texts> void put_texts(JsonText& json, std::string_view name, Texts const& texts)
{
    json.key(name).array();
    for (auto const& one : texts) json.text(one);
    json.end_array();
}

void put_decision(JsonText& json, Case const& report)
{
    auto const& decision = report.decision;
    json.member("standing", to_string(report.standing)).key("decision").object();
    json.member("clinicId", decision.clinic_id).member("by", decision.by);
    json.member("reason", decision.reason).member("basis", decision.basis);
    json.member("at", decision.at.time_since_epoch().count()).end_object();
    json.member("judgedIdentity", report.judged_identity).member("lookedAt", report.looked_at);
    json.key("candidates").array();
    for (auto const& one : report.candidates) {
        json.object().member("clinicId", one.clinic_id).key("score").number(one.score);
        put_texts(json, "reasons", one.reasons);
        json.end_object();
    }
    json.end_array();
    put_texts(json, "reasons", report.reasons);
}

void put_waiting(JsonText& json, Case const& report)
{
    if (report.waiting_since != TimePoint{}) {
        json.member("waitingSince", report.waiting_since.time_since_epoch().count());
    }
    if (!report.proposal) return;
    auto const& proposal = *report.proposal;
    json.key("proposal").object().member("clinicId", proposal.clinic_id);
    json.member("by", proposal.by).member("reason", proposal.reason);
    json.member("at", proposal.at.time_since_epoch().count()).end_object();
}

void read_waiting(JsonFields const& fields, Case& report)
{
    if (fields.find("waitingSince") != nullptr) report.waiting_since = fields.time("waitingSince");
    auto const* const found = fields.find("proposal");
    if (found == nullptr) return;
    auto const proposal = fields.inside(*found);
    report.proposal = Proposal{proposal.text("clinicId"), proposal.text("by"),
                               proposal.text("reason"), proposal.time("at")};
}

Decision read_decision(JsonFields const& fields)
{
    return {fields.text("clinicId"), fields.text("by"), fields.text("reason"), fields.text("basis"),
            fields.time("at")};
}

Likeness read_likeness(JsonFields const& fields)
{
    return {fields.text("clinicId"), fields.number("score").value_or(0), fields.texts("reasons")};
}

/// A word of ours that this program does not know any more is left out: the next decision says it
/// anew.
template <class Value, std::size_t count>
std::vector<Value> values_of(std::vector<std::string> const& texts,
                             std::array<words::Word, count> const& list)
{
    std::vector<Value> values;
    for (auto const& text : texts) {
        auto const found = std::ranges::find(list, text);
        if (found != list.end()) values.push_back(static_cast<Value>(found - list.begin()));
    }
    return values;
}

} // namespace

std::string Case::to_json() const
{
    JsonText json;
    json.object().member("format", format).member("id", id).member("sender", sender);
    put_decision(json, *this);
    put_waiting(json, *this);
    std::vector<std::string_view> regions;
    for (auto const region : regions_by_person)
        regions.push_back(words::of(words::regions, region));
    put_texts(json, "regions", regions);
    std::vector<std::string_view> open;
    for (auto const one : work) open.push_back(to_string(one));
    put_texts(json, "work", open);
    json.key("tellings").array();
    for (auto const& telling : tellings) put(json, telling);
    json.end_array().end_object();
    return json.take();
}

Result<Case> Case::from(std::string_view json)
{
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag | rapidjson::kParseFullPrecisionFlag>(
        json.data(), json.size());
    if (document.HasParseError()) return fault("a stored imaging report is not JSON");
    std::string missing;
    JsonFields const fields{document, missing};
    if (fields.count("format") != format && missing.empty()) {
        return fault("a stored imaging report has a format that this program does not know: run "
                     "the newer program");
    }
    Case report;
    report.id = fields.text("id");
    report.sender = fields.text("sender");
    report.standing = fields.one_of<Standing>("standing", words::standings);
    if (auto const* const decision = fields.find("decision")) {
        report.decision = read_decision(fields.inside(*decision));
    }
    read_waiting(fields, report);
    report.judged_identity = fields.text("judgedIdentity");
    report.looked_at = fields.text("lookedAt");
    report.candidates = fields.list("candidates", read_likeness);
    report.reasons = fields.texts("reasons");
    report.regions_by_person =
        values_of<matching::SpineRegion>(fields.texts("regions"), words::regions);
    for (auto const one : values_of<Work>(fields.texts("work"), words::works)) {
        report.work.insert(one);
    }
    report.tellings = fields.list("tellings", read_telling);
    if (missing.empty() && report.tellings.empty()) missing = "tellings";
    if (missing.empty()) return report;
    return fault("a stored imaging report has no usable member \"" + missing + '"');
}

} // namespace foramen::imaging
