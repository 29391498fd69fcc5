#include "gateway/clinic/json_tree.h"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <cstring>

namespace foramen {

namespace {

static_assert(json_depth_max == 32 && json_values_max == 20'000, "the texts below name them");

/// Stands between reader and tree and ends the reading when a limit is passed.
class Limits {
public:
    explicit Limits(rapidjson::Document& tree) : tree_{tree} {}

    bool Null() { return counts() && tree_.Null(); }
    bool Bool(bool value) { return counts() && tree_.Bool(value); }
    bool Int(int value) { return counts() && tree_.Int(value); }
    bool Uint(unsigned value) { return counts() && tree_.Uint(value); }
    bool Int64(std::int64_t value) { return counts() && tree_.Int64(value); }
    bool Uint64(std::uint64_t value) { return counts() && tree_.Uint64(value); }
    bool Double(double value) { return counts() && tree_.Double(value); }
    bool RawNumber(char const* text, rapidjson::SizeType length, bool copy)
    {
        return counts() && tree_.RawNumber(text, length, copy);
    }
    bool String(char const* text, rapidjson::SizeType length, bool copy)
    {
        return counts() && tree_.String(text, length, copy);
    }
    bool Key(char const* text, rapidjson::SizeType length, bool copy)
    {
        return tree_.Key(text, length, copy);
    }
    bool StartObject() { return deepens() && tree_.StartObject(); }
    bool StartArray() { return deepens() && tree_.StartArray(); }
    bool EndObject(rapidjson::SizeType count) { return --depth_, tree_.EndObject(count); }
    bool EndArray(rapidjson::SizeType count) { return --depth_, tree_.EndArray(count); }

    std::string_view broken() const { return broken_; }

private:
    bool counts()
    {
        if (++values_ <= json_values_max) return true;
        broken_ = "has more than 20000 values";
        return false;
    }
    bool deepens()
    {
        if (++depth_ > json_depth_max) broken_ = "is nested more than 32 levels deep";
        return broken_.empty() && counts();
    }

    rapidjson::Document& tree_;
    unsigned depth_ = 0;
    std::size_t values_ = 0;
    std::string_view broken_;
};

constexpr unsigned few_members = 24;

bool has_duplicate(Json const& object)
{
    if (object.MemberCount() <= few_members) {
        for (auto one = object.MemberBegin(); one != object.MemberEnd(); ++one) {
            for (auto other = object.MemberBegin(); other != one; ++other) {
                if (one->name == other->name) return true;
            }
        }
        return false;
    }
    std::vector<std::string_view> names;
    names.reserve(object.MemberCount());
    for (auto const& member : object.GetObject()) names.push_back(text_of(member.name));
    std::ranges::sort(names);
    return std::ranges::adjacent_find(names) != names.end();
}

/// The first object below `place` with a member twice.
std::optional<Fault> find_duplicate(Place const& place)
{
    std::optional<Fault> found;
    if (place->IsArray()) {
        for (rapidjson::SizeType i = 0; !found && i < place->Size(); ++i) {
            found = find_duplicate(Place{place, i, (*place)[i]});
        }
    } else if (place->IsObject()) {
        if (has_duplicate(*place)) {
            return Fault{place.pointer(), "has a member twice: send each name once"};
        }
        for (auto const& member : place->GetObject()) {
            if (found) break;
            found = find_duplicate(Place{place, text_of(member.name), member.value});
        }
    }
    return found;
}

/// How many bytes from the beginning are visible ASCII or blanks for certain: eight are asked at
/// once, and a smaller one borrows from its highest bit when a blank is taken away.
std::size_t plain_length(std::string_view text)
{
    constexpr std::uint64_t ones = 0x0101010101010101;
    std::size_t at = 0;
    for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, sizeof word);
        if (((word | (word - ones * ' ')) & (ones * 0x80)) != 0) break;
    }
    return at;
}

bool is_writable(std::string_view text)
{
    for (auto i = plain_length(text); i < text.size(); ++i) {
        auto const byte = static_cast<unsigned char>(text[i]);
        if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') return false;
        // Only an escape like \udc00 gets here as ED A0..BF: raw bytes were checked by the reader.
        if (byte == 0xED && i + 1 < text.size() &&
            static_cast<unsigned char>(text[i + 1]) >= 0xA0) {
            return false;
        }
    }
    return true;
}

void append_token(std::string& pointer, std::string_view name)
{
    static constexpr std::size_t name_bytes_max = 64;
    pointer += '/';
    if (!is_writable(name)) name = "?";
    for (auto const character : name.substr(0, name_bytes_max)) {
        if (character == '~') pointer += "~0";
        else if (character == '/') pointer += "~1";
        else pointer += character;
    }
    if (name.size() <= name_bytes_max) return;
    // Not in the middle of a UTF-8 sequence.
    while ((static_cast<unsigned char>(pointer.back()) & 0xC0) == 0x80) pointer.pop_back();
    if (static_cast<unsigned char>(pointer.back()) >= 0xC0) pointer.pop_back();
}

} // namespace

std::optional<Fault> JsonTree::read(std::string_view body)
{
    // RapidJSON takes a NUL for the end and would not see what follows.
    if (auto const nul = body.find('\0'); nul != std::string_view::npos) {
        return Fault{"", "is not JSON: a NUL byte at offset " + std::to_string(nul)};
    }
    body_ = body;
    constexpr auto flags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                           rapidjson::kParseValidateEncodingFlag |
                           rapidjson::kParseFullPrecisionFlag;
    rapidjson::Reader reader;
    rapidjson::InsituStringStream stream{body_.data()};
    std::string_view broken;
    auto reading = [&](rapidjson::Document& tree) {
        Limits limits{tree};
        auto const result = reader.Parse<flags>(stream, limits);
        broken = limits.broken();
        return !result.IsError();
    };
    document_.Populate(reading);
    if (!broken.empty()) return Fault{"", std::string{broken}};
    if (reader.HasParseError()) {
        return Fault{"", "is not JSON at offset " + std::to_string(reader.GetErrorOffset()) + ": " +
                             rapidjson::GetParseError_En(reader.GetParseErrorCode())};
    }
    return find_duplicate(Place{document_});
}

std::size_t characters_in(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char character) {
        return (static_cast<unsigned char>(character) & 0xC0) != 0x80;
    }));
}

std::string Place::pointer() const
{
    if (!parent_) return "";
    auto pointer = parent_->pointer();
    if (name_.data()) append_token(pointer, name_);
    else pointer += '/' + std::to_string(index_);
    return pointer;
}

void FaultList::add(std::string pointer, std::string text)
{
    if (!full()) faults_.push_back({std::move(pointer), std::move(text)});
}

void find_unwritable_texts(Place const& place, FaultList& faults)
{
    if (faults.full()) return;
    if (place->IsString() && !is_writable(text_of(*place))) {
        faults.add(place, "has a character that no record can hold: a control character other "
                          "than tab and line ends, or half a surrogate pair");
    } else if (place->IsArray()) {
        for (rapidjson::SizeType i = 0; i < place->Size(); ++i) {
            find_unwritable_texts(Place{place, i, (*place)[i]}, faults);
        }
    } else if (place->IsObject()) {
        for (auto const& member : place->GetObject()) {
            find_unwritable_texts(Place{place, text_of(member.name), member.value}, faults);
        }
    }
}

} // namespace foramen
