#include "fhir/validate/plainly.h"

#include "fhir/definitions/definitions.h"

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

namespace fhir::validate {

namespace {

std::optional<bool> yes_or_ask(bool holds) { return holds ? std::optional{true} : std::nullopt; }

/// extension.exists() != value.exists()
std::optional<bool> extension_or_value(Element const& element)
{
    auto const value = [&] {
        for (auto const* one = element.first; one != nullptr; one = one->next) {
            if (one->name.starts_with("value")) return true;
        }
        return false;
    };
    return (element.child("extension") != nullptr) != value();
}

std::optional<bool> nothing_contained(Element const& element)
{
    return yes_or_ask(element.child("contained") == nullptr);
}

bool is_uri(Element const& element)
{
    static constexpr std::array types{"canonical", "uri", "url"};
    return element.type != nullptr && std::ranges::find(types, element.type->name) != types.end();
}

/// All texts "#…" that may refer to what is contained.
void local_references(Element const& element, std::vector<std::string_view>& out)
{
    for (auto const* one = element.first; one != nullptr; one = one->next) {
        if (one->kind == Kind::string && one->text.starts_with('#') &&
            (one->name == "reference" || is_uri(*one))) {
            out.push_back(one->text.substr(1));
        }
        local_references(*one, out);
    }
}

/// Each contained resource is referred to, or refers to its container.
std::optional<bool> contained_is_used(Element const& element)
{
    std::vector<std::string_view> used;
    local_references(element, used);
    std::ranges::sort(used);
    for (auto const* one = element.first; one != nullptr; one = one->next) {
        if (one->name != "contained") continue;
        auto const id = one->value("id");
        if (id.empty() || !std::ranges::binary_search(used, id)) return std::nullopt;
    }
    return true;
}

template <std::size_t count>
bool is_one_of(std::string_view type, std::array<std::string_view, count> const& types)
{
    return std::ranges::find(types, type) != types.end();
}

/// entry.all(request.exists() = (%resource.type = …))
std::optional<bool> entries_have(Element const& bundle, std::string_view part,
                                 std::array<std::string_view, 3> const& types)
{
    auto const type = bundle.value("type");
    if (type.empty()) return {};
    auto const wanted = is_one_of<3>(type, types);
    for (auto const* one = bundle.first; one != nullptr; one = one->next) {
        if (one->name == "entry" && (one->child(part) != nullptr) != wanted) return false;
    }
    return true;
}

std::optional<bool> requests(Element const& bundle)
{
    return entries_have(bundle, "request", {"batch", "transaction", "history"});
}

std::optional<bool> responses(Element const& bundle)
{
    return entries_have(bundle, "response", {"batch-response", "transaction-response", "history"});
}

/// total.empty() or type is searchset or history
std::optional<bool> total_is_of_a_list(Element const& bundle)
{
    auto const listed = is_one_of<2>(bundle.value("type"), {"searchset", "history"});
    return yes_or_ask(listed || bundle.child("total") == nullptr);
}

/// entry.search.empty() or type is searchset
std::optional<bool> search_is_of_a_searchset(Element const& bundle)
{
    if (bundle.value("type") == "searchset") return true;
    for (auto const* one = bundle.first; one != nullptr; one = one->next) {
        if (one->name == "entry" && one->child("search") != nullptr) return {};
    }
    return true;
}

/// type = '…' implies …: each look for an element that is not there would pass all entries.
template <char const* only> std::optional<bool> of_another_type(Element const& bundle)
{
    auto const type = bundle.value("type");
    return yes_or_ask(!type.empty() && type != only);
}

/// value.empty() or no component with a coding of the Observation's own code
std::optional<bool> codes_differ(Element const& observation)
{
    auto valued = false;
    std::vector<std::string_view> own;
    auto const* const code = observation.child("code");
    for (auto const* one = observation.first; one != nullptr; one = one->next) {
        valued = valued || one->name.starts_with("value");
    }
    if (!valued) return true;
    if (code == nullptr) return {};
    for (auto const* one = code->first; one != nullptr; one = one->next) {
        if (one->name == "coding") own.push_back(one->value("code"));
    }
    std::ranges::sort(own);
    for (auto const* one = observation.first; one != nullptr; one = one->next) {
        auto const* const of_component = one->name == "component" ? one->child("code") : nullptr;
        if (of_component == nullptr) continue;
        for (auto const* coding = of_component->first; coding != nullptr; coding = coding->next) {
            if (coding->name != "coding") continue;
            if (std::ranges::binary_search(own, coding->value("code"))) return {};
        }
    }
    return true;
}

/// A rule that speaks of two parts holds where one of them is not there.
template <char const* part> std::optional<bool> without(Element const& element)
{
    return yes_or_ask(element.child(part) == nullptr);
}

constexpr char code[] = "code";
constexpr char end[] = "end";
constexpr char value[] = "value";
constexpr char document[] = "document";
constexpr char message[] = "message";

struct Plain {
    std::string_view key;
    std::optional<bool> (*answer)(Element const&);
};

constexpr std::array table{
    Plain{"ext-1", extension_or_value}, Plain{"dom-2", nothing_contained},
    Plain{"dom-3", contained_is_used},  Plain{"dom-4", nothing_contained},
    Plain{"dom-5", nothing_contained},  Plain{"obs-7", codes_differ},
    Plain{"qty-3", without<code>},      Plain{"per-1", without<end>},
    Plain{"cpt-2", without<value>},     Plain{"bdl-1", total_is_of_a_list},
    Plain{"bdl-2", search_is_of_a_searchset},
    Plain{"bdl-3", requests},           Plain{"bdl-4", responses},
    Plain{"bdl-9", of_another_type<document>},
    Plain{"bdl-10", of_another_type<document>},
    Plain{"bdl-11", of_another_type<document>},
    Plain{"bdl-12", of_another_type<message>},
};

} // namespace

std::optional<bool> holds_plainly(std::string_view key, Element const& element)
{
    auto const found = std::ranges::find(table, key, &Plain::key);
    return found == table.end() ? std::nullopt : found->answer(element);
}

} // namespace fhir::validate
