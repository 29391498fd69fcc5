#include "fhir/map/structure_rules.h"

#include "fhir/map/list_modes.h"
#include "fhir/map/reader.h"
#include "fhir/map/structure_extensions.h"

#include <array>
#include <charconv>

namespace fhir::map {

namespace {

constexpr std::size_t issues_max = 100;

/// `name`, whatever letters it has.
std::string delimited(std::string_view name)
{
    std::string made{"`"};
    for (char const one : name) {
        if (one == '`' || one == '\\') made.push_back('\\');
        made.push_back(one);
    }
    return made.append("`");
}

Element const* child_like(Element const& parent, std::string_view stem)
{
    for (auto const* one = parent.first; one != nullptr; one = one->next) {
        if (one->name.starts_with(stem)) return one;
    }
    return nullptr;
}

} // namespace

void StructureWriting::refuse(std::string const& at, std::string why)
{
    if (issues_.size() >= issues_max) return;
    issues_.push_back({Severity::error, "invalid", map_.file + ":" + at, std::move(why)});
}

std::size_t StructureWriting::mark(std::string_view text, std::string const& at)
{
    auto const begin = map_.text.size();
    map_.places.add(begin, at);
    map_.text.append(text).append("\n");
    return begin;
}

Name StructureWriting::name(std::string_view text, std::string const& at)
{
    if (text.empty()) refuse(at, "this is missing");
    return {std::string{text}, mark(text, at)};
}

Snippet StructureWriting::expression(std::string_view text, std::string const& at)
{
    std::string whole{text};
    Reader reader{map_.file, whole};
    auto const found = reader.need_expression();
    if (!reader.failed() && !reader.at_end()) reader.fail(reader.at(), "this is no FHIRPath");
    if (reader.failed()) {
        auto const inner = reader.issue().expression.substr(map_.file.size() + 1);
        refuse(place_inside(at, inner), reader.issue().text);
        return {};
    }
    // Without the comments and blanks around it.
    auto const begin = mark(std::string_view{whole}.substr(found.at, found.end - found.at), at);
    return {begin, begin + found.end - found.at, {}};
}

Snippet StructureWriting::variable(std::string_view text, std::string const& at)
{
    if (text.empty()) refuse(at, "this is missing");
    auto const written = delimited(text);
    auto const begin = mark(written, at);
    return {begin, begin + written.size(), {}};
}

Snippet StructureWriting::quoted(std::string_view text, std::string const& at)
{
    auto const begin = mark(text, at);
    return {begin, begin + text.size(), std::string{text}};
}

std::vector<Name> StructureWriting::path(std::string_view element, std::string const& at)
{
    std::vector<Name> made;
    while (!element.empty()) {
        auto const dot = element.find('.');
        auto step = element.substr(0, dot);
        if (step.ends_with("[x]")) step.remove_suffix(3);
        made.push_back(name(step, at));
        if (dot == std::string_view::npos) break;
        element.remove_prefix(dot + 1);
    }
    return made;
}

GroupSyntax StructureWriting::group(Element const& from, std::string const& at)
{
    GroupSyntax made;
    made.name = name(from.value("name"), at + ".name");
    if (!from.value("extends").empty()) made.extends = name(from.value("extends"), at + ".extends");
    auto const mode = from.value("typeMode");
    if (mode == "types") made.stereotype = Stereotype::types;
    if (mode == "type-and-types") made.stereotype = Stereotype::type_and_types;
    each(from, at, [&](Element const& one, std::string const& place) {
        if (one.name == "rule") made.rules.push_back(rule(one, place, 0));
        if (one.name != "input") return;
        ParameterSyntax parameter;
        parameter.role = one.value("mode") == "target" ? Role::target : Role::source;
        parameter.name = name(one.value("name"), place + ".name");
        if (!one.value("type").empty()) parameter.type = name(one.value("type"), place + ".type");
        made.parameters.push_back(std::move(parameter));
    });
    if (made.parameters.empty()) refuse(at, "a group has at least one input");
    return made;
}

RuleSyntax StructureWriting::rule(Element const& from, std::string const& at, unsigned depth)
{
    RuleSyntax made;
    if (depth > rule_depth_max) {
        refuse(at, "rules nest too deeply");
        return made;
    }
    made.at = mark({}, at);
    made.name = from.value("name");
    each(from, at, [&](Element const& one, std::string const& place) {
        if (one.name == "source") made.sources.push_back(source(one, place));
        else if (one.name == "target") made.targets.push_back(target(one, place));
        else if (one.name == "rule") made.rules.push_back(rule(one, place, depth + 1));
        else if (one.name == "dependent") made.calls.push_back(call(one, place));
    });
    if (made.sources.empty()) refuse(at, "a rule has at least one source");
    return made;
}

Cardinality StructureWriting::cardinality(Element const& from, std::string const& at)
{
    Cardinality made;
    auto const read = [&](std::string_view text, std::uint32_t& to) {
        auto const* const end = text.data() + text.size();
        auto const result = std::from_chars(text.data(), end, to);
        if (result.ptr != end || result.ec != std::errc{}) refuse(at, "min and max are counts");
    };
    auto const min = from.value("min");
    auto const max = from.value("max");
    if (!min.empty()) read(min, made.min);
    if (!max.empty() && max != "*") read(max, made.max);
    return made;
}

Snippet StructureWriting::fallback(Element const& value, std::string const& at)
{
    auto const type = value.name.substr(std::string_view{"defaultValue"}.size());
    if (value.kind == Kind::complex) {
        refuse(at, "only values without parts can be a default here");
    } else if (value.kind != Kind::string) {
        return expression(value.text, at);
    } else if (type == "Date" || type == "DateTime" || type == "Instant") {
        return expression("@" + std::string{value.text}, at);
    }
    return quoted(value.text, at);
}

void StructureWriting::source_part(Element const& one, std::string const& at, SourceSyntax& made)
{
    if (one.name == "element") made.path = path(one.text, at);
    else if (one.name == "type") made.type = name(one.text, at);
    else if (one.name == "variable") made.alias = name(one.text, at);
    else if (one.name == "condition") made.where = expression(one.text, at);
    else if (one.name == "check") made.check = expression(one.text, at);
    else if (one.name == "logMessage") made.log = expression(one.text, at);
    else if (one.name.starts_with("defaultValue")) made.fallback = fallback(one, at);
    else if (one.name == "extension" && one.value("url") == default_url) {
        made.fallback = expression(one.value("valueString"), at);
    } else if (one.name == "listMode") {
        auto const mode = mode_of(source_modes, one.text);
        if (mode) made.mode = *mode;
        else refuse(at, "there is no such list mode of sources");
    }
}

SourceSyntax StructureWriting::source(Element const& from, std::string const& at)
{
    SourceSyntax made;
    made.context = name(from.value("context"), at + ".context");
    if (from.child("min") != nullptr || from.child("max") != nullptr) {
        made.cardinality = cardinality(from, at);
    }
    each(from, at,
         [&](Element const& one, std::string const& place) { source_part(one, place, made); });
    return made;
}

void StructureWriting::target_mode(Element const& from, std::string const& at, TargetSyntax& made)
{
    auto word = from.value("listMode");
    for (auto const* one = from.first; one != nullptr; one = one->next) {
        if (one->name == "extension" && one->value("url") == list_mode_url) {
            word = one->value("valueCode");
        }
    }
    if (word.empty()) return;
    auto const mode = mode_of(target_modes, word);
    if (!mode) return refuse(at, "there is no such list mode of targets");
    made.mode = *mode;
    made.share = from.value("listRuleId");
    if (made.mode == ListMode::share && made.share.empty()) {
        refuse(at, "what is shared has a listRuleId");
    }
}

TargetSyntax StructureWriting::target(Element const& from, std::string const& at)
{
    TargetSyntax made;
    made.at = mark({}, at);
    auto const context = from.value("context");
    if (!context.empty()) made.context = name(context, at + ".context");
    if (from.value("contextType") == "type") refuse(at, "only variables can be a context here");
    made.path = path(from.value("element"), at + ".element");
    auto const variable_name = from.value("variable");
    if (!variable_name.empty()) made.alias = name(variable_name, at + ".variable");
    target_mode(from, at, made);
    made.transform = transform(from, at);
    if (made.context.empty() && !made.transform)
        refuse(at, "a target has a context or a transform");
    return made;
}

std::optional<TransformSyntax> StructureWriting::transform(Element const& from,
                                                           std::string const& at)
{
    auto const word = from.value("transform");
    TransformSyntax made;
    bool const evaluates = word == "evaluate";
    Element const* expression_text = nullptr;
    each(from, at, [&](Element const& one, std::string const& place) {
        if (one.name != "parameter") return;
        // The last one of evaluate() is an expression, not a text.
        expression_text = evaluates ? one.child("valueString") : nullptr;
        bool const is_expression = expression_text != nullptr;
        auto const text = is_expression ? expression_text->text : std::string_view{};
        // In brackets, or a text in quotes would once more be taken for an expression.
        made.arguments.push_back(!is_expression ? parameter(one, place)
                                 : text.starts_with('\'')
                                     ? expression("(" + std::string{text} + "\n)", place)
                                     : expression(text, place));
    });
    if (word.empty() || (word == "create" && made.arguments.empty())) return {};
    if (word == "copy" || (evaluates && made.arguments.size() == 1)) {
        if (made.arguments.size() != 1) refuse(at, "copy has one parameter");
        return made;
    }
    made.name = name(word, at + ".transform");
    return made;
}

Snippet StructureWriting::parameter(Element const& from, std::string const& at)
{
    auto const* const value = child_like(from, "value");
    if (value == nullptr || value->kind == Kind::complex) {
        refuse(at, "a parameter has a value without parts");
        return {};
    }
    if (value->name == "valueId") return variable(value->text, at);
    if (value->kind != Kind::string) return expression(value->text, at);
    if (value->name == "valueDate" || value->name == "valueDateTime") {
        return expression("@" + std::string{value->text}, at);
    }
    if (value->name == "valueTime") return expression("@T" + std::string{value->text}, at);
    return quoted(value->text, at);
}

CallSyntax StructureWriting::call(Element const& from, std::string const& at)
{
    CallSyntax made;
    made.group = name(from.value("name"), at + ".name");
    each(from, at, [&](Element const& one, std::string const& place) {
        if (one.name == "variable") made.arguments.push_back(variable(one.text, place));
        else if (one.name == "parameter") made.arguments.push_back(parameter(one, place));
    });
    return made;
}

} // namespace fhir::map
