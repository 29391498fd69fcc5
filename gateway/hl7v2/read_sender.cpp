#include "gateway/hl7v2/json_file.h"
#include "gateway/hl7v2/sender.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace foramen::hl7v2 {

namespace {

using Json = rapidjson::Value;

std::string_view text_of(Json const& json) { return {json.GetString(), json.GetStringLength()}; }

template <class Value> struct Choice {
    std::string_view word;
    Value value;
};

template <class Value> Choice(std::string_view, Value) -> Choice<Value>;

constexpr std::array processings{Choice{"test", Processing::test},
                                 Choice{"production", Processing::production}};
constexpr std::array modes{Choice{"as-asked", AcknowledgementMode::as_asked},
                           Choice{"original", AcknowledgementMode::original},
                           Choice{"enhanced", AcknowledgementMode::enhanced}};
constexpr std::array charsets{Choice{"cp1252", Charset::cp_1252},
                              Choice{"8859/1", Charset::latin_1},
                              Choice{"8859/15", Charset::latin_9}};
constexpr std::array status_sources{Choice{"both", StatusFrom::both},
                                    Choice{"OBR-25", StatusFrom::report},
                                    Choice{"OBX-11", StatusFrom::observations}};
constexpr std::array note_rules{Choice{"append", Notes::append}, Choice{"ignore", Notes::ignore}};
constexpr std::array text_rules{Choice{"work-list", MissingText::work_list},
                                Choice{"share", MissingText::share}};

/// "OBR-18.1"
std::optional<FieldPath> path_of(std::string_view text)
{
    constexpr unsigned field_max = 200;
    constexpr unsigned component_max = 30;
    auto const is_segment =
        text.size() > 4 && text[3] == '-' &&
        std::all_of(text.begin(), text.begin() + 3, [](char letter) {
            return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
        });
    if (!is_segment) return {};
    FieldPath path;
    path.segment = text.substr(0, 3);
    auto const* const end = text.data() + text.size();
    auto const field = std::from_chars(text.data() + 4, end, path.field);
    if (field.ec != std::errc{} || path.field == 0 || path.field > field_max) return {};
    if (field.ptr == end) return path;
    if (*field.ptr != '.') return {};
    auto const component = std::from_chars(field.ptr + 1, end, path.component);
    auto const is_whole = component.ec == std::errc{} && component.ptr == end;
    if (!is_whole || path.component == 0 || path.component > component_max) return {};
    return path;
}

/// "192.0.2.7" or "192.0.2.0/24", either version of the protocol.
bool is_network(std::string_view text)
{
    auto const slash = text.find('/');
    std::string const address{text.substr(0, slash)};
    in6_addr bytes{}; // Has room for both.
    auto const is_v4 = ::inet_pton(AF_INET, address.c_str(), &bytes) == 1;
    if (!is_v4 && ::inet_pton(AF_INET6, address.c_str(), &bytes) != 1) return false;
    if (slash == text.npos) return true;
    unsigned length = 0;
    auto const prefix = text.substr(slash + 1);
    auto const* const end = prefix.data() + prefix.size();
    auto const read = std::from_chars(prefix.data(), end, length);
    return read.ec == std::errc{} && read.ptr == end && length <= (is_v4 ? 32u : 128u);
}

/// Reads the members of one object and notes what is wrong with each.
class Section {
public:
    Section(std::string_view file, JsonFile const& json, Json const& object, std::string pointer,
            std::vector<SenderFault>& faults)
        : file_{file}, json_{json}, object_{object}, pointer_{std::move(pointer)}, faults_{faults}
    {}

    ~Section()
    {
        if (!object_.IsObject()) return;
        for (auto const& member : object_.GetObject()) {
            auto const name = text_of(member.name);
            if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
            std::string options;
            for (auto const option : known_) options.append(options.empty() ? "" : ", ") += option;
            fault(name, "is no option here; there are: " + options);
        }
    }
    Section(Section const&) = delete;
    Section& operator=(Section const&) = delete;

    void fault(std::string_view name, std::string const& text)
    {
        auto const pointer = pointer_ + '/' + std::string{name};
        faults_.push_back(
            {std::string{file_}, json_.line_of(pointer), std::string{name} + ": " + text});
    }

    Json const* take(std::string_view name)
    {
        known_.push_back(name);
        Json const key{rapidjson::StringRef(name.data(), name.size())};
        auto const found = object_.FindMember(key);
        return found == object_.MemberEnd() ? nullptr : &found->value;
    }

    void text(std::string_view name, std::string& into)
    {
        auto const* const value = take(name);
        if (value == nullptr) return;
        if (value->IsString()) into = text_of(*value);
        else fault(name, "must be a text");
    }

    template <class Value, std::size_t count>
    void choice(std::string_view name, std::array<Choice<Value>, count> const& choices, Value& into)
    {
        auto const* const value = take(name);
        if (value == nullptr) return;
        std::string words;
        for (auto const& one : choices) {
            if (value->IsString() && text_of(*value) == one.word) {
                into = one.value;
                return;
            }
            words.append(words.empty() ? "\"" : ", \"").append(one.word) += '"';
        }
        fault(name, "must be one of " + words);
    }

    /// Calls `read` with each text of the list.
    template <class Read> void texts(std::string_view name, Read read)
    {
        auto const* const value = take(name);
        if (value == nullptr) return;
        if (!value->IsArray()) return fault(name, "must be a list of texts");
        for (auto const& one : value->GetArray()) {
            if (one.IsString() && one.GetStringLength() > 0) read(text_of(one));
            else fault(name, "must hold texts only, none of them empty");
        }
    }
    void texts(std::string_view name, std::vector<std::string>& into)
    {
        if (object_.HasMember(std::string{name}.c_str())) into.clear();
        texts(name, [&into](std::string_view text) { into.emplace_back(text); });
    }

    void paths(std::string_view name, std::vector<FieldPath>& into)
    {
        std::vector<FieldPath> paths;
        texts(name, [&](std::string_view text) {
            auto path = path_of(text);
            if (path) paths.push_back(*std::move(path));
            else fault(name, "must name a field like \"OBR-18\" or \"ORC-3.1\"");
        });
        if (!paths.empty()) into = std::move(paths);
    }

    /// Calls `read` with each member of the object.
    template <class Read> void members(std::string_view name, Read read)
    {
        auto const* const value = take(name);
        if (value == nullptr) return;
        if (!value->IsObject()) return fault(name, "must be an object");
        for (auto const& member : value->GetObject()) read(text_of(member.name), member.value);
    }

private:
    std::string_view file_;
    JsonFile const& json_;
    Json const& object_;
    std::string pointer_;
    std::vector<SenderFault>& faults_;
    std::vector<std::string_view> known_;
};

struct Reading {
    std::string_view file;
    JsonFile const& json;
    std::vector<SenderFault>& faults;

    void section(Section& outer, std::string_view name, void (*read)(Section&, Sender&),
                 Sender& sender) const
    {
        auto const* const value = outer.take(name);
        if (value == nullptr) return;
        if (!value->IsObject()) return outer.fault(name, "must be an object");
        Section inner{file, json, *value, '/' + std::string{name}, faults};
        read(inner, sender);
    }
};

void read_from(Section& section, Sender& sender)
{
    section.text("application", sender.application);
    section.text("facility", sender.facility);
    section.texts("addresses", sender.addresses);
    for (auto const& address : sender.addresses) {
        if (is_network(address)) continue;
        section.fault("addresses", "must be IP addresses or networks such as \"192.0.2.0/24\"");
    }
    section.texts("certificateNames", sender.certificate_names);
    if (sender.addresses.empty() && sender.certificate_names.empty()) {
        section.fault("addresses",
                      "name at least one address or certificate: nobody may send else");
    }
}

void read_status(Section& section, Sender& sender)
{
    section.choice("from", status_sources, sender.status_from);
    section.members("codes", [&](std::string_view code, Json const& value) {
        auto const status =
            value.IsString() ? imaging_status(text_of(value)) : std::optional<ImagingStatus>{};
        if (status) sender.status_codes.emplace(code, *status);
        else {
            section.fault("codes", "must be a status of FHIR's DiagnosticReport, as "
                                   "\"preliminary\", \"final\", \"corrected\"");
        }
    });
}

void read_text(Section& section, Sender& sender)
{
    section.texts("only", sender.text_codes);
    section.texts("ignore", sender.ignored_codes);
    section.choice("notes", note_rules, sender.notes);
    section.choice("missing", text_rules, sender.missing_text);
}

void read_exam(Reading const& reading, std::string_view code, Json const& value, Sender& sender)
{
    auto const pointer = "/exams/" + std::string{code};
    if (!value.IsObject()) {
        reading.faults.push_back({std::string{reading.file}, reading.json.line_of(pointer),
                                  "exams: each must be an object with regions and modality"});
        return;
    }
    Section section{reading.file, reading.json, value, pointer, reading.faults};
    ExamEntry entry;
    section.texts("regions", [&](std::string_view word) {
        auto const region = spine_region(word);
        if (region) entry.regions.push_back(*region);
        else section.fault("regions", "are cervical, thoracic, lumbar, sacral or whole");
    });
    section.text("modality", entry.modality);
    sender.exams.emplace(code, std::move(entry));
}

std::string name_of(std::string_view file)
{
    auto const slash = file.find_last_of('/');
    if (slash != std::string_view::npos) file.remove_prefix(slash + 1);
    return std::string{file.substr(0, file.rfind(".json"))};
}

bool is_sender_name(std::string_view name)
{
    return !name.empty() && name.size() <= 64 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") ==
               std::string_view::npos;
}

void read_all(Reading const& reading, Sender& sender)
{
    Section top{reading.file, reading.json, reading.json.root(), "", reading.faults};
    std::string title; // For people.
    top.text("title", title);
    reading.section(top, "from", read_from, sender);
    if (!reading.json.root().HasMember("from")) top.fault("from", "is missing: who may send?");
    top.choice("processing", processings, sender.processing);
    top.choice("acknowledgement", modes, sender.acknowledgement);
    top.choice("characterSet", charsets, sender.charset);
    top.paths("accession", sender.accession);
    top.paths("reportId", sender.report_id);
    top.texts("nhsAuthorities", sender.nhs_authorities);
    reading.section(top, "status", read_status, sender);
    reading.section(top, "text", read_text, sender);
    top.members("exams", [&](std::string_view code, Json const& value) {
        read_exam(reading, code, value, sender);
    });
}

} // namespace

std::variant<Sender, std::vector<SenderFault>> read_sender(std::string_view file,
                                                           std::string_view json)
{
    std::vector<SenderFault> faults;
    auto const refuse = [&](std::size_t line, std::string text) {
        faults.push_back({std::string{file}, line, std::move(text)});
    };
    Sender sender;
    sender.name = name_of(file);
    if (!is_sender_name(sender.name)) {
        refuse(0, "the file's name is the sender's: lower case letters, digits, - and _ only");
    }
    if (json.size() > sender_bytes_max) {
        refuse(0, "the file is longer than our limit");
        return faults;
    }
    JsonFile parsed;
    auto const broken = parsed.read(json);
    for (auto const& fault : broken) refuse(fault.line, fault.text);
    if (!broken.empty()) return faults;
    read_all({file, parsed, faults}, sender);
    if (!faults.empty()) return faults;
    return sender;
}

} // namespace foramen::hl7v2
