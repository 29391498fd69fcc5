#include "fhir/package/outline.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace fhir::package {

namespace {

/// Deeper than any profile; what comes from outside is walked by recursion.
constexpr std::size_t depth_max = 64;

/// One part of a path and of an id: "coding", "coding:loinc".
struct Step {
    std::string_view tail;
    std::string_view slice;
};

std::vector<std::string_view> split(std::string_view text)
{
    std::vector<std::string_view> parts;
    for (;;) {
        auto const dot = text.find('.');
        parts.push_back(text.substr(0, dot));
        if (dot == std::string_view::npos) return parts;
        text.remove_prefix(dot + 1);
    }
}

/// The id says of each part which slice it is in; it counts when it goes the way of the path.
/// "value[x]:valueQuantity" may stand for "valueQuantity".
bool takes_id(std::vector<Step>& steps, std::string_view id)
{
    auto const parts = split(id);
    if (parts.size() != steps.size()) return false;
    std::vector<Step> read;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto const colon = parts[i].find(':');
        auto const tail = parts[i].substr(0, colon);
        auto const slice =
            colon == std::string_view::npos ? std::string_view{} : parts[i].substr(colon + 1);
        auto const renamed =
            tail.ends_with("[x]") && steps[i].tail.starts_with(tail.substr(0, tail.size() - 3));
        if (tail != steps[i].tail && !renamed) return false;
        read.push_back({tail, slice});
    }
    steps = std::move(read);
    return true;
}

class Reader {
public:
    Reader(Nodes& nodes, Issues& issues) : nodes_{nodes}, issues_{issues} {}

    void read(Element const& element)
    {
        auto const path = element.value("path");
        auto const id = element.value("id");
        std::vector<Step> steps;
        for (auto const part : split(path)) steps.push_back({part, {}});
        if (steps.size() > depth_max) {
            issues_.push_back({Severity::error, "too-costly", {}, "a path goes too deep"});
            return;
        }
        auto const by_id = takes_id(steps, id);
        auto const slice = element.value("sliceName");
        if (!slice.empty()) steps.back().slice = slice;
        if (root == nullptr) root = &nodes_.make(steps[0].tail);
        if (root->tail != steps[0].tail) {
            issues_.push_back({Severity::error, "invalid", std::string{id.empty() ? path : id},
                               "the path does not begin with the type of the structure"});
            return;
        }
        auto* node = root;
        auto end = by_id ? id.find('.') : std::string_view::npos;
        for (std::size_t i = 1; i < steps.size(); ++i) {
            auto const last = i + 1 == steps.size();
            end = end == std::string_view::npos ? end : id.find('.', end + 1);
            auto const known = last || !by_id ? by_id_.end() : by_id_.find(id.substr(0, end));
            node = known != by_id_.end() ? known->second : &step(*node, steps[i], by_id || last);
        }
        node->layers.push_back({&element});
        if (by_id) by_id_.emplace(id, node);
    }

    Node* root = nullptr;

private:
    /// Goes down. Without an id, a path that goes on below a sliced element means the slice that
    /// came last.
    Node& step(Node& from, Step const& to, bool exact)
    {
        auto* next = from.child(to.tail);
        if (next == nullptr) {
            next = &nodes_.make(to.tail);
            from.children.push_back(next);
        }
        if (to.slice.empty()) {
            if (exact) next->recent = nullptr;
            return next->recent == nullptr ? *next : *next->recent;
        }
        next->recent = &slice_of(*next, to.slice);
        return *next->recent;
    }

    Node& slice_of(Node& sliced, std::string_view name)
    {
        if (auto* const known = sliced.find_slice(name); known != nullptr) return *known;
        auto const slash = name.rfind('/');
        auto* const outer =
            slash == std::string_view::npos ? nullptr : sliced.find_slice(name.substr(0, slash));
        auto& made = nodes_.make(sliced.tail, name);
        (outer == nullptr ? sliced : *outer).slices.push_back(&made);
        return made;
    }

    Nodes& nodes_;
    Issues& issues_;
    /// A slice may have another name than its id says: what is below goes by the id.
    std::unordered_map<std::string_view, Node*> by_id_;
};

} // namespace

bool counts(Share share, std::string_view name)
{
    constexpr std::array<std::string_view, 7> place{"id",   "path", "sliceName",       "slicing",
                                                    "base", "type", "contentReference"};
    if (share == Share::all) return true;
    if (share == Share::constraints) return name == "constraint";
    return std::ranges::find(place, name) == place.end();
}

Node* Node::child(std::string_view child_tail) const
{
    auto const found = std::ranges::find(children, child_tail, &Node::tail);
    return found == children.end() ? nullptr : *found;
}

Node* Node::find_slice(std::string_view name) const
{
    for (auto* const one : slices) {
        if (one->slice == name) return one;
        if (auto* const inner = one->find_slice(name); inner != nullptr) return inner;
    }
    return nullptr;
}

Element const* Node::property(std::string_view name) const
{
    auto const first = name == "slicing" ? slicing_from : 0;
    for (auto i = layers.size(); i > first; --i) {
        auto const& layer = layers[i - 1];
        if (!counts(layer.share, name)) continue;
        if (auto const* const found = layer.element->child(name); found != nullptr) return found;
    }
    return nullptr;
}

std::string_view Node::value(std::string_view name) const
{
    auto const* const found = property(name);
    return found == nullptr ? std::string_view{} : found->text;
}

std::vector<Element const*> Node::types() const
{
    std::vector<Element const*> found;
    for (auto const* one = property("type"); one != nullptr; one = one->next) {
        if (one->name == "type") found.push_back(one);
    }
    return found.empty() && content != nullptr ? content->types() : found;
}

Node& Nodes::make(std::string_view tail, std::string_view slice)
{
    auto& made = nodes_.emplace_back();
    made.tail = tail;
    made.slice = slice;
    return made;
}

Node& Nodes::copy(Node const& original)
{
    auto& made = nodes_.emplace_back(original);
    for (auto*& one : made.children) one = &copy(*one);
    for (auto*& one : made.slices) one = &copy(*one);
    made.recent = nullptr;
    return made;
}

Node* read_outline(Element const& view, Nodes& nodes, Issues& issues)
{
    Reader reader{nodes, issues};
    for (auto const* one = view.first; one != nullptr; one = one->next) {
        if (one->name == "element") reader.read(*one);
    }
    return reader.root;
}

} // namespace fhir::package
