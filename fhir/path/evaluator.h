// Why this file exists: what the evaluation of a plan carries along, and what its functions and
// operators may ask of it.
#pragma once

#include "fhir/path/decimal.h"
#include "fhir/path/embed.h"
#include "fhir/path/node.h"
#include "fhir/path/system_types.h"

#include <string>
#include <string_view>

namespace fhir::path {

/// Three-valued logic: `unknown` is the empty collection.
enum class Truth : std::uint8_t { no, yes, unknown };

inline Truth truth(bool value) { return value ? Truth::yes : Truth::no; }
Truth negated(Truth value);

/// What work weighs, so that no expression gets around the limit of steps by doing much in each.
struct Weight {
    static constexpr std::uint64_t step = 64;
    static constexpr std::uint64_t sibling = 1; ///< An element that is looked at by its name.
    static constexpr std::uint64_t item = 2;    ///< What a collection hands on.
    static constexpr std::uint64_t pair = 16;   ///< Two items that are compared.
    static constexpr std::uint64_t byte = 1;    ///< Of a text that is read or made.
};

/// What $this, $index and $total are at a place of the expression.
struct Frame {
    Item self = nullptr;
    std::size_t index = 0;
    Items const* total = nullptr;
};

class Evaluator {
public:
    Evaluator(Context const& context, Element const* focus, Tree& scratch)
        : context_{context}, focus_{focus}, scratch_{scratch}, allowed_{context.steps_max *
                                                                        Weight::step}
    {}

    /// Appends what `node` gives to `out`.
    void collect(Node const& node, Frame const& frame, Items& out);
    /// `node` as a condition, by singleton evaluation; more than one item is an issue.
    Truth test(Node const& node, Frame const& frame);

    bool failed() const { return failed_; }
    Issue const& issue() const { return issue_; }
    void fail(Node const& node, char const* code, std::string why);
    /// Counts one step; false, with an issue, when there were too many.
    bool step(Node const& node) { return weigh(node, Weight::step); }
    /// Counts what is less than a step, or many: see Weight.
    bool weigh(Node const& node, std::uint64_t weight)
    {
        spent_ += weight;
        return spent_ <= allowed_ ? !failed_ : too_costly(node);
    }
    /// What may still be used up.
    std::uint64_t left() const { return spent_ < allowed_ ? allowed_ - spent_ : 0; }

    Context const& context() const { return context_; }
    /// Where contained resources and the entries of a Bundle stand.
    Element const* root() const;
    Tree& scratch() { return scratch_; }

    Item make(Kind kind, Type const& type, std::string_view kept_text);
    Item make_string(std::string_view text);
    Item make_integer(std::int64_t value);
    Item make_decimal(Decimal const& value);
    /// An integer when both operands were, else a decimal.
    Item make_number(Decimal const& value, bool integer);
    Item make_quantity(Decimal const& value, std::string_view unit);
    static Item boolean(bool value);

private:
    void collect_element(Node const& node, Frame const& frame, Items& out);
    void collect_call(Node const& node, Frame const& frame, Items& out);
    void collect_indexed(Node const& node, Frame const& frame, Items& out);
    void collect_typed(Node const& node, Frame const& frame, Items& out);
    void collect_union(Node const& node, Frame const& frame, Items& out);
    void collect_constant(Node const& node, Items& out);
    void collect_variable(Node const& node, Items& out);
    Truth test_logic(Node const& node, Frame const& frame);
    Truth test_pair(Node const& node, Frame const& frame);
    Truth test_type(Node const& node, Frame const& frame);
    Truth test_membership(Node const& node, Frame const& frame);
    Truth test_call(Node const& node, Frame const& frame);

    /// Always false.
    bool too_costly(Node const& node);

    Context const& context_;
    Element const* focus_;
    Tree& scratch_;
    Element loose_; ///< Parent of made values, which have none.
    Issue issue_;
    std::uint64_t spent_ = 0;
    std::uint64_t allowed_;
    unsigned depth_ = 0;
    bool failed_ = false;
};

/// Children of `parent` with that name; `node` says what else counts.
void append_children(Element const& parent, Node const& node, Evaluator& run, Items& out);

/// The text of the first child of that name, if that is a primitive.
std::string_view value_in(Element const& parent, std::string_view name, Node const& node,
                          Evaluator& run);

/// The one item, or null: empty, or more than one, which is an issue.
Item single(Items const& items, Node const& node, Evaluator& run);

/// What a comparison or an equation says; operators on pairs of items.
Truth equal(Element const& left, Element const& right, Node const& node, Evaluator& run);
Truth equivalent(Element const& left, Element const& right, Node const& node, Evaluator& run);
Truth equal(Items const& left, Items const& right, Node const& node, Evaluator& run);
Truth equivalent(Items const& left, Items const& right, Node const& node, Evaluator& run);
Truth ordered(Items const& left, Items const& right, Node const& node, Evaluator& run);
/// Sign of left - right; nullopt when not decidable or, with an issue, not comparable.
std::optional<int> order(Element const& left, Element const& right, Node const& node,
                         Evaluator& run);
/// Whether `items` has one that is equal.
bool has(Items const& items, Element const& wanted, Node const& node, Evaluator& run);
/// Appends what is not there yet.
void append_distinct(Items const& from, Items& to, Node const& node, Evaluator& run);

/// + - * / div mod & and the signs.
void calculate(Node const& node, Frame const& frame, Evaluator& run, Items& out);

bool is_of(Element const& element, Node const& type_node);

std::optional<Decimal> number_of(Element const& element);

} // namespace fhir::path
