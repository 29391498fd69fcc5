#include "fhir/path/lexer.h"

#include "fhir/path/unicode.h"
#include "fhir/text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace fhir::path {

namespace {

bool is_digit(char one) { return one >= '0' && one <= '9'; }
bool is_letter(char one)
{
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || one == '_';
}

std::optional<std::uint32_t> hex4(std::string_view text, std::size_t at)
{
    if (at + 4 > text.size()) return {};
    std::uint32_t value = 0;
    for (std::size_t i = at; i < at + 4; ++i) {
        char const one = text[i];
        auto const lower = static_cast<char>(one | 0x20);
        if (is_digit(one)) value = value * 16 + static_cast<std::uint32_t>(one - '0');
        else if (lower >= 'a' && lower <= 'f')
            value = value * 16 + static_cast<std::uint32_t>(lower - 'a' + 10);
        else return {};
    }
    return value;
}

class Scanner {
public:
    Scanner(std::string_view text, std::size_t at) : text_{text}, at_{at} {}

    Token scan()
    {
        if (!skip()) return broken("this comment does not end");
        begin_ = at_;
        if (at_ >= text_.size()) return token(TokenKind::end);
        char const one = text_[at_];
        if (one == '\'') return quoted(TokenKind::string, "this string does not end");
        if (one == '`') return quoted(TokenKind::delimited, "this name does not end");
        if (one == '@') return temporal();
        if (one == '$') return special();
        if (one == '%') return constant();
        if (is_digit(one)) return number();
        if (is_letter(one)) {
            take_word();
            return token(TokenKind::identifier);
        }
        return sign();
    }

private:
    Token token(TokenKind kind) const
    {
        return {kind, std::string{text_.substr(begin_, at_ - begin_)}, begin_, at_};
    }
    Token broken(char const* why) const { return {TokenKind::broken, why, begin_, at_}; }
    char peek(std::size_t ahead = 0) const
    {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    void take_word()
    {
        while (is_letter(peek()) || is_digit(peek())) ++at_;
    }

    bool skip()
    {
        for (;;) {
            while (at_ < text_.size() && (peek() == ' ' || (peek() >= '\t' && peek() <= '\r')))
                ++at_;
            begin_ = at_;
            if (peek() == '/' && peek(1) == '/') {
                at_ = std::min(text_.find('\n', at_), text_.size());
            } else if (peek() == '/' && peek(1) == '*') {
                auto const close = text_.find("*/", at_ + 2);
                if (close == std::string_view::npos) return false;
                at_ = close + 2;
            } else {
                return true;
            }
        }
    }

    /// One escape sequence after the backslash; false when there is no such escape.
    bool escape(std::string& out)
    {
        constexpr std::string_view names = "'\"`\\/fnrt";
        constexpr std::string_view values = "'\"`\\/\f\n\r\t";
        auto const found = names.find(peek());
        if (at_ < text_.size() && found != std::string_view::npos) {
            out.push_back(values[found]);
            ++at_;
            return true;
        }
        if (peek() != 'u') return false;
        auto code = hex4(text_, at_ + 1);
        if (!code) return false;
        at_ += 5;
        if (*code >= 0xD800 && *code < 0xDC00 && peek() == '\\' && peek(1) == 'u') {
            auto const low = hex4(text_, at_ + 2);
            if (!low || *low < 0xDC00 || *low > 0xDFFF) return false;
            code = 0x10000 + ((*code - 0xD800) << 10) + (*low - 0xDC00);
            at_ += 6;
        }
        if (*code >= 0xD800 && *code <= 0xDFFF) return false;
        append_utf8(out, *code);
        return true;
    }

    Token quoted(TokenKind kind, char const* unfinished)
    {
        char const mark = peek();
        Token made{kind, {}, begin_, 0};
        ++at_;
        while (at_ < text_.size() && peek() != mark) {
            if (peek() != '\\') {
                made.text.push_back(peek());
                ++at_;
                continue;
            }
            ++at_;
            if (!escape(made.text)) return broken("there is no such escape sequence");
        }
        if (at_ >= text_.size()) return broken(unfinished);
        ++at_;
        made.end = at_;
        return made;
    }

    Token number()
    {
        while (is_digit(peek())) ++at_;
        if (peek() == '.' && is_digit(peek(1))) {
            ++at_;
            while (is_digit(peek())) ++at_;
        }
        return token(TokenKind::number);
    }

    void take_clock()
    {
        while (is_digit(peek()) || peek() == ':' || (peek() == '.' && is_digit(peek(1)))) ++at_;
    }

    Token temporal()
    {
        ++at_;
        auto const start = at_;
        if (peek() == 'T') {
            take_clock_after_t();
            return {TokenKind::time, std::string{text_.substr(start, at_ - start)}, begin_, at_};
        }
        while (is_digit(peek()) || (peek() == '-' && is_digit(peek(1)))) ++at_;
        auto kind = TokenKind::date;
        if (peek() == 'T') {
            kind = TokenKind::date_time;
            take_clock_after_t();
            if (peek() == 'Z') ++at_;
            else if ((peek() == '+' || peek() == '-') && is_digit(peek(1)) && is_digit(peek(2)) &&
                     peek(3) == ':')
                at_ += std::min<std::size_t>(6, text_.size() - at_);
        }
        return {kind, std::string{text_.substr(start, at_ - start)}, begin_, at_};
    }
    void take_clock_after_t()
    {
        ++at_;
        take_clock();
    }

    Token special()
    {
        ++at_;
        take_word();
        return token(TokenKind::special);
    }

    Token constant()
    {
        ++at_;
        if (peek() == '`' || peek() == '\'') {
            return quoted(TokenKind::constant, "this name does not end");
        }
        auto const start = at_;
        while (is_letter(peek()) || is_digit(peek()) || (peek() == '-' && is_letter(peek(1))))
            ++at_;
        if (at_ == start) return broken("a name must follow %");
        return {TokenKind::constant, std::string{text_.substr(start, at_ - start)}, begin_, at_};
    }

    Token sign()
    {
        constexpr std::array<std::string_view, 5> pairs{"<=", ">=", "!=", "!~", "->"};
        for (auto const pair : pairs) {
            if (text_.substr(at_, 2) != pair) continue;
            at_ += 2;
            return token(pair == "->" ? TokenKind::foreign : TokenKind::sign);
        }
        bool const known =
            std::string_view{".[]()+-*/&|<>=~,{}"}.find(peek()) != std::string_view::npos;
        ++at_;
        return token(known ? TokenKind::sign : TokenKind::foreign);
    }

    std::string_view text_;
    std::size_t at_;
    std::size_t begin_ = 0;
};

} // namespace

Token next_token(std::string_view text, std::size_t at) { return Scanner{text, at}.scan(); }

std::string place(std::string_view text, std::size_t offset)
{
    auto const before = text.substr(0, offset);
    auto const line = 1 + std::ranges::count(before, '\n');
    auto const column = 1 + length(before.substr(before.rfind('\n') + 1));
    return std::to_string(line) + ":" + std::to_string(column);
}

} // namespace fhir::path
