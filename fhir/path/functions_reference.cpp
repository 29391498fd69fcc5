// Why this file exists: functions of R4 that look beyond the element: references, value sets,
// profiles, narratives. https://hl7.org/fhir/R4/fhirpath.html#functions
#include "fhir/path/functions.h"

namespace fhir::path {

namespace {

/// A question that neither the tree nor the surroundings answer. Never answered by a guess.
Truth undecided(Call const& call, std::string_view what)
{
    call.run.fail(call.node, "not-supported",
                  std::string{call.node.text} + "() cannot be decided here: " + std::string{what});
    return Truth::unknown;
}

std::string_view reference_of(Call const& call, Element const& element)
{
    if (element.kind == Kind::string) return element.text;
    return element.kind == Kind::complex ? call.value_in(element, "reference") : std::string_view{};
}

/// "#id" in the resource that contains it; "#" is that resource itself.
Item contained(Call const& call, Element const& root, std::string_view id)
{
    if (id.empty()) return &root;
    for (auto const* one = root.first; one != nullptr; one = one->next) {
        if (!call.run.step(call.node)) return nullptr;
        if (one->name == "contained" && call.value_in(*one, "id") == id) return one;
    }
    return nullptr;
}

/// "Patient/1" is meant by a fullUrl that ends so.
bool is_meant(std::string_view full_url, std::string_view reference)
{
    if (full_url == reference) return true;
    auto const size = reference.size();
    return reference.find(':') == std::string_view::npos && full_url.size() > size &&
           full_url.ends_with(reference) && full_url[full_url.size() - size - 1] == '/';
}

Item in_bundle(Call const& call, Element const& bundle, std::string_view reference)
{
    if (auto const version = reference.find("/_history/"); version != std::string_view::npos) {
        reference = reference.substr(0, version);
    }
    for (auto const* entry = bundle.first; entry != nullptr; entry = entry->next) {
        if (!call.run.step(call.node)) return nullptr;
        if (entry->name != "entry") continue;
        if (!is_meant(call.value_in(*entry, "fullUrl"), reference)) continue;
        if (auto const* const resource = entry->child("resource")) return resource;
    }
    return nullptr;
}

/// The resource that `%resource` is contained in, or the Bundle's entry itself.
Item contained_somewhere(Call const& call, std::string_view id)
{
    auto const* const root = call.run.root();
    auto const* const found = root == nullptr ? nullptr : contained(call, *root, id);
    auto const* const resource = call.run.context().resource;
    if (found != nullptr || resource == nullptr || resource == root) return found;
    return contained(call, *resource, id);
}

/// What does not lead anywhere is left out.
void resolve(Call const& call, Items& out)
{
    auto* const surroundings = call.run.context().surroundings;
    auto const* const root = call.run.root();
    for (auto const* one : call.input) {
        if (!call.run.step(call.node)) return;
        auto const reference = reference_of(call, *one);
        if (reference.empty()) continue;
        Item found = nullptr;
        if (reference.front() == '#') {
            found = contained_somewhere(call, reference.substr(1));
        } else {
            if (surroundings != nullptr) found = surroundings->resolve(reference);
            bool const bundled = found == nullptr && root != nullptr && root->text == "Bundle";
            if (bundled) found = in_bundle(call, *root, reference);
        }
        if (found != nullptr) out.push_back(found);
    }
}

bool has_coding(Call const& call, ValueSet const& set, Element const& coding)
{
    return set.has(call.value_in(coding, "system"), call.value_in(coding, "code"));
}

/// A code, a Coding, or a concept of which any coding will do.
bool has_coded(Call const& call, ValueSet const& set, Element const& coded)
{
    if (coded.is_primitive()) return coded.kind == Kind::string && set.has_code(coded.text);
    if (coded.child("coding") == nullptr) return has_coding(call, set, coded);
    for (auto const* one = coded.first; one != nullptr; one = one->next) {
        if (one->name == "coding" && has_coding(call, set, *one)) return true;
    }
    return false;
}

Truth member_of(Call const& call)
{
    auto const* const coded = call.one();
    auto const url = coded == nullptr ? std::nullopt : call.text(0);
    if (!url) return Truth::unknown;
    if (auto* const surroundings = call.run.context().surroundings) {
        if (auto const answer = surroundings->member_of(*coded, *url)) return truth(*answer);
    }
    auto const* const set = call.node.types->value_set(*url);
    if (set == nullptr) {
        call.refuse("memberOf() names a value set that is not known");
        return Truth::unknown;
    }
    if (has_coded(call, *set, *coded)) return Truth::yes;
    return set->complete ? Truth::no : undecided(call, "not all codes of the set are known");
}

Truth conforms_to(Call const& call)
{
    auto const* const item = call.one();
    auto const structure = item == nullptr ? std::nullopt : call.text(0);
    if (!structure) return Truth::unknown;
    auto* const surroundings = call.run.context().surroundings;
    if (surroundings != nullptr) {
        if (auto const answer = surroundings->conforms_to(*item, *structure)) return truth(*answer);
    }
    auto const* const wanted = call.node.types->type(*structure);
    if (wanted == nullptr) {
        call.refuse("conformsTo() names a structure that is not known");
        return Truth::unknown;
    }
    // Another type never conforms; whether one of the type does is for a validator to say.
    if (item->type != nullptr && !item->type->is_a(wanted->name)) return Truth::no;
    return undecided(call, "that takes a validator");
}

bool same_in_both(Call const& call, Element const& left, Element const& right,
                  std::string_view name)
{
    return call.value_in(left, name) == call.value_in(right, name);
}

/// Whether a coding of `wide` is above, or the same as, one of `narrow`.
Truth is_above(Call const& call, Items const& wide, Items const& narrow)
{
    auto* const surroundings = call.run.context().surroundings;
    bool open = false;
    for (auto const* one : wide) {
        for (auto const* other : narrow) {
            if (!call.run.step(call.node)) return Truth::unknown;
            if (!same_in_both(call, *one, *other, "system")) continue;
            if (same_in_both(call, *one, *other, "code")) return Truth::yes;
            auto const answer =
                surroundings == nullptr ? std::nullopt : surroundings->subsumes(*one, *other);
            if (answer.value_or(false)) return Truth::yes;
            open = open || !answer;
        }
    }
    return open ? undecided(call, "the code system is not at hand") : Truth::no;
}

/// A concept stands for its codings.
Items codings_of(Element const& coded)
{
    Items codings;
    if (coded.child("coding") == nullptr) {
        codings.push_back(&coded);
        return codings;
    }
    for (auto const* one = coded.first; one != nullptr; one = one->next) {
        if (one->name == "coding") codings.push_back(one);
    }
    return codings;
}

enum class Side { input_is_above, argument_is_above };

Truth subsumption(Call const& call, Side side)
{
    auto const* const item = call.one();
    auto const* const other = item == nullptr ? nullptr : call.value(0);
    if (other == nullptr) return Truth::unknown;
    auto const mine = codings_of(*item);
    auto const given = codings_of(*other);
    return side == Side::input_is_above ? is_above(call, mine, given) : is_above(call, given, mine);
}
Truth subsumes(Call const& call) { return subsumption(call, Side::input_is_above); }
Truth subsumed_by(Call const& call) { return subsumption(call, Side::argument_is_above); }

Truth html_checks(Call const& call)
{
    auto const* const item = call.one();
    if (item == nullptr || item->kind != Kind::string) return Truth::unknown;
    auto* const surroundings = call.run.context().surroundings;
    auto const answer =
        surroundings == nullptr ? std::nullopt : surroundings->is_safe_html(item->text);
    return answer ? truth(*answer) : undecided(call, "that takes a validator");
}

} // namespace

std::span<Function const> reference_functions()
{
    using enum Argument;
    static constexpr Function table[] = {
        {"resolve", 0, 0, value, Gives::unknown, resolve, nullptr},
        {"memberOf", 1, 1, value, Gives::boolean, nullptr, member_of},
        {"conformsTo", 1, 1, value, Gives::boolean, nullptr, conforms_to},
        {"subsumes", 1, 1, value, Gives::boolean, nullptr, subsumes},
        {"subsumedBy", 1, 1, value, Gives::boolean, nullptr, subsumed_by},
        {"htmlChecks", 0, 0, value, Gives::boolean, nullptr, html_checks},
    };
    return table;
}

} // namespace fhir::path
