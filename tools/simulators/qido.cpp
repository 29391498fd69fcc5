#include "tools/simulators/qido.h"

#include "gateway/net/problem.h"
#include "tools/simulators/resource_text.h"
#include "tools/simulators/transaction.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

namespace foramen {

namespace {

using rapidjson::Value;

struct Key {
    std::string_view name;
    char const* tag;
};
constexpr std::array keys{
    Key{"StudyDate", "00080020"},         Key{"AccessionNumber", "00080050"},
    Key{"ModalitiesInStudy", "00080061"}, Key{"PatientName", "00100010"},
    Key{"PatientID", "00100020"},         Key{"PatientBirthDate", "00100030"},
    Key{"StudyInstanceUID", "0020000D"},
};

/// Orthanc behind a proxy: without a port, and http in any case. Never to be followed.
constexpr char retrieve_base[] = "http://localhost/dicom-web/studies/";

std::string text_of(Value const& json)
{
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};
    json.Accept(writer);
    return {buffer.GetString(), buffer.GetSize()};
}

HttpReply dicom_reply(std::string body)
{
    return {200, {{"Content-Type", "application/dicom+json"}}, std::move(body)};
}

/// The texts of a DICOM JSON attribute; a person name is its alphabetic form.
std::vector<std::string> values_of(Value const& study, char const* tag)
{
    std::vector<std::string> values;
    auto const attribute = study.FindMember(tag);
    if (attribute == study.MemberEnd() || !attribute->value.IsObject()) return values;
    auto const list = attribute->value.FindMember("Value");
    if (list == attribute->value.MemberEnd() || !list->value.IsArray()) return values;
    for (auto const& one : list->value.GetArray()) {
        if (one.IsString()) values.emplace_back(one.GetString(), one.GetStringLength());
        else if (one.IsObject()) values.emplace_back(member_text(one, "Alphabetic"));
    }
    return values;
}

/// "?" is one character, "*" any number of them (PS3.4 C.2.2.2.4).
bool fits_wildcard(std::string_view pattern, std::string_view text)
{
    std::size_t at = 0;
    std::size_t star = std::string_view::npos;
    std::size_t after_star = 0;
    std::size_t place = 0;
    while (place < text.size()) {
        if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == text[place])) {
            ++at;
            ++place;
        } else if (at < pattern.size() && pattern[at] == '*') {
            star = at++;
            after_star = place;
        } else if (star != std::string_view::npos) {
            at = star + 1;
            place = ++after_star;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

bool is_day(std::string_view text)
{
    return text.size() == 8 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// YYYYMMDD, YYYYMMDD-YYYYMMDD, or open at one end; anything else finds nothing, silently.
bool fits_dates(std::string_view wanted, std::string_view day)
{
    auto const dash = wanted.find('-');
    if (dash == std::string_view::npos) return is_day(wanted) && wanted == day;
    auto const from = wanted.substr(0, dash);
    auto const until = wanted.substr(dash + 1);
    if ((!from.empty() && !is_day(from)) || (!until.empty() && !is_day(until))) return false;
    return is_day(day) && (from.empty() || day >= from) && (until.empty() || day <= until);
}

bool fits(Value const& study, Key const& key, std::string_view wanted)
{
    auto const one_fits = [&](std::string const& value) {
        if (key.name == "StudyDate") return fits_dates(wanted, value);
        if (key.name != "ModalitiesInStudy") return fits_wildcard(wanted, value);
        for (auto const& modality : search_values(wanted)) {
            if (modality == value) return true;
        }
        return false;
    };
    return std::ranges::any_of(values_of(study, key.tag), one_fits);
}

bool fits_all(Value const& study, Target const& target)
{
    for (auto const& [name, wanted] : target.query) {
        auto const same = [&name = name](Key const& key) {
            return key.name == name || key.tag == name;
        };
        auto const key = std::ranges::find_if(keys, same);
        if (key != keys.end() && !wanted.empty() && !fits(study, *key, wanted)) return false;
    }
    return true;
}

/// No value: there, but no number.
std::optional<std::size_t> number_of(Target const& target, std::string_view name,
                                     std::size_t otherwise)
{
    auto const text = target.query_value(name);
    if (text.empty()) return otherwise;
    std::size_t number = 0;
    auto const* const end = text.data() + text.size();
    auto const [last, failed] = std::from_chars(text.data(), end, number);
    if (last != end || failed != std::errc{}) return {};
    return number;
}

} // namespace

QidoArchive::Study const* QidoArchive::find(std::string const& uid) const
{
    auto const same = [&](auto const& study) { return study->uid == uid; };
    auto const found = std::ranges::find_if(studies_, same);
    return found == studies_.end() ? nullptr : found->get();
}

HttpReply QidoArchive::put(std::string const& uid, std::string_view json)
{
    auto study = std::make_unique<Study>();
    study->uid = uid;
    auto& tree = study->json;
    if (is_too_deep(json)) return problem(400, "the body is nested too deeply");
    tree.Parse(json.data(), json.size());
    if (tree.HasParseError() || !tree.IsObject()) return problem(400, "the body is no JSON object");
    auto* const row = member_object(tree, "study");
    if (row == nullptr) return problem(400, "study is missing: an object in DICOM JSON");
    for (auto const* list : {"series", "metadata"}) {
        auto const found = tree.FindMember(list);
        if (found != tree.MemberEnd() && !found->value.IsArray()) {
            return problem(400, "series and metadata are lists");
        }
    }
    if (values_of(*row, "0020000D") != std::vector{uid}) {
        return problem(400, "study has another Study Instance UID (0020000D) than the URL");
    }
    auto& memory = tree.GetAllocator();
    row->RemoveMember("00081190");
    Value values{rapidjson::kArrayType};
    values.PushBack(Value{(retrieve_base + uid).c_str(), memory}, memory);
    Value attribute{rapidjson::kObjectType};
    attribute.AddMember("vr", "UR", memory).AddMember("Value", values, memory);
    row->AddMember("00081190", attribute, memory);
    auto const same = [&](auto const& known) { return known->uid == uid; };
    auto const known = std::ranges::find_if(studies_, same);
    if (known != studies_.end()) {
        *known = std::move(study);
        return json_reply(200, "{}");
    }
    studies_.push_back(std::move(study));
    return json_reply(201, "{}");
}

HttpReply QidoArchive::studies(std::string_view query, QidoRows rows) const
{
    auto const target = parse_target("/?" + std::string{query});
    constexpr auto all = std::numeric_limits<std::size_t>::max();
    auto const limit = number_of(target, "limit", all);
    auto offset = number_of(target, "offset", 0);
    if (target.path.empty() || !limit || !offset) return problem(400, "the query is malformed");
    std::string body;
    std::size_t count = 0;
    for (auto const& study : studies_) {
        auto const& row = study->json["study"];
        auto const is_wanted = rows == QidoRows::foreign_too || fits_all(row, target);
        if (!is_wanted || count >= *limit) continue;
        if (*offset > 0) {
            --*offset;
            continue;
        }
        body += (count++ == 0 ? "[" : ",") + text_of(row);
    }
    // PS3.18 10.6.3.1: no match is 204. (CP-2473 of 2025, and Orthanc, say 200 and []).
    if (count == 0) return {204, {}, ""};
    return dicom_reply(body + "]");
}

HttpReply QidoArchive::series(std::string const& uid) const
{
    auto const* const study = find(uid);
    if (study == nullptr || !study->json.HasMember("series")) return dicom_reply("[]");
    return dicom_reply(text_of(study->json["series"]));
}

HttpReply QidoArchive::metadata(std::string const& uid) const
{
    auto const* const study = find(uid);
    if (study == nullptr || !study->json.HasMember("metadata")) {
        return problem(404, "no such study");
    }
    return dicom_reply(text_of(study->json["metadata"]));
}

} // namespace foramen
