#include "fhir/package/ecl.h"

#include <algorithm>
#include <string>

namespace fhir::package {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

/// Words, numbers and signs; terms between bars, brackets and blanks are passed over.
class Tokens {
public:
    explicit Tokens(std::string_view text) : text_{text} {}

    /// Empty at the end.
    std::string_view next()
    {
        skip();
        if (text_.empty()) return {};
        std::size_t end = 1;
        auto const first = text_[0];
        auto const run = [&](auto const& fits) {
            while (end < text_.size() && fits(text_[end])) ++end;
        };
        if (is_digit(first)) run(is_digit);
        else if (is_letter(first)) run(is_letter);
        else if (first == '<') run([](char c) { return c == '<' || c == '!'; });
        auto const token = text_.substr(0, end);
        text_.remove_prefix(end);
        return token;
    }

private:
    void skip()
    {
        while (!text_.empty()) {
            if (text_[0] == '|') {
                auto const end = text_.find('|', 1);
                text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
            } else if (std::string_view{" \t\r\n()"}.find(text_[0]) != std::string_view::npos) {
                text_.remove_prefix(1);
            } else {
                return;
            }
        }
    }

    std::string_view text_;
};

bool is_word(std::string_view token, std::string_view word)
{
    return std::ranges::equal(token, word, {}, lower);
}

} // namespace

EclCodes codes_of_ecl(std::string_view expression)
{
    EclCodes found{{}, true};
    Tokens tokens{expression};
    auto wanted = true; // A concept must come, not OR.
    auto itself = true;
    for (auto token = tokens.next(); !token.empty(); token = tokens.next()) {
        if (!wanted) {
            if (!is_word(token, "or")) return {};
            wanted = itself = true;
        } else if (is_digit(token[0])) {
            if (itself) found.codes.push_back(token);
            wanted = false;
        } else if (token == "<<" || is_word(token, "descendantorselfof")) {
            found.complete = false;
        } else if (token == "<" || token == "^" || is_word(token, "descendantof") ||
                   is_word(token, "memberof")) {
            found.complete = itself = false;
        } else {
            return {};
        }
    }
    return wanted ? EclCodes{} : found;
}

} // namespace fhir::package
