#include "gateway/monitor/mask.h"

#include "gateway/base/json_text.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <array>

namespace foramen {

namespace {

constexpr unsigned depth_max = 48;
constexpr std::size_t body_bytes_max = 16 * 1024 * 1024;
constexpr std::size_t careful_bytes_max = 600;

using Value = rapidjson::Value;

std::string_view text_of(Value const& value)
{
    return {value.GetString(), value.GetStringLength()};
}

bool is_letter(char one) { return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z'); }
bool is_digit(char one) { return one >= '0' && one <= '9'; }

/// Letters, and between them '-' or '_': a code or a name, but no number and no sentence.
bool looks_like_code(std::string_view text)
{
    if (text.empty() || text.size() > 40 || !is_letter(text.front())) return false;
    return std::all_of(text.begin(), text.end(),
                       [](char one) { return is_letter(one) || one == '-' || one == '_'; });
}

/// FHIR element names hold digits only in rare places; "_birthDate" is one of a primitive.
bool looks_like_name(std::string_view text)
{
    if (text.size() > 64) return false;
    if (!text.empty() && text.front() == '_') text.remove_prefix(1);
    if (text.empty() || !is_letter(text.front())) return false;
    auto const digits = std::count_if(text.begin(), text.end(), is_digit);
    return digits <= 2 && std::all_of(text.begin(), text.end(), [](char one) {
               return is_letter(one) || is_digit(one) || one == '-' || one == '_';
           });
}

/// FHIR's own lists of statuses that a message of ours can hold. A clinic's free text in an
/// element that happens to be called "status" is not among them.
constexpr std::array statuses{
    "active",       "amended",    "appended",    "arrived",     "booked",      "cancelled",
    "checked-in",   "completed",  "corrected",   "current",     "draft",       "entered-in-error",
    "final",        "fulfilled",  "in-progress", "inactive",    "noshow",      "not-done",
    "on-hold",      "partial",    "pending",     "preliminary", "preparation", "proposed",
    "rejected",     "registered", "requested",   "revoked",     "stopped",     "superseded",
    "suspended",    "unknown",    "waitlist",    "accepted",    "declined",    "tentative",
    "needs-action", "waiting",    "delivered",   "held",        "not-shared",  "ready"};
constexpr std::array methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

template <class List> bool among(List const& list, std::string_view text)
{
    return std::find(list.begin(), list.end(), text) != list.end();
}

class Masker {
public:
    explicit Masker(MaskedBody& result) : result_{result} {}

    void value(Value const& value, std::string_view name, std::string_view parent, unsigned depth)
    {
        if (depth > depth_max) json_.text(masked_value);
        else if (value.IsObject()) object(value, name, depth);
        else if (value.IsArray()) {
            json_.array();
            for (auto const& one : value.GetArray()) this->value(one, name, parent, depth + 1);
            json_.end_array();
        } else primitive(value, name, parent);
    }
    std::string take() const { return json_.take(); }

private:
    void object(Value const& object, std::string_view name, unsigned depth)
    {
        auto const type = object.FindMember("resourceType");
        if (type != object.MemberEnd() && type->value.IsString() && name == "resource" &&
            looks_like_code(text_of(type->value))) {
            ++result_.resources[std::string{text_of(type->value)}];
        }
        json_.object();
        for (auto const& member : object.GetObject()) {
            auto const key = text_of(member.name);
            json_.key(looks_like_name(key) ? key : masked_value);
            value(member.value, key, name, depth + 1);
        }
        json_.end_object();
    }

    void primitive(Value const& value, std::string_view name, std::string_view parent)
    {
        if (value.IsNull()) json_.null();
        else if (value.IsString() && stays(name, parent, text_of(value)))
            json_.text(text_of(value));
        else json_.text(masked_value);
    }

    static bool stays(std::string_view name, std::string_view parent, std::string_view text)
    {
        if (name == "resourceType") return looks_like_code(text);
        if (name == "status") return among(statuses, text);
        return name == "method" && parent == "request" && among(methods, text);
    }

    MaskedBody& result_;
    JsonText json_;
};

/// How many characters from `start` are an NHS number (3-3-4 digits, blanks or hyphens between)
/// or a date (2030-01-14, 14/01/2030); 0 = neither.
std::size_t personal_at(std::string_view text, std::size_t start)
{
    if (start > 0 && (is_letter(text[start - 1]) || is_digit(text[start - 1]))) return 0;
    auto const matches = [&](std::string_view pattern) -> std::size_t {
        auto at = start;
        for (char const wanted : pattern) {
            if (wanted == '?') {
                if (at < text.size() && (text[at] == ' ' || text[at] == '-')) ++at;
                continue;
            }
            if (at >= text.size()) return 0;
            bool const fits = wanted == '9'   ? is_digit(text[at])
                              : wanted == '/' ? text[at] == '/' || text[at] == '.'
                                              : text[at] == wanted;
            if (!fits) return 0;
            ++at;
        }
        bool const ends = at == text.size() || !(is_digit(text[at]) || is_letter(text[at]));
        return ends ? at - start : 0;
    };
    for (auto const* pattern : {"999?999?9999", "9999-99-99", "99/99/9999", "9/99/9999"}) {
        if (auto const length = matches(pattern); length != 0) return length;
    }
    return 0;
}

} // namespace

MaskedBody mask_body(std::string_view body)
{
    MaskedBody result;
    result.bytes = body.size();
    result.structure = "null";
    if (body.size() > body_bytes_max) return result;
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag>(body.data(), body.size());
    if (document.HasParseError()) return result;
    Masker masker{result};
    // A message that is one resource, not a Bundle, counts as that.
    bool const bundle = document.IsObject() && document.HasMember("entry");
    masker.value(document, bundle ? "" : "resource", "", 0);
    result.structure = masker.take();
    return result;
}

std::string careful_text(std::string_view text)
{
    std::string careful;
    for (std::size_t at = 0; at < text.size() && careful.size() < careful_bytes_max;) {
        if (auto const length = personal_at(text, at); length != 0) {
            careful += masked_value;
            at += length;
            continue;
        }
        auto const byte = static_cast<unsigned char>(text[at]);
        careful += byte < 0x20 || byte == 0x7F ? ' ' : text[at];
        ++at;
    }
    if (careful.size() >= careful_bytes_max) {
        // Not in the middle of a UTF-8 character.
        while (!careful.empty() && (careful.back() & 0xC0) == 0x80) careful.pop_back();
        if (!careful.empty()) careful.pop_back();
        careful += "…";
    }
    return careful;
}

} // namespace foramen
