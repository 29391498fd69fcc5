// Why this file exists: runs a plan once. Sources are visited where they stand, targets are made
// in the result's arena, and no name is looked up.
#pragma once

#include "fhir/map/plan.h"
#include "fhir/map/uuid.h"
#include "fhir/path/temporal.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fhir::map {

class Engine {
public:
    Engine(Plan const& plan, Run const& settings)
        : plan_{plan}, settings_{settings}, uuid_{settings.seed}
    {}

    Parsed<Tree> run(std::span<Element const* const> sources);

private:
    using Items = path::Items;

    // engine.cpp: groups and rules
    void call(Group const& group, std::span<Element const* const> arguments, unsigned depth);
    void run_rules(std::vector<Rule> const& rules, unsigned depth);
    void fire(Rule const& rule, unsigned depth);
    bool dispatch(Rule const& rule, unsigned depth);
    void call_group(GroupCall const& one, unsigned depth);
    void prune(Element& parent);

    // engine_source.cpp
    void match(Rule const& rule, std::size_t index, unsigned depth);
    void match_listed(Rule const& rule, std::size_t index, unsigned depth);
    bool accepts(Rule const& rule, Source const& source, Element const& item);
    bool passes(Rule const& rule, Conditions const& conditions, Element const& item);
    void gather(Element const& parent, std::vector<Step> const& path, std::size_t at, Items& out);
    void choose(Source const& source, Items& items);
    bool holds(Formula const& formula, Element const* focus);

    // engine_target.cpp
    void make(Rule const& rule, Target const& target);
    Element* parent_of(Target const& target);
    Element* create(Target const& target, Child const& child, Type const* type, Shape shape);
    /// Into its place by the order of the specification; null with an issue.
    Element* place(Target const& target, Element& parent, Child const& child);
    Element* insert_after(Element& parent, Element* before, Child const& child);
    void set_value(Target const& target, Element const& value);
    void set_text(Target const& target, std::string_view text, Kind kind, Type const* type);
    void set_whole(Target const& target, Element const& value);
    bool assign(Target const& target, Element& to, Shape shape, std::string_view text);
    Child const* option_for(Target const& target, Element const& value);
    void copy(Element const& from, Element& to);
    Element& append_text(Element& parent, Child const* child, std::string_view text);

    // engine_transform.cpp
    void transform(Target const& target);
    void values(Operand const& operand, Items& out);
    /// One item, or null; more is an issue.
    Element const* value(Operand const& operand);
    std::string_view text(Operand const& operand);
    void append(Target const& target);
    void truncate(Target const& target);
    void escape(Target const& target);
    void date_operation(Target const& target);
    void cast(Target const& target);
    void reference(Target const& target);
    void pointer(Target const& target);
    void read_date(Target const& target, path::TemporalKind kind);

    // engine_code.cpp: what makes an element with parts
    void translate(Target const& target);
    void put_translation(Target const& target, Translation const& found, std::string_view code);
    void put_coding(Element& coding, std::string_view system, std::string_view code,
                    std::string_view display);
    void codeable_concept(Target const& target);
    void coding(Target const& target);
    void quantity(Target const& target);
    void quantity_of_text(Target const& target, std::string_view text);
    void identifier(Target const& target);
    void contact_point(Target const& target);
    /// The element of a transform that fills parts; null when the context is not there.
    Element* made(Target const& target);

    Element const*& slot(Slot index) { return frames_[frame_ + index]; }
    bool failed() const { return failed_; }
    void fail(std::string const& place, char const* code, std::string why);
    /// What an expression of the map said, at its own line and column of that file.
    void fail_in(std::string const& place, Issue issue);
    bool step(std::string const& place);
    path::Context context() const;
    void note(Target const& target, Element const& made);
    void tell();

    Plan const& plan_;
    Run const& settings_;
    UuidMaker uuid_;
    Tree tree_;
    std::vector<Element const*> frames_;
    std::size_t frame_ = 0;
    std::size_t frame_size_ = 0;
    std::string buffer_;
    Issue issue_;
    std::size_t steps_ = 0;
    std::size_t elements_ = 0;
    bool failed_ = false;
    Rule const* rule_ = nullptr;
    Group const* group_ = nullptr;
    Element const* resource_ = nullptr; ///< %resource: the first source, where it is one.

    struct ShareKey {
        Element const* parent;
        Child const* child;
        std::uint32_t number;
        bool operator==(ShareKey const&) const = default;
    };
    struct ShareHash {
        std::size_t operator()(ShareKey const& key) const
        {
            return std::hash<void const*>{}(key.parent) * 31 + key.number;
        }
    };
    std::unordered_map<ShareKey, Element*, ShareHash> shared_;

    struct Made {
        Group const* group;
        Rule const* rule;
        std::string const* place;
    };
    std::unordered_map<Element const*, Made> made_; ///< Only when a trace is wanted.
};

} // namespace fhir::map
