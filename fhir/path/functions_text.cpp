// Why this file exists: functions on strings. https://hl7.org/fhirpath/N1/#string-manipulation
#include "fhir/path/functions.h"
#include "fhir/path/regular.h"
#include "fhir/path/text_search.h"
#include "fhir/path/unicode.h"

#include <algorithm>

namespace fhir::path {

namespace {

constexpr std::size_t made_text_max = 16 * 1024 * 1024;

void put(Call const& call, std::string_view text, Items& out)
{
    if (text.size() > made_text_max) {
        return call.run.fail(call.node, "too-costly", "this makes too long a text");
    }
    out.push_back(call.run.make_string(text));
}

void index_of(Call const& call, Items& out)
{
    auto const text = call.one_text();
    auto const part = text ? call.text(0) : std::nullopt;
    if (!part) return;
    auto const at = find_first(*text, *part);
    auto const index =
        at == std::string_view::npos ? -1 : static_cast<std::int64_t>(length(text->substr(0, at)));
    out.push_back(call.run.make_integer(index));
}

void last_index_of(Call const& call, Items& out)
{
    auto const text = call.one_text();
    auto const part = text ? call.text(0) : std::nullopt;
    if (!part) return;
    auto const at = find_last(*text, *part);
    auto const index =
        at == std::string_view::npos ? -1 : static_cast<std::int64_t>(length(text->substr(0, at)));
    out.push_back(call.run.make_integer(index));
}

void substring(Call const& call, Items& out)
{
    auto const text = call.one_text();
    auto const start = text ? call.integer(0) : std::nullopt;
    if (!start) return;
    bool const plain = is_ascii(*text);
    auto const wide = plain ? std::u32string{} : decode(*text);
    auto const size = static_cast<std::int64_t>(plain ? text->size() : wide.size());
    if (*start < 0 || *start >= size) return;
    auto count = size - *start;
    if (call.argument_count() == 2) {
        auto const wanted = call.integer(1);
        if (call.run.failed()) return;
        if (wanted) count = std::clamp<std::int64_t>(*wanted, 0, count);
    }
    auto const begin = static_cast<std::size_t>(*start);
    auto const length = static_cast<std::size_t>(count);
    if (plain) return put(call, text->substr(begin, length), out);
    put(call, encode(std::u32string_view{wide}.substr(begin, length)), out);
}

template <class Test> Truth with_part(Call const& call, Test test)
{
    auto const text = call.one_text();
    auto const part = text ? call.text(0) : std::nullopt;
    return part ? truth(test(*text, *part)) : Truth::unknown;
}

Truth starts_with(Call const& call)
{
    return with_part(call, [](auto text, auto part) { return text.starts_with(part); });
}
Truth ends_with(Call const& call)
{
    return with_part(call, [](auto text, auto part) { return text.ends_with(part); });
}
Truth contains(Call const& call)
{
    return with_part(call, [](auto text, auto part) {
        return find_first(text, part) != std::string_view::npos;
    });
}

void upper_case(Call const& call, Items& out)
{
    if (auto const text = call.one_text()) put(call, upper(*text), out);
}
void lower_case(Call const& call, Items& out)
{
    if (auto const text = call.one_text()) put(call, lower(*text), out);
}

/// Stops when it is too long.
std::string replaced(std::string_view text, std::string_view from, std::string_view to)
{
    std::string result;
    if (from.empty()) {
        // Between all characters, and round them.
        for (char32_t const one : decode(text)) {
            if (result.size() > made_text_max) return result;
            result.append(to).append(encode({&one, 1}));
        }
        return result.append(to);
    }
    std::size_t at = 0;
    for (auto next = find_first(text, from); next != std::string_view::npos;
         next = find_first(text, from, at)) {
        if (result.size() > made_text_max) return result;
        result.append(text.substr(at, next - at)).append(to);
        at = next + from.size();
    }
    return result.append(text.substr(at));
}

void replace(Call const& call, Items& out)
{
    auto const text = call.one_text();
    auto const from = text ? call.text(0) : std::nullopt;
    auto const to = from ? call.text(1) : std::nullopt;
    if (to) put(call, replaced(*text, *from, *to), out);
}

/// The pattern of argument 0, made when the expression was compiled if it is a literal.
std::shared_ptr<Pattern const> pattern(Call const& call)
{
    if (call.node.pattern != nullptr) return call.node.pattern;
    auto const text = call.text(0);
    if (!text) return nullptr;
    if (!call.run.weigh(call.node, Weight::step + text->size() * Weight::pair)) return nullptr;
    auto made = Pattern::make(*text);
    if (made == nullptr) call.refuse("this is no valid regular expression");
    return made;
}

/// Lets a pattern work with what this run has left; nothing, with an issue, when that is too
/// little.
template <class Work> auto with_effort(Call const& call, Work work)
{
    auto& run = call.run;
    Effort effort{std::min(run.left(), Effort{}.left)};
    auto const before = effort.left;
    auto result = work(effort);
    run.weigh(call.node, before - effort.left);
    if (!result) run.fail(call.node, "too-costly", "this pattern takes too long on this text");
    return result;
}

Truth answer_of(std::optional<bool> found) { return found ? truth(*found) : Truth::unknown; }

Truth matches(Call const& call)
{
    auto const text = call.one_text();
    auto const wanted = text ? pattern(call) : nullptr;
    if (wanted == nullptr) return Truth::unknown;
    return answer_of(
        with_effort(call, [&](Effort& effort) { return wanted->found_in(*text, effort); }));
}

Truth matches_full(Call const& call)
{
    auto const text = call.one_text();
    auto const wanted = text ? pattern(call) : nullptr;
    if (wanted == nullptr) return Truth::unknown;
    return answer_of(
        with_effort(call, [&](Effort& effort) { return wanted->is_all_of(*text, effort); }));
}

void replace_matches(Call const& call, Items& out)
{
    auto const text = call.one_text();
    auto const wanted = text ? pattern(call) : nullptr;
    auto const to = wanted != nullptr ? call.text(1) : std::nullopt;
    if (!to) return;
    if (wanted->matches_nothing()) return put(call, *text, out);
    auto const result =
        with_effort(call, [&](Effort& effort) { return wanted->replace(*text, *to, effort); });
    if (result) put(call, *result, out);
}

void length_of(Call const& call, Items& out)
{
    auto const text = call.one_text();
    if (text) out.push_back(call.run.make_integer(static_cast<std::int64_t>(length(*text))));
}

void to_chars(Call const& call, Items& out)
{
    auto const text = call.one_text();
    if (!text) return;
    for (char32_t const one : decode(*text)) {
        if (!call.run.step(call.node)) return;
        put(call, encode({&one, 1}), out);
    }
}

void split(Call const& call, Items& out)
{
    auto const text = call.one_text();
    auto const mark = text ? call.text(0) : std::nullopt;
    if (!mark) return;
    if (mark->empty()) return to_chars(call, out);
    std::size_t at = 0;
    for (;;) {
        if (!call.run.step(call.node)) return;
        auto const next = find_first(*text, *mark, at);
        put(call, text->substr(at, next == std::string_view::npos ? next : next - at), out);
        if (next == std::string_view::npos) return;
        at = next + mark->size();
    }
}

void join(Call const& call, Items& out)
{
    auto const mark = call.argument_count() == 1 ? call.text(0) : std::string_view{};
    if (call.run.failed() || call.input.empty()) return;
    std::string text;
    for (std::size_t i = 0; i < call.input.size(); ++i) {
        auto const& one = *call.input[i];
        if (one.kind != Kind::string) return call.refuse("join() works on strings");
        if (i > 0) text.append(mark.value_or(""));
        text.append(one.text);
        if (text.size() > made_text_max) break;
    }
    put(call, text, out);
}

void trim(Call const& call, Items& out)
{
    auto const text = call.one_text();
    if (!text) return;
    constexpr std::string_view blanks = " \t\r\n\f\v";
    auto const begin = std::min(text->find_first_not_of(blanks), text->size());
    auto const end = text->find_last_not_of(blanks);
    put(call, begin == text->size() ? "" : text->substr(begin, end + 1 - begin), out);
}

} // namespace

std::span<Function const> text_functions()
{
    using enum Argument;
    static constexpr Function table[] = {
        {"indexOf", 1, 1, value, Gives::integer, index_of, nullptr},
        {"lastIndexOf", 1, 1, value, Gives::integer, last_index_of, nullptr},
        {"substring", 1, 2, value, Gives::string, substring, nullptr},
        {"startsWith", 1, 1, value, Gives::boolean, nullptr, starts_with},
        {"endsWith", 1, 1, value, Gives::boolean, nullptr, ends_with},
        {"contains", 1, 1, value, Gives::boolean, nullptr, contains},
        {"upper", 0, 0, value, Gives::string, upper_case, nullptr},
        {"lower", 0, 0, value, Gives::string, lower_case, nullptr},
        {"replace", 2, 2, value, Gives::string, replace, nullptr},
        {"matches", 1, 1, value, Gives::boolean, nullptr, matches},
        {"matchesFull", 1, 1, value, Gives::boolean, nullptr, matches_full},
        {"replaceMatches", 2, 2, value, Gives::string, replace_matches, nullptr},
        {"length", 0, 0, value, Gives::integer, length_of, nullptr},
        {"toChars", 0, 0, value, Gives::string, to_chars, nullptr},
        {"split", 1, 1, value, Gives::string, split, nullptr},
        {"join", 0, 1, value, Gives::string, join, nullptr},
        {"trim", 0, 0, value, Gives::string, trim, nullptr},
    };
    return table;
}

} // namespace fhir::path
