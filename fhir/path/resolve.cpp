#include "fhir/path/resolve.h"

#include "fhir/path/functions.h"
#include "fhir/path/lexer.h"
#include "fhir/path/literals.h"
#include "fhir/path/parser.h"
#include "fhir/path/regular.h"

#include <algorithm>
#include <array>

namespace fhir::path {

namespace {

/// Where a sub-expression stands.
struct Scope {
    Type const* focus;
    bool lambda; ///< Inside where(…) etc., not at the level of the whole expression.
};

bool is_upper(std::string_view name) { return !name.empty() && name[0] >= 'A' && name[0] <= 'Z'; }

class Resolver {
public:
    Resolver(std::string_view text, Embedding const& how) : text_{text}, how_{how} {}

    Issues run(std::shared_ptr<Node>& root)
    {
        visit(root, {how_.focus, false});
        return std::move(issues_);
    }

private:
    void issue(Node const& node, std::string why)
    {
        issues_.push_back(syntax_issue(text_, node.offset, std::move(why)));
    }

    void visit(std::shared_ptr<Node>& node, Scope const& scope)
    {
        node->place = place(text_, node->offset);
        switch (node->op) {
        case Op::focus: node->type = scope.focus; break;
        case Op::constant: constant(node); break;
        case Op::element: element(node, scope); break;
        case Op::call: call(*node, scope); break;
        case Op::indexer:
            visit(node->input, scope);
            visit(node->arguments[0], scope);
            node->type = node->input->type;
            check_order(*node);
            break;
        case Op::is:
        case Op::as:
            visit(node->input, scope);
            want(*node, node->text);
            node->type = node->op == Op::is ? &system::boolean() : node->wanted;
            break;
        default: operation(*node, scope);
        }
    }

    void operation(Node& node, Scope const& scope)
    {
        for (auto& one : node.arguments) visit(one, scope);
        if (node.op >= Op::less) {
            node.type = &system::boolean();
        } else if (node.op == Op::concatenate) {
            node.type = &system::string();
        } else if (node.op == Op::negate || node.op == Op::plus_sign) {
            node.type = node.arguments[0]->type;
        } else if (node.op == Op::unite && node.arguments[0]->type == node.arguments[1]->type) {
            node.type = node.arguments[0]->type;
        }
    }

    void constant(std::shared_ptr<Node>& node)
    {
        if (take_variable(node)) return;
        struct Named {
            std::string_view name;
            std::string_view url;
        };
        constexpr std::array texts{Named{"ucum", "http://unitsofmeasure.org"},
                                   Named{"sct", "http://snomed.info/sct"},
                                   Named{"loinc", "http://loinc.org"}};
        for (auto const& one : texts) {
            if (one.name != node->text) continue;
            node->op = Op::literal;
            return set_string(*node, one.url);
        }
        if (node->text.starts_with("vs-") || node->text.starts_with("ext-")) {
            bool const set = node->text.starts_with("vs-");
            auto const url =
                set ? "http://hl7.org/fhir/ValueSet/" + node->text.substr(3)
                    : "http://hl7.org/fhir/StructureDefinition/" + node->text.substr(4);
            node->op = Op::literal;
            return set_string(*node, url);
        }
        if (node->text == "resource") node->constant = Constant::resource;
        else if (node->text == "rootResource") node->constant = Constant::root_resource;
        else if (node->text == "context") {
            node->constant = Constant::context;
            node->type = how_.focus;
        } else {
            issue(*node, "there is no variable %" + node->text + nearest_variable(node->text));
        }
    }

    std::string nearest_variable(std::string_view name) const
    {
        Suggestion suggestion{name};
        for (auto const& one : how_.variables) suggestion.offer(one.name);
        return suggestion.text();
    }

    Known const* variable(std::string_view name) const
    {
        // The last one of a name hides those before it.
        for (auto at = how_.variables.size(); at-- > 0;) {
            if (how_.variables[at].name == name) return &how_.variables[at];
        }
        return nullptr;
    }

    bool take_variable(std::shared_ptr<Node>& node)
    {
        auto const* const found = variable(node->text);
        if (found == nullptr) return false;
        if (found->inlined != nullptr) {
            node = found->inlined;
            return true;
        }
        node->op = Op::variable;
        node->slot = static_cast<std::size_t>(found - how_.variables.data());
        node->type = found->type;
        return true;
    }

    bool has_element(Type const* type, std::string_view name) const
    {
        if (type == nullptr) return false;
        if (type->element(name) != nullptr) return true;
        return how_.names == Names::json_too && type->child(name) != nullptr;
    }

    /// A bare name that is a variable; true when it was one, or was refused.
    bool bare_variable(std::shared_ptr<Node>& node, Scope const& scope)
    {
        if (how_.bare_name == BareName::element_only) return false;
        if (variable(node->text) == nullptr) return false;
        bool const strict = scope.lambda || how_.bare_name == BareName::refuse_both;
        if (strict && has_element(scope.focus, node->text)) {
            auto const& name = node->text;
            issue(*node, "'" + name + "' is a variable and an element here: write %" + name +
                             " or $this." + name);
            return true;
        }
        return take_variable(node);
    }

    bool type_step(Node& node, Scope const& scope)
    {
        if (!is_upper(node.text)) return false;
        auto const* const named = how_.types->type(node.text);
        if (named == nullptr) return false;
        auto const* const focus = scope.focus;
        bool const fits = focus == nullptr || focus->is_a(node.text) || named->is_a(focus->name);
        if (!fits && !focus->abstract) {
            issue(node, "the focus is " + std::string{focus->name} + " here, never " + node.text);
            return true;
        }
        node.op = Op::type_name;
        node.wanted = named;
        node.type = focus != nullptr && focus->is_a(node.text) ? focus : named;
        return true;
    }

    void element(std::shared_ptr<Node>& node, Scope const& scope)
    {
        if (node->input == nullptr) {
            if (bare_variable(node, scope)) return;
            if (!has_element(scope.focus, node->text) && type_step(*node, scope)) return;
            return step(*node, scope.focus);
        }
        visit(node->input, scope);
        node->unordered = node->input->unordered;
        step(*node, node->input->type);
    }

    /// One element of `parent`, whose type may be unknown.
    void step(Node& node, Type const* parent)
    {
        node.json_names = how_.names == Names::json_too;
        if (parent == nullptr) return;
        if (node.text == "value" && system_type(*parent) != nullptr) {
            node.type = system_type(*parent);
            return;
        }
        if (parent == &system::quantity()) return;
        if (auto const* const found = parent->element(node.text)) {
            node.definition = found;
            if (found->types.size() == 1) node.type = found->types[0].type;
            return;
        }
        auto const* const child = node.json_names ? parent->child(node.text) : nullptr;
        if (child != nullptr) {
            node.type = child->reference == nullptr ? nullptr : child->reference->type;
            return;
        }
        // What an abstract type holds is only known from the data.
        if (parent->abstract && parent->kind != TypeKind::primitive) return;
        Suggestion suggestion{node.text};
        for (auto const& one : parent->elements) suggestion.offer(one.name);
        issue(node, "'" + node.text + "' is no element of " + std::string{parent->name} +
                        suggestion.text());
    }

    void call(Node& node, Scope const& scope)
    {
        if (node.input != nullptr) visit(node.input, scope);
        node.function = find_function(node.text);
        if (node.function == nullptr) return unknown_function(node);
        node.types = how_.types;
        auto const& function = *node.function;
        auto const count = node.arguments.size();
        if (count < function.least || count > function.most) {
            auto const wanted =
                function.least == function.most
                    ? std::to_string(function.least)
                    : std::to_string(function.least) + " to " + std::to_string(function.most);
            return issue(node, node.text + "() takes " + wanted + " arguments");
        }
        auto const* const input = node.input != nullptr ? node.input->type : scope.focus;
        if (function.argument == Argument::type) {
            want(node, type_name(*node.arguments[0]));
        } else if (function.argument == Argument::criteria) {
            // iif() is no loop: its arguments see the input as their focus only if there is one.
            for (auto& one : node.arguments) visit(one, {input, true});
        } else {
            for (auto& one : node.arguments) visit(one, scope);
        }
        check_criterion(node);
        check_order(node);
        prepare_pattern(node);
        node.type = given(node, input);
    }

    void unknown_function(Node& node)
    {
        if (is_planned_function(node.text)) {
            return issue(node, "function " + node.text + "() is not supported yet");
        }
        Suggestion suggestion{node.text};
        for (auto const group : all_functions()) {
            for (auto const& one : group) suggestion.offer(one.name);
        }
        issue(node, "there is no function " + node.text + "()" + suggestion.text());
    }

    /// What asks for a place in a collection that has none.
    void check_order(Node& node)
    {
        bool const passed_on = node.input != nullptr && node.input->unordered;
        node.unordered = node.text == "children" || node.text == "descendants" ||
                         (passed_on && node.text != "sort");
        constexpr std::array placed{"first", "last", "tail", "skip", "take"};
        bool const asks =
            node.op == Op::indexer || std::ranges::find(placed, node.text) != placed.end();
        if (how_.ordering == Ordering::any || !passed_on || !asks) return;
        issue(node, "children() and descendants() have no defined order: use where() or sort()");
    }

    /// What is always text or a number can be no condition.
    void check_criterion(Node const& node)
    {
        if (node.text != "iif" && node.text != "where" && node.text != "all") return;
        auto const* const type = node.arguments[0]->type;
        if (type == nullptr || !system::is_system(*type) || type == &system::boolean()) return;
        issue(*node.arguments[0], node.text + "() wants a condition here");
    }

    void prepare_pattern(Node& node)
    {
        if (!node.text.starts_with("matches") && node.text != "replaceMatches") return;
        auto const& argument = *node.arguments[0];
        if (argument.op != Op::literal || argument.literal.kind != Kind::string) return;
        node.pattern = Pattern::make(argument.literal.text);
        if (node.pattern == nullptr) issue(argument, "this is no valid regular expression");
    }

    Type const* given(Node const& node, Type const* input) const
    {
        switch (node.function->gives) {
        case Gives::unknown: return nullptr;
        case Gives::input: return input;
        case Gives::first_argument: return node.arguments[0]->type;
        case Gives::wanted: return node.wanted;
        case Gives::boolean: return &system::boolean();
        case Gives::integer: return &system::integer();
        case Gives::decimal: return &system::decimal();
        case Gives::string: return &system::string();
        case Gives::date: return &system::date();
        case Gives::date_time: return &system::date_time();
        case Gives::time: return &system::time();
        case Gives::quantity: return &system::quantity();
        case Gives::extension: return how_.types->type("Extension");
        }
        return nullptr;
    }

    static std::string type_name(Node const& argument)
    {
        if (argument.op != Op::element) return {};
        if (argument.input == nullptr) return argument.text;
        return type_name(*argument.input) + "." + argument.text;
    }

    /// Sets the type that is, as and ofType name.
    void want(Node& node, std::string name)
    {
        bool const fhir_named = name.starts_with("FHIR.");
        node.named_system = name.starts_with("System.");
        auto const bare = fhir_named ? name.substr(5) : node.named_system ? name.substr(7) : name;
        if (!node.named_system) node.wanted = how_.types->type(bare);
        if (node.wanted == nullptr && !fhir_named) node.wanted = system::type(bare);
        if (node.wanted == nullptr) issue(node, "there is no type '" + name + "'");
    }

    std::string_view text_;
    Embedding const& how_;
    Issues issues_;
};

} // namespace

Issues resolve(std::shared_ptr<Node>& root, std::string_view text, Embedding const& how)
{
    return Resolver{text, how}.run(root);
}

} // namespace fhir::path
