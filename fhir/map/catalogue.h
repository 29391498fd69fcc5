// Why this file exists: what each map of a library can see by name: types, groups of its own and
// of what it imports, named expressions, code tables. First half of compiling.
#pragma once

#include "fhir/map/code_table.h"
#include "fhir/map/map.h"
#include "fhir/map/syntax.h"
#include "fhir/path/embed.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fhir::map {

struct MapScope;

struct VisibleGroup {
    GroupSyntax const* group = nullptr;
    MapScope const* owner = nullptr;
};

/// A group that <<types>> or <<type+>> makes the default for its two types.
struct DefaultGroup {
    VisibleGroup group;
    Type const* source = nullptr;
    Type const* target = nullptr;
    bool for_any_target = false;
};

struct NamedType {
    std::string_view name;
    Type const* type = nullptr;
};

/// One map and what its names stand for.
struct MapScope {
    MapSyntax syntax;
    std::vector<NamedType> aliases;
    std::vector<VisibleGroup> groups; ///< Its own first.
    std::vector<DefaultGroup> defaults;
    std::vector<path::Known> lets;

    std::string place(std::size_t offset) const
    {
        return syntax.file + ":" + syntax.places.of(syntax.text, offset);
    }
};

class Catalogue {
public:
    Catalogue(TypeSource const& types, Issues& issues) : types_{types}, issues_{issues} {}

    void add_map(SourceFile const& file);
    void add_code_table(SourceFile const& file);
    /// When all are added: resolves uses, imports and lets.
    void settle();

    TypeSource const& types() const { return types_; }
    std::vector<std::unique_ptr<MapScope>> const& maps() const { return maps_; }
    std::vector<std::unique_ptr<MapScope>> take_maps() { return std::move(maps_); }
    std::vector<std::unique_ptr<CodeTable>> take_tables() { return std::move(tables_); }

    void issue(MapScope const& map, std::size_t offset, std::string why);
    /// Issues of the expression at `offset`: their places are places in it.
    void issues_of(MapScope const& map, std::size_t offset, Issues const& issues);
    bool full() const;

    /// By alias, name or url; null with an issue when there is none.
    Type const* type(MapScope const& map, Name const& name);
    /// Null with an issue: none, or two of that name.
    VisibleGroup group(MapScope const& map, Name const& name);
    /// "url" or "#id" of the same map; null with an issue.
    CodeTable const* table(MapScope const& map, std::string_view url, std::size_t offset);

private:
    void resolve_uses(MapScope& map);
    void refuse(Issues const& issues);
    void collect_defaults(MapScope& map);
    void resolve_tables();
    void resolve_imports(MapScope& map);
    void collect_groups(MapScope& map, MapScope const& from, std::vector<MapScope const*>& seen);
    void resolve_lets(MapScope& map);
    std::vector<MapScope const*> imported(MapScope const& map, Name const& url);
    Type const* quiet_type(MapScope const& map, std::string_view name) const;

    TypeSource const& types_;
    Issues& issues_;
    std::vector<std::unique_ptr<MapScope>> maps_;
    std::vector<std::unique_ptr<CodeTable>> tables_;
};

} // namespace fhir::map
