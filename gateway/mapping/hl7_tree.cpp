#include "gateway/mapping/hl7_tree.h"

#include "gateway/hl7v2/message.h"

#include <algorithm>
#include <array>
#include <string>
#include <variant>
#include <vector>

namespace foramen {

using fhir::Element;
using fhir::ElementOutline;
using fhir::Issue;
using fhir::Severity;
using hl7v2::Message;
using hl7v2::Segment;

namespace {

constexpr unsigned fields_max = 120;
constexpr unsigned components_max = 40;
constexpr unsigned subcomponents_max = 10;

/// Of the message, wherever they stand.
constexpr std::array<std::string_view, 10> of_message{"MSH", "SFT", "EVN", "PID", "PD1",
                                                      "NK1", "MRG", "PV1", "PV2", "MSA"};
/// Of the order that goes before them, else of the message.
constexpr std::array<std::string_view, 19> of_order{"ORC", "OBR", "TXA", "TQ1", "SPM", "CTI", "DG1",
                                                    "FT1", "PRT", "SCH", "RGS", "AIS", "AIG", "AIL",
                                                    "AIP", "AL1", "ERR", "NTE", "OBX"};

bool has(std::span<std::string_view const> names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

ElementOutline many(std::string_view name, std::string_view type)
{
    return {std::string{name}, 0, UINT32_MAX, std::string{type}, {}};
}

/// "c4", and "c4s2" below it.
std::string part_name(unsigned component, unsigned subcomponent)
{
    auto name = "c" + std::to_string(component);
    if (subcomponent > 1) name.append("s").append(std::to_string(subcomponent));
    return name;
}

std::vector<ElementOutline> field_outline()
{
    std::vector<ElementOutline> parts;
    for (unsigned i = 1; i <= components_max; ++i) {
        for (unsigned k = 1; k <= subcomponents_max; ++k) {
            parts.push_back({part_name(i, k), 0, 1, "string", {}});
        }
    }
    return parts;
}

std::vector<ElementOutline> segment_outline()
{
    std::vector<ElementOutline> fields{{"name", 1, 1, "string", {}}};
    for (unsigned i = 1; i <= fields_max; ++i) {
        fields.push_back(many("f" + std::to_string(i), "hl7v2.field"));
    }
    return fields;
}

std::vector<ElementOutline> order_outline()
{
    std::vector<ElementOutline> parts;
    for (auto const name : of_order) parts.push_back(many(name, "hl7v2.segment"));
    parts.push_back(many("segment", "hl7v2.segment"));
    parts.push_back(many("observation", "hl7v2.observation"));
    return parts;
}

std::vector<ElementOutline> message_outline()
{
    auto parts = order_outline();
    for (auto const name : of_message) parts.push_back(many(name, "hl7v2.segment"));
    parts.push_back(many("order", "hl7v2.order"));
    return parts;
}

Issue refused(std::string_view segment, unsigned field, std::string why)
{
    std::string place{segment};
    if (field > 0) place.append("-").append(std::to_string(field));
    return {Severity::error, "structure", std::move(place), std::move(why)};
}

/// Puts each segment where it belongs.
class Reader {
public:
    Reader(Message const& message, fhir::Tree& tree) : message_{message}, tree_{tree} {}

    std::optional<Issue> run()
    {
        for (auto const& segment : message_.segments()) {
            if (segment.name == "PID" && segment.sequence > 1) {
                return refused("PID", 0, "is there twice: send a message for each patient");
            }
            auto& parent = parent_of(segment.name);
            bool const named = has(of_message, segment.name) || has(of_order, segment.name);
            auto& made = append(parent, named ? segment.name : "segment", fhir::Kind::complex);
            append(made, "name", fhir::Kind::string).text = tree_.keep(segment.name);
            if (auto issue = fields(segment, made)) return issue;
        }
        return {};
    }

private:
    Element& append(Element& parent, std::string_view name, fhir::Kind kind)
    {
        auto const* const child = parent.type->child(name);
        auto& made = tree_.append(parent, child->name, kind);
        made.definition = child->definition;
        made.type = child->reference->type;
        made.listed = child->definition->list();
        return made;
    }

    Element& part(std::string_view name)
    {
        auto& parent = order_ != nullptr ? *order_ : tree_.root();
        return append(parent, name, fhir::Kind::complex);
    }

    Element& parent_of(std::string_view name)
    {
        if (has(of_message, name)) return tree_.root();
        if (name == "ORC" || name == "OBR") {
            bool const begun = order_ != nullptr && observation_ == nullptr &&
                               order_->child(name) == nullptr && order_->child("OBR") == nullptr;
            if (!begun) order_ = &append(tree_.root(), "order", fhir::Kind::complex);
            observation_ = nullptr;
            return *order_;
        }
        if (name == "OBX") return *(observation_ = &part("observation"));
        if (name == "NTE" && observation_ != nullptr) return *observation_;
        return order_ != nullptr ? *order_ : tree_.root();
    }

    std::optional<Issue> fields(Segment const& segment, Element& made)
    {
        // MSH-1 is the separator itself.
        auto const count = segment.count + (segment.name == "MSH" ? 1 : 0);
        for (unsigned number = 1; number <= count; ++number) {
            auto const raw = message_.field(segment, number);
            if (raw.empty()) continue;
            if (number > fields_max) return refused(segment.name, number, "is not in the model");
            if (segment.name == "MSH" && number <= 2) {
                auto& field = append(made, number == 1 ? "f1" : "f2", fhir::Kind::complex);
                append(field, "c1", fhir::Kind::string).text = tree_.keep(raw);
                continue;
            }
            if (auto issue = repetitions(segment, number, made)) return issue;
        }
        return {};
    }

    std::optional<Issue> repetitions(Segment const& segment, unsigned number, Element& made)
    {
        auto const name = "f" + std::to_string(number);
        auto const signs = message_.separators();
        auto rest = message_.field(segment, number);
        for (bool more = true; more;) {
            auto const one = cut(rest, signs.repetition, more);
            if (one.empty()) continue;
            auto& field = append(made, name, fhir::Kind::complex);
            if (!components(one, field)) {
                return refused(segment.name, number, "has more parts than the model");
            }
        }
        return {};
    }

    bool components(std::string_view rest, Element& field)
    {
        auto const signs = message_.separators();
        unsigned component = 0;
        for (bool more = true; more;) {
            auto inner = cut(rest, signs.component, more);
            ++component;
            unsigned subcomponent = 0;
            for (bool deeper = true; deeper;) {
                auto const raw = cut(inner, signs.subcomponent, deeper);
                ++subcomponent;
                auto const text = message_.text(raw);
                if (text.empty()) continue;
                if (component > components_max || subcomponent > subcomponents_max) return false;
                append(field, part_name(component, subcomponent), fhir::Kind::string).text =
                    tree_.keep(text);
            }
        }
        return true;
    }

    /// What stands before the sign; `more` is whether it was there.
    static std::string_view cut(std::string_view& rest, char sign, bool& more)
    {
        auto const end = sign == '\0' ? std::string_view::npos : rest.find(sign);
        auto const before = rest.substr(0, end);
        more = end != std::string_view::npos;
        rest = more ? rest.substr(end + 1) : std::string_view{};
        return before;
    }

    Message const& message_;
    fhir::Tree& tree_;
    Element* order_ = nullptr;
    Element* observation_ = nullptr;
};

} // namespace

void add_hl7_types(fhir::LayeredTypes& types)
{
    std::string const url{hl7_model_url};
    types.add("hl7v2", url, message_outline());
    types.add("hl7v2.order", url + "#/order", order_outline());
    types.add("hl7v2.observation", url + "#/observation",
              {many("OBX", "hl7v2.segment"), many("NTE", "hl7v2.segment")});
    types.add("hl7v2.segment", url + "#/segment", segment_outline());
    types.add("hl7v2.field", url + "#/field", field_outline());
}

bool looks_like_hl7(std::string_view text)
{
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    auto const begin = text.find_first_not_of("\r\n\v");
    return begin != std::string_view::npos && text.substr(begin).starts_with("MSH");
}

fhir::Parsed<fhir::Tree> read_hl7(std::string_view text, fhir::TypeSource const& types)
{
    // As MLLP sends it: 0x0B before, 0x1C 0x0D behind.
    while (text.starts_with('\v')) text.remove_prefix(1);
    if (auto const end = text.find('\x1C'); end != std::string_view::npos) {
        text = text.substr(0, end);
    }
    auto const parsed = Message::parse(std::string{text}, hl7v2::Charset::latin_1);
    if (auto const* const fault = std::get_if<hl7v2::Fault>(&parsed)) {
        return refused(fault->segment, fault->field, fault->text);
    }
    fhir::Tree tree;
    tree.root().type = types.type(hl7_model_url);
    if (auto issue = Reader{std::get<Message>(parsed), tree}.run()) return *std::move(issue);
    return tree;
}

} // namespace foramen
