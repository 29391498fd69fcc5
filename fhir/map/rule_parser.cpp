#include "fhir/map/rule_parser.h"

#include "fhir/map/list_modes.h"
#include "fhir/map/transforms.h"

#include <array>

namespace fhir::map {

namespace {

ListMode take_mode(Reader& reader, std::span<ModeWord const> modes)
{
    for (auto const& one : modes) {
        if (reader.take_word(one.word)) return one.mode;
    }
    return ListMode::all;
}

std::vector<Name> take_path(Reader& reader)
{
    std::vector<Name> path;
    while (reader.take_sign(".")) path.push_back(reader.need_name("an element"));
    return path;
}

Cardinality parse_cardinality(Reader& reader)
{
    Cardinality made;
    made.min = reader.need_count();
    reader.need_sign(".");
    reader.need_sign(".");
    if (!reader.take_sign("*")) made.max = reader.need_count();
    return made;
}

bool at_count(Reader const& reader)
{
    auto const at = reader.at();
    auto const text = reader.text();
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
}

SourceSyntax parse_source(Reader& reader)
{
    SourceSyntax made;
    made.context = reader.need_name("a source variable");
    made.path = take_path(reader);
    if (reader.take_sign(":")) made.type = reader.need_name("a type");
    if (at_count(reader)) made.cardinality = parse_cardinality(reader);
    if (reader.take_word("default")) {
        made.fallback = reader.at_sign("(") ? reader.need_parenthesised()
                        : reader.at_quote() ? reader.take_quoted()
                                            : reader.need_expression();
    }
    made.mode = take_mode(reader, source_modes);
    if (reader.take_word("as")) made.alias = reader.need_name("a variable");
    if (reader.take_word("where")) made.where = reader.need_expression();
    if (reader.take_word("check")) made.check = reader.need_expression();
    if (reader.take_word("log")) {
        made.log = reader.at_quote() ? reader.take_quoted() : reader.need_expression();
    }
    return made;
}

std::vector<Snippet> parse_arguments(Reader& reader)
{
    std::vector<Snippet> made;
    reader.need_sign("(");
    if (reader.take_sign(")")) return made;
    do {
        made.push_back(reader.at_quoted_argument() ? reader.take_quoted()
                                                   : reader.need_expression());
    } while (reader.take_sign(","));
    reader.need_sign(")");
    return made;
}

/// create('Type'), (expression), 'text', variable, variable.path
TransformSyntax parse_transform(Reader& reader)
{
    TransformSyntax made;
    if (reader.at_sign("(")) {
        made.arguments.push_back(reader.need_parenthesised());
    } else if (reader.at_quote()) {
        made.arguments.push_back(reader.take_quoted());
    } else if (reader.at_literal()) {
        made.arguments.push_back(reader.take_literal());
    } else {
        auto const at = reader.at();
        auto const path = reader.need_path();
        if (reader.at_sign("(")) {
            made.name = {std::string{reader.text().substr(path.at, path.end - path.at)}, at};
            made.arguments = parse_arguments(reader);
        } else {
            made.arguments.push_back(path);
        }
    }
    return made;
}

TargetSyntax parse_target(Reader& reader)
{
    TargetSyntax made;
    made.at = reader.at();
    if (!reader.at_name() || reader.at_literal()) {
        made.transform = parse_transform(reader);
    } else {
        made.context = reader.need_name("a target variable");
        made.path = take_path(reader);
        if (reader.take_sign("=")) {
            made.transform = parse_transform(reader);
        } else if (reader.at_sign("(") && made.path.empty()) {
            made.transform = TransformSyntax{made.context, parse_arguments(reader)};
            made.context = {};
        }
    }
    if (reader.take_word("as")) made.alias = reader.need_name("a variable");
    made.mode = take_mode(reader, target_modes);
    if (made.mode == ListMode::share) made.share = reader.need_name("the name to share").text;
    return made;
}

/// src -> G(src, tgt): what is no transform is a group.
bool is_group_call(TargetSyntax const& target)
{
    return target.context.empty() && target.alias.empty() && target.transform &&
           !target.transform->name.empty() &&
           find_transform(target.transform->name.text) == nullptr;
}

void parse_calls(Reader& reader, RuleSyntax& rule)
{
    do {
        CallSyntax call;
        call.group = reader.need_name("a group");
        call.arguments = parse_arguments(reader);
        rule.calls.push_back(std::move(call));
    } while (reader.take_sign(","));
}

} // namespace

std::vector<RuleSyntax> parse_rules(Reader& reader, unsigned depth)
{
    std::vector<RuleSyntax> rules;
    if (depth > rule_depth_max) reader.fail(reader.at(), "rules nest too deeply");
    reader.need_sign("{");
    while (!reader.failed() && !reader.take_sign("}")) rules.push_back(parse_rule(reader, depth));
    return rules;
}

RuleSyntax parse_rule(Reader& reader, unsigned depth)
{
    RuleSyntax made;
    made.at = reader.at();
    do {
        made.sources.push_back(parse_source(reader));
    } while (reader.take_sign(","));
    if (reader.take_sign("->")) {
        do {
            auto one = parse_target(reader);
            if (is_group_call(one)) {
                made.calls.push_back({one.transform->name, std::move(one.transform->arguments)});
            } else {
                made.targets.push_back(std::move(one));
            }
        } while (reader.take_sign(","));
    }
    if (reader.take_word("then")) {
        if (!reader.at_sign("{")) parse_calls(reader, made);
        if (reader.at_sign("{")) made.rules = parse_rules(reader, depth + 1);
    }
    if (reader.at_quote()) made.name = reader.need_text("a name").text;
    else if (reader.at_name()) made.name = reader.need_name("a name").text;
    reader.need_sign(";");
    return made;
}

} // namespace fhir::map
