#include "fhir/json/json.h"
#include "fhir/json/primitive_parts.h"
#include "fhir/text.h"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace fhir::json {

namespace {

using rapidjson::SizeType;

/// Escapes like \udc00 can make what is no UTF-8 out of a text that is.
enum class Escapes { none, possible };

/// Where the reader stands: an object, or an array inside one.
struct Frame {
    Element* object = nullptr;
    std::string_view name; ///< Of the array, or the last key of the object.
    bool array = false;
    bool parts = false;        ///< The object has keys that begin with an underscore.
    std::size_t first_key = 0; ///< Where its keys begin in Builder::keys_.
};

/// Where a resourceType names the type of a resource. Elsewhere it is an element like any other
/// (ExampleScenario.instance.resourceType).
bool holds_resource(Element const& object)
{
    auto const name = object.name;
    return name.empty() || name == "resource" || name == "contained" || name == "outcome";
}

/// Builds the tree while RapidJSON reads; the first thing that is wrong ends the reading.
class Builder {
public:
    Builder(Tree& tree, Limits const& limits, Escapes escapes)
        : tree_{tree}, limits_{limits}, escapes_{escapes}
    {}

    std::string const& refusal() const { return refusal_; }

    bool Null()
    {
        if (frames_.empty() || !frames_.back().array) {
            return refuse("null is not allowed here: leave the element out");
        }
        return add(Kind::none, {});
    }
    bool Bool(bool value) { return add(Kind::boolean, value ? "true" : "false"); }
    bool RawNumber(char const* text, SizeType length, bool copy)
    {
        return add(Kind::number, view(text, length, copy));
    }
    bool String(char const* text, SizeType length, bool copy)
    {
        if (!is_text({text, length})) return false;
        auto const value = view(text, length, copy);
        if (names_resource() && !value.empty()) {
            frames_.back().object->text = value;
            return true;
        }
        return add(Kind::string, value);
    }
    // Numbers come as text; these are never called.
    bool Int(int) { return false; }
    bool Uint(unsigned) { return false; }
    bool Int64(std::int64_t) { return false; }
    bool Uint64(std::uint64_t) { return false; }
    bool Double(double) { return false; }

    bool StartObject()
    {
        if (frames_.size() >= limits_.depth_max) return refuse("it is nested too deeply");
        auto* object = &tree_.root();
        if (!frames_.empty()) {
            object = made(Kind::complex, {});
            if (object == nullptr) return false;
        }
        frames_.push_back({object, {}, false, false, keys_.size()});
        return true;
    }
    bool Key(char const* text, SizeType length, bool copy)
    {
        if (!is_text({text, length})) return false;
        auto& frame = frames_.back();
        frame.name = view(text, length, copy);
        frame.parts = frame.parts || frame.name.starts_with('_');
        keys_.push_back(frame.name);
        return true;
    }
    bool EndObject(SizeType)
    {
        auto const frame = frames_.back();
        auto const first = keys_.begin() + static_cast<std::ptrdiff_t>(frame.first_key);
        if (has_duplicates(first)) return refuse("a key stands twice in one object");
        keys_.erase(first, keys_.end());
        frames_.pop_back();
        if (!frame.parts) return true;
        auto const* const wrong = join_primitive_parts(*frame.object);
        return wrong == nullptr || refuse(wrong);
    }
    bool StartArray()
    {
        if (frames_.empty()) return refuse("the text must be one JSON object");
        if (frames_.back().array) return refuse("an array inside an array is not allowed");
        if (frames_.size() >= limits_.depth_max) return refuse("it is nested too deeply");
        frames_.push_back({frames_.back().object, frames_.back().name, true, false, 0});
        return true;
    }
    bool EndArray(SizeType count)
    {
        if (count == 0) frames_.back().object->had_empty = true;
        frames_.pop_back();
        return true;
    }

private:
    static constexpr std::size_t few_keys = 24;

    bool refuse(std::string text)
    {
        refusal_ = std::move(text);
        return false;
    }

    bool is_text(std::string_view text)
    {
        if (escapes_ == Escapes::none || !first_invalid_utf8(text)) return true;
        return refuse("an escape stands for half a character: write both halves or neither");
    }

    bool names_resource() const
    {
        if (frames_.empty()) return false;
        auto const& frame = frames_.back();
        return !frame.array && frame.name == "resourceType" && holds_resource(*frame.object);
    }

    std::string_view view(char const* text, SizeType length, bool copy)
    {
        std::string_view const seen{text, length};
        return copy ? tree_.keep(seen) : seen;
    }

    Element* made(Kind kind, std::string_view text)
    {
        if (++count_ > limits_.elements_max) {
            refuse("it has too many elements");
            return nullptr;
        }
        auto const& frame = frames_.back();
        auto& element = tree_.append(*frame.object, frame.name, kind);
        element.text = text;
        element.listed = frame.array;
        return &element;
    }

    bool add(Kind kind, std::string_view text)
    {
        if (frames_.empty()) return refuse("the text must be one JSON object");
        return made(kind, text) != nullptr;
    }

    template <class Iterator> bool has_duplicates(Iterator first)
    {
        if (static_cast<std::size_t>(keys_.end() - first) <= few_keys) {
            for (auto one = first; one != keys_.end(); ++one) {
                if (std::find(std::next(one), keys_.end(), *one) != keys_.end()) return true;
            }
            return false;
        }
        std::sort(first, keys_.end());
        return std::adjacent_find(first, keys_.end()) != keys_.end();
    }

    Tree& tree_;
    Limits const& limits_;
    Escapes escapes_;
    std::vector<Frame> frames_;
    std::vector<std::string_view> keys_;
    std::size_t count_ = 0;
    std::string refusal_;
};

} // namespace

Parsed<Tree> read(std::string_view text, Limits const& limits)
{
    if (text.size() > limits.bytes_max) {
        return unreadable(text, limits.bytes_max, "the text is longer than the limit");
    }
    if (auto const wrong = first_invalid_utf8(text)) {
        return unreadable(text, *wrong, "not valid UTF-8: send the text as UTF-8");
    }
    if (auto const nul = text.find('\0'); nul != std::string_view::npos) {
        return unreadable(text, nul, "a NUL byte is not allowed");
    }
    Tree tree;
    auto* const copy = tree.bytes(text.size() + 1);
    *std::ranges::copy(text, copy).out = '\0';

    constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                               rapidjson::kParseNumbersAsStringsFlag;
    auto const escaped = text.find("\\u") != std::string_view::npos;
    Builder builder{tree, limits, escaped ? Escapes::possible : Escapes::none};
    rapidjson::InsituStringStream stream{copy};
    rapidjson::Reader reader;
    auto const result = reader.Parse<flags>(stream, builder);
    if (result.IsError()) {
        auto what = builder.refusal();
        if (what.empty()) what = rapidjson::GetParseError_En(result.Code());
        return unreadable(text, result.Offset(), std::move(what));
    }
    return tree;
}

} // namespace fhir::json
