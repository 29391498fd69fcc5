// Why this file exists: the doors of the room: compile and evaluate, whole or embedded.
#include "fhir/path/embed.h"
#include "fhir/path/evaluator.h"
#include "fhir/path/literals.h"
#include "fhir/path/parser.h"
#include "fhir/path/resolve.h"

#include <utility>

namespace fhir::path {

Expression::Expression(std::unique_ptr<Node const> plan) : plan_{std::move(plan)} {}
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;
Expression::~Expression() = default;

Parsed<Expression> Expression::compile(std::string_view text, TypeSource const& types,
                                       Type const* focus, Variables const& variables)
{
    std::vector<Known> known;
    for (auto const name : variables.names) known.push_back({name});
    Embedding how;
    how.types = &types;
    how.focus = focus;
    how.variables = known;
    auto parsed = parse(text, 0, Ending::at_end_of_text);
    if (!parsed) return parsed.issues();
    auto issues = resolve(parsed->root, text, how);
    if (!issues.empty()) return issues;
    // A root of its own, whose moved literal still owns the texts that its views point to.
    return Expression{std::make_unique<Node const>(std::move(*parsed->root))};
}

Parsed<std::size_t> skim(std::string_view text, std::size_t offset)
{
    auto parsed = parse(text, offset, Ending::anywhere);
    if (!parsed) return parsed.issues();
    return parsed->end;
}

Parsed<Embedded> compile_at(std::string_view text, std::size_t offset, Embedding const& how)
{
    auto parsed = parse(text, offset, Ending::anywhere);
    if (!parsed) return parsed.issues();
    auto issues = resolve(parsed->root, text, how);
    if (!issues.empty()) return issues;
    auto const* const type = parsed->root->type;
    return Embedded{std::move(parsed->root), parsed->end, type};
}

Parsed<Embedded> literal(std::string_view text)
{
    auto node = std::make_shared<Node>();
    node->op = Op::literal;
    set_string(*node, text);
    auto const* const type = node->type;
    return Embedded{std::move(node), 0, type};
}

std::optional<Simple> simple(Expression::Node const& plan)
{
    Simple result;
    auto const* node = &plan;
    if (node->op == Op::literal && node->type != &system::quantity()) {
        result.literal = &node->literal;
        return result;
    }
    for (; node != nullptr && node->op == Op::element; node = node->input.get()) {
        // A choice has many names, and "value" of a primitive is no child.
        if (node->definition == nullptr || node->definition->choice) return {};
        result.path.insert(result.path.begin(), node->text);
    }
    if (node == nullptr || node->op == Op::focus) return result;
    if (node->op != Op::variable) return {};
    result.slot = node->slot;
    return result;
}

bool evaluate_into(Items& out, Expression::Node const& plan, Element const* focus,
                   Context const& context, Tree& scratch, Issue& issue)
{
    Evaluator run{context, focus, scratch};
    run.collect(plan, {focus, 0, nullptr}, out);
    if (run.failed()) issue = run.issue();
    return !run.failed();
}

std::optional<bool> holds(Expression::Node const& plan, Element const* focus,
                          Context const& context, Tree& scratch, Issue& issue)
{
    Evaluator run{context, focus, scratch};
    auto const result = run.test(plan, {focus, 0, nullptr});
    if (!run.failed()) return result == Truth::yes;
    issue = run.issue();
    return {};
}

Parsed<Collection> evaluate(Expression const& expression, Element const& focus,
                            Environment const& environment, Tree& scratch)
{
    Context context;
    context.resource = environment.resource;
    context.root_resource = environment.root_resource;
    context.collections = environment.variables;
    context.now = environment.now;
    context.surroundings = environment.surroundings;
    context.steps_max = environment.steps_max;
    Items items;
    Issue issue;
    if (!evaluate_into(items, expression.plan(), &focus, context, scratch, issue)) return issue;
    return Collection(items.begin(), items.end());
}

bool is_true(std::span<Item const> collection)
{
    if (collection.size() != 1) return false;
    return collection.front()->kind != Kind::boolean || collection.front()->text == "true";
}

bool is_false(std::span<Item const> collection)
{
    return !collection.empty() && !is_true(collection);
}

std::string_view fhir_name(Type const& type)
{
    if (!system::is_system(type)) return type.name;
    if (&type == &system::boolean()) return "boolean";
    if (&type == &system::integer()) return "integer";
    if (&type == &system::decimal()) return "decimal";
    if (&type == &system::date()) return "date";
    if (&type == &system::date_time()) return "dateTime";
    if (&type == &system::time()) return "time";
    if (&type == &system::quantity()) return "Quantity";
    return "string";
}

} // namespace fhir::path
