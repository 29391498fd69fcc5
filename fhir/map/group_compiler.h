// Why this file exists: compiles one group for the types that its parameters have at a call:
// every name becomes a slot or a pointer, every mistake an issue with its place.
#pragma once

#include "fhir/map/catalogue.h"
#include "fhir/map/plan.h"

#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace fhir::map {

using Types = std::vector<Type const*>;

/// All groups of a library; one group is compiled once for each list of argument types.
class Workshop {
public:
    Workshop(Catalogue& catalogue, CodeShapes const& shapes)
        : catalogue_{catalogue}, shapes_{shapes}
    {}

    /// Compiled later, by finish().
    Group const* instance(VisibleGroup const& group, Types types);
    bool has_instance(GroupSyntax const& group) const;
    /// One number for each name after `share`, the same in all groups.
    std::uint32_t share_number(std::string_view name);
    /// False when a library has more rules than one may have.
    bool count_rule();
    /// Compiles all that were asked for, and what they ask for.
    void finish();
    std::vector<std::unique_ptr<Group>> take() { return std::move(groups_); }

private:
    struct Order {
        VisibleGroup group;
        Types types;
        Group* made;
    };

    Catalogue& catalogue_;
    CodeShapes const& shapes_;
    std::vector<std::unique_ptr<Group>> groups_;
    std::map<std::pair<GroupSyntax const*, Types>, Group*> known_;
    std::vector<Order> orders_;
    std::vector<std::string> shares_;
    std::size_t rules_ = 0;
};

/// A type as its declaration says it, or the argument's where that says more.
Types declared_types(Catalogue& catalogue, VisibleGroup const& group);

class GroupCompiler {
public:
    GroupCompiler(Catalogue& catalogue, Workshop& workshop, CodeShapes const& shapes,
                  VisibleGroup const& group, Types const& types)
        : catalogue_{catalogue}, workshop_{workshop}, shapes_{shapes}, scope_{*group.owner},
          syntax_{*group.group}, types_{types}
    {}

    void compile(Group& made);

private:
    struct Variable {
        Type const* type = nullptr;
        Role role = Role::source;
    };
    /// What stands at the left of the rule's arrow.
    struct Focus {
        Slot slot = no_slot;
        Type const* type = nullptr;
    };
    /// A transform's value, as far as it is known now.
    struct Result {
        Type const* type = nullptr;
    };

    void issue(std::size_t at, std::string why) { catalogue_.issue(scope_, at, std::move(why)); }
    /// Nobody calls this group with types, so unknown ones are no mistake.
    bool lenient() const { return lenient_; }

    // Variables; the index of a name is its slot.
    Slot declare(Name const& name, Type const* type, Role role);
    Slot find(Name const& name);
    void close_scope(std::size_t count);

    // group_compiler.cpp
    void base(Group& made);
    Rule rule(RuleSyntax const& written);
    std::vector<Rule> rules(std::vector<RuleSyntax> const& written);
    GroupCall call(CallSyntax const& written, Focus const& focus);
    Type const* argument_type(ParameterSyntax const& parameter, Type const* declared,
                              Operand const& argument, Snippet const& written);

    // copy_compiler.cpp: src.a -> tgt.b
    bool is_simple_copy(RuleSyntax const& written) const;
    void simple_copy(RuleSyntax const& written, Rule& made, Focus const& focus);
    void value_copy(RuleSyntax const& written, Rule& made, Focus const& focus);
    void group_copy(DefaultGroup const& group, Target target, Rule& made, Focus const& focus);
    /// Where the target of a simple copy stands.
    struct Spot {
        Type const* parent = nullptr; ///< Null: not known.
        Type const* type = nullptr;   ///< Null: a choice, or any resource.
    };
    Spot spot(TargetSyntax const& written);
    DefaultGroup const* default_group(Type const* source, Spot const& there,
                                      std::string_view name) const;
    void add_dispatches(TargetSyntax const& to, Spot const& there, Rule& made, Focus const& focus);
    bool can_hold(Type const& parent, std::string_view name, Type const& type) const;

    // source_compiler.cpp
    Source source(SourceSyntax const& written, Focus& focus);
    Type const* step(std::vector<Step>& steps, Type const* parent, Name const& name);
    std::unique_ptr<Conditions> conditions(SourceSyntax const& written, Type const* type);
    Type const* filter(Source& made, SourceSyntax const& written, Type const* type);
    Formula formula(Snippet const& written, Type const* focus, path::BareName bare,
                    Type const** type = nullptr);
    Operand operand(Snippet const& written, Focus const& focus);
    std::vector<Operand> operands(std::vector<Snippet> const& written, Focus const& focus);

    // target_compiler.cpp
    Target target(TargetSyntax const& written, Focus const& focus);
    void loose_target(TargetSyntax const& written, Target& made, Focus const& focus);
    void whole_target(TargetSyntax const& written, Target& made, Focus const& focus);
    void placed_target(TargetSyntax const& written, Target& made, Focus const& focus);
    /// The type that holds the last name of the path; null with an issue, or when lenient.
    Type const* way(TargetSyntax const& written, Target& made, Type const* type);
    bool leaf(TargetSyntax const& written, Target& made, Type const* parent);
    Type const* made_type(TargetSyntax const& written, Target& made);
    Type const* created_type(TargetSyntax const& written, Target& made);
    Type const* valued_type(TargetSyntax const& written, Target& made, Type const* value);
    bool choose_option(Target& made, Type const& type) const;
    void refuse_value(std::size_t at, Type const& wanted, Type const& given);
    void check_mode(TargetSyntax const& written, Target& made);

    // transform_compiler.cpp
    Type const* transform(TargetSyntax const& written, Target& made, Focus const& focus);
    Type const* transform_call(TransformSyntax const& written, Target& made, Focus const& focus);
    Type const* translate(TransformSyntax const& written, Target& made);
    Type const* cast(TransformSyntax const& written, Target& made);
    Type const* implicit_cast(TransformSyntax const& written, Target& made);
    Type const* date_operation(TransformSyntax const& written, Target const& made);
    Type const* evaluate(TransformSyntax const& written, Target& made, Focus const& focus);
    void escape(TransformSyntax const& written, Target const& made);
    /// The text of a literal argument; null with an issue.
    std::string_view const* literal_text(Operand const& argument, Snippet const& written,
                                         std::string_view what);
    std::string_view literal_;

    Catalogue& catalogue_;
    Workshop& workshop_;
    CodeShapes const& shapes_;
    MapScope const& scope_;
    GroupSyntax const& syntax_;
    Types const& types_;
    bool lenient_ = false;
    bool full_ = false; ///< There are no slots left, which was told.
    std::vector<path::Known> known_;
    std::vector<Variable> variables_;
};

} // namespace fhir::map
