#include "fhir/map/catalogue.h"

#include "fhir/map/parser.h"
#include "fhir/map/structure_reader.h"

#include <algorithm>

namespace fhir::map {

namespace {

/// Nobody reads more; and a hostile map shall not make a library of them.
constexpr std::size_t issues_max = 500;

/// A '*' of the pattern stands for any text.
bool is_like(std::string_view text, std::string_view pattern)
{
    auto const star = pattern.find('*');
    if (star == std::string_view::npos) return text == pattern;
    if (!text.starts_with(pattern.substr(0, star))) return false;
    text.remove_prefix(star);
    pattern.remove_prefix(star + 1);
    // The parts between stars stand as early as they can; the last one at the end.
    for (auto next = pattern.find('*'); next != std::string_view::npos; next = pattern.find('*')) {
        auto const at = text.find(pattern.substr(0, next));
        if (at == std::string_view::npos) return false;
        text.remove_prefix(at + next);
        pattern.remove_prefix(next + 1);
    }
    return text.ends_with(pattern);
}

} // namespace

bool Catalogue::full() const { return issues_.size() >= issues_max; }

void Catalogue::issue(MapScope const& map, std::size_t offset, std::string why)
{
    if (full()) return;
    issues_.push_back({Severity::error, "invalid", map.place(offset), std::move(why)});
}

void Catalogue::issues_of(MapScope const& map, std::size_t offset, Issues const& issues)
{
    auto const outer = full() ? std::string{} : map.place(offset);
    for (auto one : issues) {
        if (full()) return;
        one.expression = place_inside(outer, one.expression);
        issues_.push_back(std::move(one));
    }
}

void Catalogue::refuse(Issues const& issues)
{
    issues_.insert(issues_.end(), issues.begin(), issues.end());
}

void Catalogue::add_map(SourceFile const& file)
{
    auto scope = std::make_unique<MapScope>();
    if (is_json(file)) {
        auto parsed = read_structure_map(file);
        if (!parsed) return refuse(parsed.issues());
        scope->syntax = std::move(parsed->map);
        for (auto& one : parsed->tables) {
            tables_.push_back(std::make_unique<CodeTable>(std::move(one)));
        }
    } else {
        auto parsed = parse_map(file);
        if (!parsed) return refuse(parsed.issues());
        scope->syntax = std::move(*parsed);
    }
    for (auto const& other : maps_) {
        if (other->syntax.url.text != scope->syntax.url.text) continue;
        issue(*scope, scope->syntax.url.at, "this url is also that of " + other->syntax.file);
    }
    maps_.push_back(std::move(scope));
}

void Catalogue::add_code_table(SourceFile const& file)
{
    auto table = CodeTable::read(file);
    if (!table) return refuse(table.issues());
    bool const twice = std::ranges::any_of(
        tables_, [&](auto const& other) { return other->url() == table->url(); });
    if (twice) {
        issues_.push_back(
            {Severity::error, "duplicate", file.name, "another code table has the same url"});
    }
    tables_.push_back(std::make_unique<CodeTable>(std::move(*table)));
}

void Catalogue::settle()
{
    for (auto const& map : maps_) {
        resolve_uses(*map);
        resolve_lets(*map);
        for (auto const& written : map->syntax.code_tables) {
            auto table = CodeTable::make(map->syntax, written);
            if (table) tables_.push_back(std::make_unique<CodeTable>(std::move(*table)));
            else refuse(table.issues());
        }
    }
    for (auto const& map : maps_) resolve_imports(*map);
    for (auto const& map : maps_) collect_defaults(*map);
    resolve_tables();
}

void Catalogue::collect_defaults(MapScope& map)
{
    for (auto const& one : map.groups) {
        auto const& parameters = one.group->parameters;
        if (one.group->stereotype == Stereotype::none || parameters.size() != 2) continue;
        auto const* const source = quiet_type(*one.owner, parameters[0].type.text);
        auto const* const target = quiet_type(*one.owner, parameters[1].type.text);
        if (source == nullptr || target == nullptr) continue;
        bool const for_any = one.group->stereotype == Stereotype::type_and_types;
        map.defaults.push_back({one, source, target, for_any});
    }
}

void Catalogue::resolve_tables()
{
    auto const find = [&](std::string_view url) -> CodeTable const* {
        auto const found =
            std::ranges::find_if(tables_, [&](auto const& one) { return one->url() == url; });
        return found == tables_.end() ? nullptr : found->get();
    };
    for (auto const& one : tables_) {
        if (one->link(find)) continue;
        issues_.push_back({Severity::error, "not-found", one->url(),
                           "unmapped codes go on in another code table, which is not there"});
    }
}

void Catalogue::resolve_uses(MapScope& map)
{
    for (auto const& one : map.syntax.uses) {
        auto const* const found = types_.type(one.url.text);
        if (found == nullptr) {
            issue(map, one.url.at, "no type is known by this url");
            continue;
        }
        auto const name = one.alias.empty() ? found->name : std::string_view{one.alias.text};
        if (std::ranges::find(map.aliases, name, &NamedType::name) != map.aliases.end()) {
            issue(map, one.url.at, "the name '" + std::string{name} + "' is used twice");
        }
        map.aliases.push_back({name, found});
    }
}

void Catalogue::resolve_lets(MapScope& map)
{
    // A let has no focus: a bare name that is no earlier let is a mistake.
    static Type const nowhere = [] {
        Type type;
        type.name = "a let, which sees only earlier lets";
        return type;
    }();
    for (auto const& one : map.syntax.lets) {
        path::Embedding how;
        how.types = &types_;
        how.focus = &nowhere;
        how.variables = map.lets;
        how.bare_name = path::BareName::variable_first;
        auto const& written = one.expression;
        auto const text =
            std::string_view{map.syntax.text}.substr(written.at, written.end - written.at);
        auto made =
            written.quoted ? path::literal(*written.quoted) : path::compile_at(text, 0, how);
        if (made) map.lets.push_back({one.name.text, made->type, made->plan});
        else issues_of(map, written.at, made.issues());
    }
}

/// A wildcard stands for any text, and may find nothing: "http://example.org/*4to5".
std::vector<MapScope const*> Catalogue::imported(MapScope const& map, Name const& url)
{
    std::vector<MapScope const*> found;
    for (auto const& other : maps_) {
        auto const& name = other->syntax.url.text;
        if (other.get() != &map && is_like(name, url.text)) found.push_back(other.get());
    }
    if (!found.empty() || url.text.find('*') != std::string::npos) return found;
    path::Suggestion suggestion{url.text};
    for (auto const& other : maps_) suggestion.offer(other->syntax.url.text);
    issue(map, url.at, "no map has this url" + suggestion.text());
    return found;
}

void Catalogue::resolve_imports(MapScope& map)
{
    for (auto const& one : map.syntax.groups) {
        auto const same = [&](VisibleGroup const& other) {
            return other.group->name.text == one.name.text;
        };
        if (std::ranges::any_of(map.groups, same)) {
            issue(map, one.name.at, "group '" + one.name.text + "' stands here twice");
        }
        map.groups.push_back({&one, &map});
    }
    std::vector<MapScope const*> seen{&map};
    for (auto const& url : map.syntax.imports) {
        for (auto const* from : imported(map, url)) collect_groups(map, *from, seen);
    }
}

void Catalogue::collect_groups(MapScope& map, MapScope const& from,
                               std::vector<MapScope const*>& seen)
{
    if (std::ranges::find(seen, &from) != seen.end()) return;
    seen.push_back(&from);
    for (auto const& one : from.syntax.groups) map.groups.push_back({&one, &from});
    for (auto const& url : from.syntax.imports) {
        for (auto const& other : maps_) {
            if (is_like(other->syntax.url.text, url.text)) collect_groups(map, *other, seen);
        }
    }
}

Type const* Catalogue::quiet_type(MapScope const& map, std::string_view name) const
{
    auto const alias = std::ranges::find(map.aliases, name, &NamedType::name);
    return alias != map.aliases.end() ? alias->type : types_.type(name);
}

Type const* Catalogue::type(MapScope const& map, Name const& name)
{
    auto const* const found = quiet_type(map, name.text);
    if (found != nullptr) return found;
    path::Suggestion suggestion{name.text};
    for (auto const& one : map.aliases) suggestion.offer(one.name);
    issue(map, name.at, "there is no type '" + name.text + "'" + suggestion.text());
    return nullptr;
}

VisibleGroup Catalogue::group(MapScope const& map, Name const& name)
{
    VisibleGroup found;
    for (auto const& one : map.groups) {
        if (one.group->name.text != name.text) continue;
        // Its own group hides imported ones; two imported ones hide nothing.
        if (found.group != nullptr && found.owner == &map) continue;
        if (found.group != nullptr) {
            issue(map, name.at,
                  "group '" + name.text + "' is in " + found.owner->syntax.file + " and in " +
                      one.owner->syntax.file);
            return found;
        }
        found = one;
    }
    if (found.group == nullptr) {
        path::Suggestion suggestion{name.text};
        for (auto const& one : map.groups) suggestion.offer(one.group->name.text);
        issue(map, name.at, "there is no group '" + name.text + "'" + suggestion.text());
    }
    return found;
}

CodeTable const* Catalogue::table(MapScope const& map, std::string_view url, std::size_t offset)
{
    auto const whole =
        url.starts_with('#') ? map.syntax.url.text + std::string{url} : std::string{url};
    for (auto const& one : tables_) {
        if (one->url() == whole) return one.get();
    }
    path::Suggestion suggestion{whole};
    for (auto const& one : tables_) suggestion.offer(one->url());
    issue(map, offset, "there is no code table with this url" + suggestion.text());
    return nullptr;
}

} // namespace fhir::map
