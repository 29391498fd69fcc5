#include "fhir/map/engine.h"

#include <array>

namespace fhir::map {

namespace {

constexpr unsigned call_depth_max = 64;
constexpr std::size_t steps_max = 5'000'000;
constexpr std::size_t slots_reserved = 512;

} // namespace

void Engine::fail(std::string const& place, char const* code, std::string why)
{
    if (failed_) return;
    failed_ = true;
    issue_ = {Severity::error, code, place, std::move(why)};
}

void Engine::fail_in(std::string const& place, Issue issue)
{
    fail(place_inside(place, issue.expression), issue.code.c_str(), std::move(issue.text));
}

bool Engine::step(std::string const& place)
{
    if (++steps_ > steps_max) fail(place, "too-costly", "this run takes too many steps");
    return !failed_;
}

path::Context Engine::context() const
{
    path::Context made;
    made.slots = {frames_.data() + frame_, frame_size_};
    made.now = settings_.now;
    made.resource = made.root_resource = resource_;
    made.surroundings = settings_.surroundings;
    return made;
}

Parsed<Tree> Engine::run(std::span<Element const* const> sources)
{
    auto const* const entry = plan_.entry;
    std::vector<Element const*> arguments;
    std::size_t given = 0;
    std::size_t targets = 0;
    for (auto const& one : entry->parameters) {
        if (one.role == Role::source) {
            arguments.push_back(given < sources.size() ? sources[given] : nullptr);
            ++given;
            continue;
        }
        ++targets;
        auto& root = tree_.root();
        root.type = one.type;
        if (one.type != nullptr && one.type->kind == TypeKind::resource) root.text = one.type->name;
        arguments.push_back(&root);
    }
    if (targets != 1 || given != sources.size()) {
        return Issue{Severity::error, "invalid", entry->place,
                     "the first group takes " + std::to_string(given) + " sources and " +
                         std::to_string(targets) +
                         " targets; a run gives all sources and one target"};
    }
    frames_.reserve(slots_reserved);
    if (!sources.empty() && sources[0] != nullptr && !sources[0]->text.empty()) {
        resource_ = sources[0];
    }
    call(*entry, arguments, 0);
    if (failed_) return std::move(issue_);
    prune(tree_.root());
    if (settings_.trace != nullptr) tell();
    return std::move(tree_);
}

void Engine::call(Group const& group, std::span<Element const* const> arguments, unsigned depth)
{
    if (depth > call_depth_max) return fail(group.place, "too-costly", "groups call too deeply");
    if (group.base != nullptr) call(*group.base, arguments, depth + 1);
    auto const outer = frame_;
    auto const outer_size = frame_size_;
    auto const* const outer_group = group_;
    group_ = &group;
    frame_ = frames_.size();
    frame_size_ = group.slot_count;
    frames_.resize(frame_ + frame_size_, nullptr);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        slot(group.slot_first + static_cast<Slot>(i)) = arguments[i];
    }
    run_rules(group.rules, depth);
    frames_.resize(frame_);
    frame_ = outer;
    frame_size_ = outer_size;
    group_ = outer_group;
}

void Engine::run_rules(std::vector<Rule> const& rules, unsigned depth)
{
    for (auto const& one : rules) {
        if (failed()) return;
        match(one, 0, depth);
    }
}

/// Once for each combination of sources.
void Engine::fire(Rule const& rule, unsigned depth)
{
    if (!step(rule.place)) return;
    if (!rule.dispatches.empty() && dispatch(rule, depth)) return;
    for (auto const& one : rule.targets) {
        make(rule, one);
        if (failed()) return;
    }
    for (auto const& one : rule.calls) {
        if (failed()) return;
        call_group(one, depth);
    }
    run_rules(rule.rules, depth);
}

/// By the type that the source turns out to have; false when no default group is for it.
bool Engine::dispatch(Rule const& rule, unsigned depth)
{
    auto const* const item = slot(rule.sources[0].slot);
    if (item == nullptr || item->type == nullptr) return false;
    for (auto const& one : rule.dispatches) {
        if (one.source != item->type) continue;
        make(rule, one.target);
        if (!failed()) call_group(one.call, depth);
        return true;
    }
    return false;
}

void Engine::call_group(GroupCall const& one, unsigned depth)
{
    if (one.group == nullptr) return;
    boost::container::small_vector<Element const*, 12> arguments;
    for (std::size_t i = 0; i < one.arguments.size(); ++i) {
        auto const* const given = value(one.arguments[i]);
        // Without its target a group has nothing to do.
        if (given == nullptr && one.group->parameters[i].role == Role::target) return;
        arguments.push_back(given);
    }
    if (!failed()) call(*one.group, {arguments.data(), arguments.size()}, depth + 1);
}

/// Elements that nothing was put into are no FHIR: ele-1.
void Engine::prune(Element& parent)
{
    Element* kept = nullptr;
    for (auto* one = parent.first; one != nullptr; one = one->next) {
        prune(*one);
        bool const bare = one->kind == Kind::complex || one->kind == Kind::none;
        if (bare && one->first == nullptr && one->text.empty()) continue;
        if (kept == nullptr) parent.first = one;
        else kept->next = one;
        kept = one;
    }
    if (kept == nullptr) parent.first = nullptr;
    else kept->next = nullptr;
    parent.last = kept;
}

Parsed<Tree> run(Plan const& plan, std::span<Element const* const> sources, Run const& settings)
{
    return Engine{plan, settings}.run(sources);
}

} // namespace fhir::map
