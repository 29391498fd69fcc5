#include "gateway/imaging/urgent_words.h"

#include <rapidjson/document.h>

#include <algorithm>
#include <span>

namespace foramen::imaging {

namespace {

using Words = std::vector<std::string>;

/// A negation reaches so many words; further away it belongs to something else.
constexpr std::size_t negation_reach = 8;
/// Ends of sentences stand among the words as this one.
constexpr std::string_view stop = ".";

bool is_letter(char one)
{
    return (one >= 'a' && one <= 'z') || (one >= '0' && one <= '9') || (one & 0x80) != 0;
}

char lower(char one) { return one >= 'A' && one <= 'Z' ? static_cast<char>(one + 32) : one; }

/// Lower case, without marks; a line's end may be inside a sentence, an empty line is its end.
Words words_of(std::string_view text)
{
    Words words;
    std::string word;
    auto const end_word = [&] {
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        auto const one = lower(text[i]);
        if (is_letter(one)) {
            word += one;
            continue;
        }
        end_word();
        auto const is_blank_line = one == '\n' && i + 1 < text.size() && text[i + 1] == '\n';
        auto const is_end = one == '.' || one == ';' || one == ':' || one == '?' || one == '!';
        if (is_end || is_blank_line) words.emplace_back(stop);
    }
    end_word();
    return words;
}

Result<Words> texts_of(rapidjson::Document const& document, char const* name)
{
    auto const found = document.FindMember(name);
    if (found == document.MemberEnd() || !found->value.IsArray() || found->value.Empty()) {
        return incorrect(std::string{name} + ": is missing: a list of texts");
    }
    Words texts;
    for (auto const& one : found->value.GetArray()) {
        auto const text =
            one.IsString() ? std::string{one.GetString(), one.GetStringLength()} : std::string{};
        if (words_of(text).empty()) return incorrect(std::string{name} + ": each must have a word");
        texts.push_back(text);
    }
    return texts;
}

Result<Words> single_words_of(rapidjson::Document const& document, char const* name)
{
    TRY(texts, texts_of(document, name));
    Words singles;
    for (auto const& text : texts) {
        auto words = words_of(text);
        if (words.size() != 1) return incorrect(std::string{name} + ": each must be one word");
        singles.push_back(std::move(words.front()));
    }
    return singles;
}

} // namespace

Result<UrgentWords> UrgentWords::read(std::string_view json)
{
    rapidjson::Document document;
    document.Parse<rapidjson::kParseIterativeFlag>(json.data(), json.size());
    if (document.HasParseError() || !document.IsObject()) return incorrect("is no JSON object");
    TRY(phrases, texts_of(document, "phrases"));
    TRY(negations, single_words_of(document, "negations"));
    TRY(contrasts, single_words_of(document, "contrasts"));
    UrgentWords made;
    for (auto const& phrase : phrases) made.phrases_.push_back(words_of(phrase));
    made.negations_ = std::move(negations);
    made.contrasts_ = std::move(contrasts);
    return made;
}

bool UrgentWords::is_negated(Words const& words, std::size_t phrase) const
{
    auto const holds = [](Words const& list, std::string const& word) {
        return std::ranges::find(list, word) != list.end();
    };
    auto const reach = std::min(phrase, negation_reach);
    for (std::size_t back = 1; back <= reach; ++back) {
        auto const& word = words[phrase - back];
        if (word == stop || holds(contrasts_, word)) return false;
        if (holds(negations_, word)) return true;
    }
    return false;
}

bool UrgentWords::found_in(std::string_view text) const
{
    auto const words = words_of(text);
    for (std::size_t at = 0; at < words.size(); ++at) {
        std::span const rest{words.begin() + static_cast<std::ptrdiff_t>(at), words.end()};
        for (auto const& phrase : phrases_) {
            auto const fits = rest.size() >= phrase.size() &&
                              std::ranges::equal(phrase, rest.first(phrase.size()));
            if (fits && !is_negated(words, at)) return true;
        }
    }
    return false;
}

} // namespace foramen::imaging
