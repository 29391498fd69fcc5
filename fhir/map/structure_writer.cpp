#include "fhir/map/structure_writer.h"

#include "fhir/map/list_modes.h"
#include "fhir/map/structure_extensions.h"
#include "fhir/path/lexer.h"

#include <algorithm>

namespace fhir::map {

namespace {

constexpr std::size_t id_length_max = 64;

bool is_id_letter(char one)
{
    return (one >= 'a' && one <= 'z') || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9') ||
           one == '-' || one == '.';
}

/// Rules have an id for a name: letters, digits, '-' and '.'.
std::string id_of(std::string_view name)
{
    std::string made{name.substr(0, id_length_max)};
    std::ranges::replace_if(
        made, [](char one) { return !is_id_letter(one); }, '-');
    return made;
}

/// 'text' as FHIRPath writes it.
std::string literal(std::string_view text)
{
    std::string made{"'"};
    for (char const one : text) {
        if (one == '\'' || one == '\\') made.push_back('\\');
        made.push_back(one);
    }
    return made.append("'");
}

/// The rules of is_simple_copy(), which knows these elements as syntax.
bool is_copy(RuleSyntax const& rule)
{
    if (rule.sources.size() != 1 || rule.targets.size() != 1) return false;
    auto const& from = rule.sources[0];
    auto const& to = rule.targets[0];
    return !from.path.empty() && !to.path.empty() && !to.transform && from.alias.empty() &&
           to.alias.empty() && to.mode == ListMode::all && rule.rules.empty() && rule.calls.empty();
}

} // namespace

Element& StructureWriter::text(Element& parent, std::string_view name, std::string_view value)
{
    auto& made = tree_.append(parent, name, Kind::string);
    made.text = tree_.keep(value);
    return made;
}

std::string_view StructureWriter::written(Snippet const& snippet) const
{
    return std::string_view{map_.text}.substr(snippet.at, snippet.end - snippet.at);
}

std::string_view StructureWriter::path(std::vector<Name> const& names)
{
    std::string made;
    for (auto const& one : names) made.append(made.empty() ? "" : ".").append(one.text);
    return tree_.keep(made);
}

std::string StructureWriter::expression(Snippet const& snippet) const
{
    return snippet.quoted ? literal(*snippet.quoted) : std::string{written(snippet)};
}

StructureWriter::Value StructureWriter::value_of(Snippet const& snippet)
{
    using path::TokenKind;
    if (snippet.quoted) return {"valueString", tree_.keep(*snippet.quoted), Kind::string};
    auto const whole = written(snippet);
    auto token = path::next_token(whole, 0);
    bool const negative = token.kind == TokenKind::sign && token.text == "-";
    if (negative) token = path::next_token(whole, token.end);
    if (path::next_token(whole, token.end).kind != TokenKind::end) return {};
    auto const text = tree_.keep((negative ? "-" : "") + token.text);
    if (token.kind == TokenKind::number) {
        bool const whole_number = token.text.find('.') == std::string::npos;
        return {whole_number ? "valueInteger" : "valueDecimal", text, Kind::number};
    }
    if (negative) return {};
    if (token.kind == TokenKind::string) return {"valueString", text, Kind::string};
    if (token.text == "true" || token.text == "false") return {"valueBoolean", text, Kind::boolean};
    if (token.kind == TokenKind::identifier || token.kind == TokenKind::delimited) {
        return {"valueId", text, Kind::string};
    }
    return {};
}

void StructureWriter::parameter(Element& target, Value const& value)
{
    auto& made = tree_.append(target, "parameter");
    tree_.append(made, value.name, value.kind).text = tree_.keep(value.text);
}

std::string_view StructureWriter::named(Element& rule, Value const& value, Snippet const& snippet)
{
    if (value.name == "valueId") return value.text;
    std::string name;
    do {
        name = "arg" + std::to_string(++named_);
    } while (map_.text.find(name) != std::string::npos);
    auto const kept = tree_.keep(name);
    auto& target = tree_.append(rule, "target");
    text(target, "variable", kept);
    text(target, "transform", value.name.empty() ? "evaluate" : "copy");
    parameter(target,
              value.name.empty() ? Value{"valueString", written(snippet), Kind::string} : value);
    return kept;
}

void StructureWriter::group(GroupSyntax const& group)
{
    auto& made = tree_.append(tree_.root(), "group");
    text(made, "name", group.name.text);
    if (!group.extends.empty()) text(made, "extends", group.extends.text);
    text(made, "typeMode",
         group.stereotype == Stereotype::none    ? "none"
         : group.stereotype == Stereotype::types ? "types"
                                                 : "type-and-types");
    for (auto const& one : group.parameters) {
        auto& input = tree_.append(made, "input");
        text(input, "name", one.name.text);
        if (!one.type.empty()) text(input, "type", one.type.text);
        text(input, "mode", one.role == Role::source ? "source" : "target");
    }
    for (auto const& one : group.rules) rule(made, one);
}

void StructureWriter::rule(Element& parent, RuleSyntax const& rule_written)
{
    auto& made = tree_.append(parent, "rule");
    ++rules_;
    auto const name = id_of(rule_written.name);
    text(made, "name", name.empty() ? "rule-" + std::to_string(rules_) : name);
    bool const copies = is_copy(rule_written);
    for (auto const& one : rule_written.sources) source(made, one, copies);
    for (auto const& one : rule_written.targets) target(made, one, copies);
    // Arguments that get a name stand among the targets, so the calls come behind them.
    Element holder;
    for (auto const& one : rule_written.calls) {
        auto& dependent = tree_.append(holder, "dependent");
        text(dependent, "name", one.group.text);
        for (auto const& argument : one.arguments) {
            text(dependent, "variable", named(made, value_of(argument), argument));
        }
    }
    for (auto const& one : rule_written.rules) rule(made, one);
    if (holder.first == nullptr) return;
    (made.last == nullptr ? made.first : made.last->next) = holder.first;
    made.last = holder.last;
}

void StructureWriter::source(Element& rule, SourceSyntax const& written_source, bool copies)
{
    auto& made = tree_.append(rule, "source");
    auto const& one = written_source;
    auto const fallback = one.fallback ? value_of(*one.fallback) : Value{};
    bool const is_value = !fallback.name.empty() && fallback.name != "valueId";
    if (one.fallback && !is_value) {
        auto& extension = tree_.append(made, "extension");
        text(extension, "url", default_url);
        text(extension, "valueString", written(*one.fallback));
    }
    text(made, "context", one.context.text);
    if (one.cardinality) {
        auto const& count = *one.cardinality;
        text(made, "min", std::to_string(count.min)).kind = Kind::number;
        text(made, "max", count.max == UINT32_MAX ? "*" : std::to_string(count.max));
    }
    if (!one.type.empty()) text(made, "type", one.type.text);
    if (is_value) {
        auto const name = "defaultV" + std::string{fallback.name.substr(1)};
        tree_.append(made, tree_.keep(name), fallback.kind).text = fallback.text;
    }
    if (!one.path.empty()) text(made, "element", path(one.path));
    if (one.mode != ListMode::all) text(made, "listMode", word_of(source_modes, one.mode));
    if (copies) text(made, "variable", copy_variable);
    else if (!one.alias.empty()) text(made, "variable", one.alias.text);
    auto const condition = [&](std::string_view name, std::optional<Snippet> const& snippet) {
        if (snippet) text(made, name, expression(*snippet));
    };
    condition("condition", one.where);
    condition("check", one.check);
    condition("logMessage", one.log);
}

void StructureWriter::list_mode(Element& target, TargetSyntax const& written_target)
{
    if (written_target.mode == ListMode::all || written_target.mode == ListMode::single) return;
    text(target, "listMode", word_of(target_modes, written_target.mode));
    if (written_target.mode == ListMode::share) text(target, "listRuleId", written_target.share);
}

void StructureWriter::target(Element& rule, TargetSyntax const& one, bool copies)
{
    Element loose;
    auto& made = tree_.append(loose, "target");
    if (one.mode == ListMode::single) {
        auto& extension = tree_.append(made, "extension");
        text(extension, "url", list_mode_url);
        text(extension, "valueCode", "single");
    }
    if (!one.context.empty()) {
        text(made, "context", one.context.text);
        text(made, "contextType", "variable");
    }
    if (!one.path.empty()) text(made, "element", path(one.path));
    if (copies) text(made, "variable", copy_variable);
    else if (!one.alias.empty()) text(made, "variable", one.alias.text);
    list_mode(made, one);
    if (copies) text(made, "transform", "create");
    else if (one.transform) transform(rule, made, *one.transform);
    (rule.last == nullptr ? rule.first : rule.last->next) = &made;
    rule.last = &made;
}

void StructureWriter::transform(Element& rule, Element& target, TransformSyntax const& call)
{
    if (call.name.text == "evaluate") return evaluation(target, call);
    if (call.name.empty()) {
        auto const value = value_of(call.arguments[0]);
        text(target, "transform", value.name.empty() ? "evaluate" : "copy");
        return parameter(target,
                         value.name.empty()
                             ? Value{"valueString", written(call.arguments[0]), Kind::string}
                             : value);
    }
    text(target, "transform", call.name.text);
    for (auto const& one : call.arguments) {
        auto value = value_of(one);
        if (value.name.empty()) {
            auto const name = named(rule, value, one);
            value = {"valueId", name, Kind::string};
        }
        parameter(target, value);
    }
}

/// The expression may be written as a text in quotes; in a StructureMap it is always one.
void StructureWriter::evaluation(Element& target, TransformSyntax const& call)
{
    text(target, "transform", "evaluate");
    for (std::size_t i = 0; i < call.arguments.size(); ++i) {
        auto const value = value_of(call.arguments[i]);
        bool const is_last = i + 1 == call.arguments.size();
        if (!is_last) parameter(target, value);
        else if (value.name == "valueString") parameter(target, value);
        else parameter(target, {"valueString", written(call.arguments[i]), Kind::string});
    }
}

} // namespace fhir::map
