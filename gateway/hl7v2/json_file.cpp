#include "gateway/hl7v2/json_file.h"

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <algorithm>

namespace foramen::hl7v2 {

namespace {

constexpr unsigned depth_max = 32;
constexpr unsigned json_flags =
    rapidjson::kParseCommentsFlag | rapidjson::kParseTrailingCommasFlag |
    rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;

/// Notes where each value begins to be known, and members that stand twice.
class Places : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, Places> {
public:
    Places(std::string_view text, rapidjson::MemoryStream const& stream)
        : text_{text}, stream_{stream}
    {}

    bool Default() { return note(), true; }
    bool StartObject() { return open(Kind::object); }
    bool StartArray() { return open(Kind::list); }
    bool EndObject(rapidjson::SizeType) { return close(); }
    bool EndArray(rapidjson::SizeType) { return close(); }
    bool Key(char const* name, rapidjson::SizeType size, bool)
    {
        levels_.back().name.assign(name, size);
        auto const pointer = here();
        if (lines.contains(pointer)) twice.push_back({line(), "the option stands here again"});
        lines[pointer] = line();
        return true;
    }

    std::map<std::string, std::size_t, std::less<>> lines;
    std::vector<JsonFault> twice;

private:
    enum class Kind { object, list };
    struct Level {
        Kind kind;
        std::size_t index;
        std::string name;
    };

    /// A member has the line of its name.
    void note()
    {
        if (levels_.empty() || levels_.back().kind != Kind::list) return;
        lines[here()] = line();
        ++levels_.back().index;
    }
    bool open(Kind kind)
    {
        if (!levels_.empty() && levels_.back().kind == Kind::list) lines[here()] = line();
        levels_.push_back({kind, 0, {}});
        return levels_.size() <= depth_max;
    }
    bool close()
    {
        levels_.pop_back();
        if (!levels_.empty() && levels_.back().kind == Kind::list) ++levels_.back().index;
        return true;
    }
    std::string here() const
    {
        std::string pointer;
        for (auto const& level : levels_) {
            pointer += '/' + (level.kind == Kind::list ? std::to_string(level.index) : level.name);
        }
        return pointer;
    }
    std::size_t line() const
    {
        auto const end =
            text_.begin() + static_cast<std::ptrdiff_t>(std::min(stream_.Tell(), text_.size()));
        return static_cast<std::size_t>(std::count(text_.begin(), end, '\n')) + 1;
    }

    std::string_view text_;
    rapidjson::MemoryStream const& stream_;
    std::vector<Level> levels_;
};

} // namespace

std::vector<JsonFault> JsonFile::read(std::string_view text)
{
    rapidjson::MemoryStream stream{text.data(), text.size()};
    Places places{text, stream};
    rapidjson::Reader reader;
    auto const read = reader.Parse<json_flags>(stream, places);
    if (!read) {
        auto const end =
            text.begin() + static_cast<std::ptrdiff_t>(std::min(read.Offset(), text.size()));
        auto const line = static_cast<std::size_t>(std::count(text.begin(), end, '\n')) + 1;
        return {{line, std::string{"is no JSON: "} + rapidjson::GetParseError_En(read.Code())}};
    }
    document_.Parse<json_flags>(text.data(), text.size());
    if (!document_.IsObject()) return {{1, "must be one JSON object"}};
    lines_ = std::move(places.lines);
    return std::move(places.twice);
}

std::size_t JsonFile::line_of(std::string const& pointer) const
{
    for (std::string_view place{pointer}; !place.empty();
         place = place.substr(0, place.find_last_of('/'))) {
        if (auto const found = lines_.find(place); found != lines_.end()) return found->second;
    }
    return 1;
}

} // namespace foramen::hl7v2
