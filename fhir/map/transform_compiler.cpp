// Why this file exists: checks each transform and says which type it gives.
#include "fhir/map/date_format.h"
#include "fhir/map/escape.h"
#include "fhir/map/group_compiler.h"
#include "fhir/path/lexer.h"
#include "fhir/path/temporal.h"

#include <algorithm>
#include <array>

namespace fhir::map {

namespace {

struct TranslateWord {
    std::string_view word;
    TranslateTo to;
};
constexpr std::array translate_words{
    TranslateWord{"code", TranslateTo::code},
    TranslateWord{"system", TranslateTo::system},
    TranslateWord{"display", TranslateTo::display},
    TranslateWord{"Coding", TranslateTo::coding},
    TranslateWord{"coding", TranslateTo::coding},
    TranslateWord{"CodeableConcept", TranslateTo::codeable_concept},
};

constexpr std::array<std::string_view, 18> castable{
    "string",    "code",     "id",      "markdown", "uri",         "url",
    "canonical", "oid",      "uuid",    "integer",  "decimal",     "boolean",
    "date",      "dateTime", "instant", "time",     "positiveInt", "unsignedInt"};

} // namespace

std::string_view const* GroupCompiler::literal_text(Operand const& argument, Snippet const& written,
                                                    std::string_view what)
{
    if (argument.kind != Operand::Kind::literal || argument.literal->kind != Kind::string) {
        if (argument.formula) {
            issue(written.at, "here " + std::string{what} + " in quotes is expected");
        }
        return nullptr;
    }
    literal_ = argument.literal->text;
    return &literal_;
}

Type const* GroupCompiler::transform(TargetSyntax const& written, Target& made, Focus const& focus)
{
    auto const& call = *written.transform;
    if (!call.name.empty()) return transform_call(call, made, focus);
    made.transform = Transform::value;
    if (call.arguments.empty()) return focus.type; // A simple copy: filled by its rule.
    made.arguments = operands(call.arguments, focus);
    return made.arguments[0].type;
}

Type const* GroupCompiler::transform_call(TransformSyntax const& written, Target& made,
                                          Focus const& focus)
{
    auto const* const row = find_transform(written.name.text);
    if (row == nullptr) {
        issue(written.name.at, about_unknown_transform(written.name.text));
        return nullptr;
    }
    made.transform = row->transform;
    auto const count = written.arguments.size();
    if (count < row->least || count > row->most) {
        auto const wanted = row->least == row->most
                                ? std::to_string(row->least)
                                : std::to_string(row->least) + " to " + std::to_string(row->most);
        issue(written.name.at, written.name.text + "() takes " + wanted + " arguments");
        made.transform = Transform::value;
        return nullptr;
    }
    if (row->transform == Transform::evaluate) return evaluate(written, made, focus);
    made.arguments = operands(written.arguments, focus);
    switch (row->transform) {
    case Transform::value: return made.arguments[0].type;
    case Transform::translate: return translate(written, made);
    case Transform::cast: return cast(written, made);
    case Transform::escape: escape(written, made); break;
    case Transform::date_operation: return date_operation(written, made);
    case Transform::to_date:
    case Transform::to_date_time:
    case Transform::to_time:
        if (auto const* const format =
                literal_text(made.arguments[1], written.arguments[1], "a format")) {
            if (!is_date_format(*format)) {
                issue(written.arguments[1].at, "formats are made of yyyy MM dd HH hh mm ss S a Z");
            }
        }
        break;
    default: break;
    }
    return row->gives.empty() ? nullptr : catalogue_.types().type(row->gives);
}

Type const* GroupCompiler::translate(TransformSyntax const& written, Target& made)
{
    auto const& types = catalogue_.types();
    if (auto const* const url = literal_text(made.arguments[1], written.arguments[1], "a url")) {
        made.table = catalogue_.table(scope_, *url, written.arguments[1].at);
    }
    if (made.arguments.size() == 2) return types.type("code");
    auto const* const word = literal_text(made.arguments[2], written.arguments[2], "a field");
    if (word == nullptr) return nullptr;
    auto const found = std::ranges::find(translate_words, *word, &TranslateWord::word);
    if (found == translate_words.end()) {
        issue(written.arguments[2].at,
              "translate() gives 'code', 'system', 'display', 'Coding' or 'CodeableConcept'");
        return nullptr;
    }
    made.translate_to = found->to;
    switch (found->to) {
    case TranslateTo::code: return types.type("code");
    case TranslateTo::system: return types.type("uri");
    case TranslateTo::display: return types.type("string");
    case TranslateTo::coding: return types.type("Coding");
    case TranslateTo::codeable_concept: return types.type("CodeableConcept");
    }
    return nullptr;
}

Type const* GroupCompiler::cast(TransformSyntax const& written, Target& made)
{
    if (made.arguments.size() == 1) return implicit_cast(written, made);
    auto const* const name = literal_text(made.arguments[1], written.arguments[1], "a type");
    if (name == nullptr) return nullptr;
    if (std::ranges::find(castable, *name) == castable.end()) {
        path::Suggestion suggestion{*name};
        for (auto const one : castable) suggestion.offer(one);
        issue(written.arguments[1].at, "there is no cast to this type" + suggestion.text());
        return nullptr;
    }
    return catalogue_.types().type(*name);
}

/// cast(v): to what the element is. The specification allows it where that is only one type.
Type const* GroupCompiler::implicit_cast(TransformSyntax const& written, Target& made)
{
    auto const* const reference = made.child == nullptr ? nullptr : made.child->reference;
    auto const* const type = reference == nullptr ? nullptr : reference->type;
    auto const found = type == nullptr ? castable.end() : std::ranges::find(castable, type->name);
    if (found == castable.end()) {
        if (!made.options.empty() || !lenient()) {
            issue(written.name.at, "cast() needs the name of a type here: cast(v, 'string')");
        }
        made.transform = Transform::value;
        return nullptr;
    }
    auto name = path::literal(*found);
    Operand wanted;
    wanted.formula = {name->plan, {}};
    wanted.literal = path::simple(*name->plan)->literal;
    made.arguments.push_back(std::move(wanted));
    return type;
}

Type const* GroupCompiler::date_operation(TransformSyntax const& written, Target const& made)
{
    auto const* const unit =
        literal_text(made.arguments[2], written.arguments[2], "a unit of time");
    if (unit != nullptr && !path::time_unit(*unit)) {
        issue(written.arguments[2].at, "units of time are 'years', 'months', 'days', 'hours' …");
    }
    return made.arguments[0].type;
}

/// evaluate(ctx, 'expression in quotes') or evaluate(ctx, expression).
Type const* GroupCompiler::evaluate(TransformSyntax const& written, Target& made,
                                    Focus const& focus)
{
    made.transform = Transform::value;
    auto where = focus;
    if (written.arguments.size() == 2) {
        auto const context = operand(written.arguments[0], focus);
        if (context.kind != Operand::Kind::slot) {
            issue(written.arguments[0].at, "evaluate() wants a variable first");
            return nullptr;
        }
        where = {context.slot, context.type};
    }
    auto expression = written.arguments.back();
    auto const text = std::string_view{scope_.syntax.text};
    if (!expression.quoted && text[expression.at] == '\'' &&
        path::next_token(text, expression.at).end == expression.end) {
        // The expression inside the quotes, at its own place in the file.
        ++expression.at;
        --expression.end;
    }
    made.arguments = {operand(expression, where)};
    return made.arguments[0].type;
}

void GroupCompiler::escape(TransformSyntax const& written, Target const& made)
{
    for (std::size_t i = 1; i <= 2; ++i) {
        auto const* const format = literal_text(made.arguments[i], written.arguments[i], "'text'");
        if (format != nullptr && !is_escape_format(*format)) {
            issue(written.arguments[i].at, "escape() knows 'text', 'xml', 'html' and 'json'");
        }
    }
}

} // namespace fhir::map
