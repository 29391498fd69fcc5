#include "fhir/path/parser.h"

#include "fhir/path/lexer.h"
#include "fhir/path/literals.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace fhir::path {

namespace {

constexpr unsigned depth_max = 100;
constexpr unsigned nodes_max = 4'000;
constexpr unsigned height_max = 300; ///< a.b.c… nests as well, to the left.

struct Operator {
    std::string_view text;
    int power;
    Op op;
};
/// Higher binds tighter; https://hl7.org/fhirpath/N1/#operator-precedence
constexpr int is_power = 8;
constexpr int unary_power = 11;
constexpr std::array operators{
    Operator{"implies", 1, Op::implies},
    Operator{"or", 2, Op::logical_or},
    Operator{"xor", 2, Op::logical_xor},
    Operator{"and", 3, Op::logical_and},
    Operator{"in", 4, Op::in},
    Operator{"contains", 4, Op::contains},
    Operator{"=", 5, Op::equal},
    Operator{"~", 5, Op::equivalent},
    Operator{"!=", 5, Op::not_equal},
    Operator{"!~", 5, Op::not_equivalent},
    Operator{"<", 6, Op::less},
    Operator{">", 6, Op::greater},
    Operator{"<=", 6, Op::less_or_equal},
    Operator{">=", 6, Op::greater_or_equal},
    Operator{"|", 7, Op::unite},
    Operator{"is", is_power, Op::is},
    Operator{"as", is_power, Op::as},
    Operator{"+", 9, Op::add},
    Operator{"-", 9, Op::subtract},
    Operator{"&", 9, Op::concatenate},
    Operator{"*", 10, Op::multiply},
    Operator{"/", 10, Op::divide},
    Operator{"div", 10, Op::div},
    Operator{"mod", 10, Op::mod},
};

class Parser {
public:
    Parser(std::string_view text, std::size_t offset, Ending ending) : text_{text}, ending_{ending}
    {
        token_ = next_token(text_, offset);
        end_ = offset;
    }

    Parsed<ParsedText> run()
    {
        auto root = expression(0);
        if (root != nullptr && ending_ == Ending::at_end_of_text && token_.kind != TokenKind::end) {
            root = unexpected("an operator or the end");
        }
        if (root == nullptr) return Issue{std::move(*issue_)};
        return ParsedText{std::move(root), end_};
    }

private:
    using Made = std::shared_ptr<Node>;

    Made fail(std::size_t offset, std::string why)
    {
        if (!issue_) issue_ = syntax_issue(text_, offset, std::move(why));
        return nullptr;
    }
    Made unexpected(std::string const& wanted)
    {
        if (token_.kind == TokenKind::broken) return fail(token_.begin, token_.text);
        return fail(token_.begin, "here " + wanted + " is expected");
    }
    void advance()
    {
        end_ = token_.end;
        token_ = next_token(text_, token_.end);
    }
    bool at_sign(std::string_view sign) const
    {
        return token_.kind == TokenKind::sign && token_.text == sign;
    }
    bool take_sign(std::string_view sign)
    {
        if (!at_sign(sign)) return false;
        advance();
        return true;
    }
    Made node(Op op, std::size_t offset)
    {
        if (++node_count_ > nodes_max) return fail(offset, "this expression is too long");
        auto made = std::make_shared<Node>();
        made->op = op;
        made->offset = offset;
        return made;
    }

    /// When all below `made` is there.
    Made whole(Made made)
    {
        if (made == nullptr) return nullptr;
        if (made->input != nullptr) made->height = made->input->height + 1;
        for (auto const& one : made->arguments) {
            made->height = std::max(made->height, one->height + 1);
        }
        if (made->height <= height_max) return made;
        return fail(made->offset, "this expression nests too deeply");
    }

    Operator const* infix() const
    {
        if (token_.kind != TokenKind::sign && token_.kind != TokenKind::identifier) return nullptr;
        for (auto const& one : operators) {
            if (one.text == token_.text) return &one;
        }
        return nullptr;
    }

    Made expression(int power)
    {
        if (++depth_ > depth_max) return fail(token_.begin, "this expression nests too deeply");
        auto left = whole(prefix());
        while (left != nullptr) {
            auto const* const found = infix();
            if (found == nullptr || found->power <= power) break;
            left = whole(binary(std::move(left), *found));
        }
        --depth_;
        return left;
    }

    Made binary(Made left, Operator const& found)
    {
        auto made = node(found.op, token_.begin);
        advance();
        if (made == nullptr) return nullptr;
        if (found.power == is_power) {
            made->input = std::move(left);
            return type_specifier(made) ? made : nullptr;
        }
        auto right = expression(found.power);
        if (right == nullptr) return nullptr;
        made->arguments = {std::move(left), std::move(right)};
        return made;
    }

    bool type_specifier(Made const& made)
    {
        if (token_.kind != TokenKind::identifier && token_.kind != TokenKind::delimited) {
            unexpected("a type name");
            return false;
        }
        made->text = token_.text;
        advance();
        if (!at_sign(".")) return true;
        advance();
        if (token_.kind != TokenKind::identifier && token_.kind != TokenKind::delimited) {
            unexpected("a type name");
            return false;
        }
        made->text += "." + token_.text;
        advance();
        return true;
    }

    Made prefix()
    {
        bool const minus = at_sign("-");
        if (!minus && !at_sign("+")) return postfix();
        auto made = node(minus ? Op::negate : Op::plus_sign, token_.begin);
        advance();
        auto operand = expression(unary_power);
        if (made == nullptr || operand == nullptr) return nullptr;
        made->arguments = {std::move(operand)};
        return made;
    }

    Made postfix()
    {
        auto left = whole(term());
        while (left != nullptr) {
            if (at_sign("[")) left = whole(indexer(std::move(left)));
            else if (at_sign(".")) left = whole(invocation(std::move(left)));
            else break;
        }
        return left;
    }

    Made indexer(Made left)
    {
        auto made = node(Op::indexer, token_.begin);
        advance();
        auto index = expression(0);
        if (made == nullptr || index == nullptr) return nullptr;
        if (!take_sign("]")) return unexpected("]");
        made->input = std::move(left);
        made->arguments = {std::move(index)};
        return made;
    }

    Made invocation(Made left)
    {
        advance();
        if (token_.kind == TokenKind::special) return special(std::move(left));
        if (token_.kind != TokenKind::identifier && token_.kind != TokenKind::delimited) {
            return unexpected("an element or a function");
        }
        return member(std::move(left));
    }

    /// An element or a function; null input is the focus.
    Made member(Made left)
    {
        auto made = node(Op::element, token_.begin);
        if (made == nullptr) return nullptr;
        made->text = token_.text;
        made->input = std::move(left);
        bool const may_call = token_.kind == TokenKind::identifier;
        advance();
        if (!may_call || !at_sign("(")) return made;
        made->op = Op::call;
        advance();
        if (take_sign(")")) return made;
        do {
            auto argument = expression(0);
            if (argument == nullptr) return nullptr;
            made->arguments.push_back(std::move(argument));
        } while (take_sign(","));
        if (!take_sign(")")) return unexpected("a comma or )");
        return made;
    }

    Made special(Made left)
    {
        auto op = Op::focus;
        if (token_.text == "$index") op = Op::index;
        else if (token_.text == "$total") op = Op::total;
        else if (token_.text != "$this") return fail(token_.begin, "only $this, $index and $total");
        if (left != nullptr)
            return fail(token_.begin, token_.text + " stands at the start of a path");
        auto made = node(op, token_.begin);
        advance();
        return made;
    }

    Made parenthesised()
    {
        advance();
        auto inside = expression(0);
        if (inside == nullptr) return nullptr;
        if (!take_sign(")")) return unexpected(")");
        return inside;
    }

    Made empty_set()
    {
        auto made = node(Op::empty, token_.begin);
        advance();
        if (!take_sign("}")) return unexpected("}");
        return made;
    }

    Made term()
    {
        switch (token_.kind) {
        case TokenKind::sign:
            if (at_sign("(")) return parenthesised();
            if (at_sign("{")) return empty_set();
            return unexpected("a value, a name or (");
        case TokenKind::identifier:
            if (token_.text == "true" || token_.text == "false") return literal();
            return member(nullptr);
        case TokenKind::delimited: return member(nullptr);
        case TokenKind::special: return special(nullptr);
        case TokenKind::constant: {
            auto made = node(Op::constant, token_.begin);
            if (made != nullptr) made->text = token_.text;
            advance();
            return made;
        }
        case TokenKind::string:
        case TokenKind::number:
        case TokenKind::date:
        case TokenKind::date_time:
        case TokenKind::time: return literal();
        default: return unexpected("a value, a name or (");
        }
    }

    Made literal()
    {
        auto made = node(Op::literal, token_.begin);
        if (made == nullptr) return nullptr;
        auto const written = token_;
        advance();
        // A quantity is a number and a unit: 4 'mg', 4 days.
        if (written.kind == TokenKind::number &&
            (token_.kind == TokenKind::string ||
             (token_.kind == TokenKind::identifier && is_calendar_unit(token_.text)))) {
            set_quantity(*made, written.text, token_.text);
            advance();
            return made;
        }
        if (auto const why = set_literal(*made, written)) return fail(written.begin, *why);
        return made;
    }

    std::string_view text_;
    Ending ending_;
    Token token_;
    std::size_t end_ = 0;
    unsigned depth_ = 0;
    unsigned node_count_ = 0;
    std::optional<Issue> issue_;
};

} // namespace

Issue syntax_issue(std::string_view text, std::size_t offset, std::string why)
{
    return {Severity::error, "invalid", place(text, offset), std::move(why)};
}

Parsed<ParsedText> parse(std::string_view text, std::size_t offset, Ending ending)
{
    return Parser{text, offset, ending}.run();
}

} // namespace fhir::path
