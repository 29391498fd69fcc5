#include "gateway/imaging/urgent_words.h"

#include "gateway/clinic/json_tree.h"

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

enum class Each { phrase, one_word };

/// A phrase as its words; what is none is a fault.
std::vector<Words> phrases_of(Json const& root, std::string const& name, Each each,
                              FaultList& faults)
{
    std::vector<Words> phrases;
    auto const found = root.FindMember(name.c_str());
    if (found == root.MemberEnd() || !found->value.IsArray() || found->value.Empty()) {
        faults.add('/' + name, "must be a list of texts that is not empty");
        return phrases;
    }
    for (auto const& one : found->value.GetArray()) {
        auto words = one.IsString() ? words_of(text_of(one)) : Words{};
        auto const pointer = '/' + name + '/' + std::to_string(phrases.size());
        if (words.empty()) faults.add(pointer, "must be a text with a word in it");
        else if (each == Each::one_word && words.size() > 1) {
            faults.add(pointer, "must be one word");
        }
        phrases.push_back(std::move(words));
    }
    return phrases;
}

Words first_words(std::vector<Words> phrases)
{
    Words words;
    for (auto& phrase : phrases) words.push_back(std::move(phrase.front()));
    return words;
}

} // namespace

Checked<UrgentWords> UrgentWords::read(std::string_view json)
{
    JsonTree tree;
    if (auto fault = tree.read(json)) return std::vector{*std::move(fault)};
    if (!tree.root().IsObject()) return std::vector{Fault{"", "must be an object"}};
    FaultList faults;
    auto phrases = phrases_of(tree.root(), "phrases", Each::phrase, faults);
    auto negations = phrases_of(tree.root(), "negations", Each::one_word, faults);
    auto contrasts = phrases_of(tree.root(), "contrasts", Each::one_word, faults);
    if (!faults.empty()) return faults.take();
    UrgentWords made;
    made.phrases_ = std::move(phrases);
    made.negations_ = first_words(std::move(negations));
    made.contrasts_ = first_words(std::move(contrasts));
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
