#include "fhir/package/expansion.h"

#include "fhir/package/code_system.h"
#include "fhir/package/ecl.h"

#include <algorithm>
#include <tuple>

namespace fhir::package {

namespace {

/// Imports nest, and a package may make them nest in a circle.
constexpr std::size_t import_depth_max = 16;
constexpr std::size_t imports_max = 1'000;
constexpr std::size_t codes_max = 200'000;
constexpr std::string_view snomed_ct = "http://snomed.info/sct";

bool before(Code const& a, Code const& b)
{
    return std::tie(a.code, a.system) < std::tie(b.code, b.system);
}

void settle(Expansion& made)
{
    auto const same = [](Code const& a, Code const& b) {
        return a.code == b.code && a.system == b.system;
    };
    std::ranges::stable_sort(made.codes, before);
    made.codes.erase(std::unique(made.codes.begin(), made.codes.end(), same), made.codes.end());
    std::ranges::sort(made.open_systems);
    auto const twice = std::ranges::unique(made.open_systems);
    made.open_systems.erase(twice.begin(), twice.end());
}

bool is_open(Expansion const& made, std::string_view system)
{
    return made.open || std::ranges::binary_search(made.open_systems, system);
}

void leave_open(Expansion& made, std::string_view system, std::string reason)
{
    made.complete = false;
    made.open_systems.push_back(system);
    if (made.reason.empty()) made.reason = std::move(reason);
}

void leave_all_open(Expansion& made, std::string reason)
{
    made.complete = false;
    made.open = true;
    if (made.reason.empty()) made.reason = std::move(reason);
}

void add(Expansion& made, Expansion const& other)
{
    made.codes.insert(made.codes.end(), other.codes.begin(), other.codes.end());
    made.open_systems.insert(made.open_systems.end(), other.open_systems.begin(),
                             other.open_systems.end());
    made.open = made.open || other.open;
    made.complete = made.complete && other.complete;
    if (made.reason.empty()) made.reason = other.reason;
    settle(made);
}

/// Codes of `from` that are in `other` too; those that may be leave their system open.
void keep_common(Expansion& made, Expansion const& from, Expansion const& other)
{
    for (auto const& code : from.codes) {
        auto const found = other.member(code.system, code.code);
        if (found == Membership::member) made.codes.push_back(code);
        if (found == Membership::unknown) leave_open(made, code.system, other.reason);
    }
    for (auto const system : from.open_systems) {
        if (is_open(other, system)) leave_open(made, system, from.reason);
    }
}

Expansion intersect(Expansion const& a, Expansion const& b)
{
    Expansion made;
    keep_common(made, a, b);
    keep_common(made, b, a);
    if (a.open && b.open) leave_all_open(made, a.reason);
    settle(made);
    return made;
}

/// Codes that may be excluded are in doubt: they are not listed, their system is open.
Expansion subtract(Expansion const& from, Expansion const& gone)
{
    auto made = from;
    made.codes.clear();
    for (auto const& code : from.codes) {
        auto const found = gone.member(code.system, code.code);
        if (found == Membership::not_member) made.codes.push_back(code);
        if (found == Membership::unknown) leave_open(made, code.system, gone.reason);
    }
    settle(made);
    return made;
}

class Expander {
public:
    explicit Expander(Find const& find) : find_{find} {}

    Expansion expand(Element const& value_set)
    {
        auto const url = value_set.value("url");
        auto const again = std::ranges::find(path_, url) != path_.end();
        if (again || path_.size() >= import_depth_max || ++imports_ > imports_max) {
            Expansion made;
            leave_all_open(made, "value sets import each other in a circle or too often");
            return made;
        }
        path_.push_back(url);
        auto made = compose(value_set);
        path_.pop_back();
        if (!made.complete) add_published(made, value_set);
        if (made.codes.size() > codes_max) {
            made.codes.clear();
            leave_all_open(made, "the value set has too many codes");
        }
        return made;
    }

private:
    Expansion compose(Element const& value_set)
    {
        Expansion made;
        auto const* const definition = value_set.child("compose");
        if (definition == nullptr) {
            leave_all_open(made, "the value set has no definition");
            return made;
        }
        for (auto const* one = definition->first; one != nullptr; one = one->next) {
            if (one->name == "include") add(made, include(*one));
        }
        for (auto const* one = definition->first; one != nullptr; one = one->next) {
            if (one->name == "exclude") made = subtract(made, include(*one));
        }
        return made;
    }

    /// All that an include names must hold: its system and each of its value sets.
    Expansion include(Element const& part)
    {
        Expansion made;
        auto first = true;
        auto const narrow = [&](Expansion const& more) {
            made = first ? more : intersect(made, more);
            first = false;
        };
        if (part.child("system") != nullptr) narrow(of_system(part));
        for (auto const* one = part.first; one != nullptr; one = one->next) {
            if (one->name == "valueSet") narrow(import(one->text));
        }
        return made;
    }

    Expansion import(std::string_view url)
    {
        auto const* const found = find_(url);
        if (found != nullptr && found->text == "ValueSet") return expand(*found);
        Expansion made;
        leave_all_open(made, "it imports a value set that is not known");
        return made;
    }

    Expansion of_system(Element const& part)
    {
        auto const system = part.value("system");
        Expansion made;
        if (part.child("concept") != nullptr) {
            for (auto const* one = part.first; one != nullptr; one = one->next) {
                if (one->name != "concept") continue;
                made.codes.push_back({system, one->value("code"), one->value("display")});
            }
            settle(made);
            return made;
        }
        auto const* const resource = find_system(part);
        if (resource == nullptr && system == snomed_ct) return of_snomed(part);
        if (resource == nullptr) {
            leave_open(made, system, "a code system is not known here");
            return made;
        }
        CodeSystem const codes{*resource};
        if (!codes.is_complete()) {
            leave_open(made, system, "a code system is not here with all its codes");
            return made;
        }
        add_passing(made, system, codes, part);
        settle(made);
        return made;
    }

    /// What the one ECL expression of an include names.
    static Expansion of_snomed(Element const& part)
    {
        Expansion made;
        EclCodes named;
        auto filters = 0;
        for (auto const* one = part.first; one != nullptr; one = one->next) {
            if (one->name != "filter" || ++filters > 1) continue;
            if (one->value("property") != "constraint" || one->value("op") != "=") continue;
            named = codes_of_ecl(one->value("value"));
        }
        if (filters > 1) named = {};
        for (auto const code : named.codes) made.codes.push_back({snomed_ct, code, {}});
        if (!named.complete) leave_open(made, snomed_ct, "SNOMED CT is not known here");
        settle(made);
        return made;
    }

    Element const* find_system(Element const& part) const
    {
        auto const version = part.value("version");
        std::string canonical{part.value("system")};
        if (!version.empty()) canonical.append("|").append(version);
        auto const* const found = find_(canonical);
        return found == nullptr || found->text != "CodeSystem" ? nullptr : found;
    }

    static void add_passing(Expansion& made, std::string_view system, CodeSystem const& codes,
                            Element const& part)
    {
        std::vector<bool> passing(codes.concepts().size(), true);
        for (auto const* one = part.first; one != nullptr; one = one->next) {
            if (one->name != "filter") continue;
            auto const passes =
                codes.filter(one->value("property"), one->value("op"), one->value("value"));
            if (!passes) {
                leave_open(made, system, "a filter cannot be worked out from its code system");
                return;
            }
            for (std::size_t i = 0; i < passing.size(); ++i) {
                passing[i] = passing[i] && (*passes)[i];
            }
        }
        for (std::size_t i = 0; i < passing.size(); ++i) {
            auto const& one = codes.concepts()[i];
            if (passing[i]) made.codes.push_back({system, one.code, one.display});
        }
    }

    /// What the publisher found in it. The code systems may have moved on since: other codes of
    /// open systems stay unknown.
    static void add_published(Expansion& made, Element const& value_set)
    {
        auto const* const published = value_set.child("expansion");
        if (published != nullptr) add_contained(made, *published);
        settle(made);
    }

    static void add_contained(Expansion& made, Element const& parent)
    {
        for (auto const* one = parent.first; one != nullptr; one = one->next) {
            if (one->name != "contains") continue;
            auto const code = one->value("code");
            if (!code.empty() && one->value("abstract") != "true") {
                made.codes.push_back({one->value("system"), code, one->value("display")});
            }
            add_contained(made, *one);
        }
    }

    Find const& find_;
    std::vector<std::string_view> path_;
    std::size_t imports_ = 0;
};

} // namespace

bool Expansion::lists(std::string_view system, std::string_view code) const
{
    auto const by_code = [](Code const& one, std::string_view wanted) { return one.code < wanted; };
    auto at = std::lower_bound(codes.begin(), codes.end(), code, by_code);
    for (; at != codes.end() && at->code == code; ++at) {
        if (system.empty() || at->system == system) return true;
    }
    return false;
}

Membership Expansion::member(std::string_view system, std::string_view code) const
{
    if (lists(system, code)) return Membership::member;
    auto const undecided = system.empty() ? open || !open_systems.empty() : is_open(*this, system);
    return undecided ? Membership::unknown : Membership::not_member;
}

Expansion expand(Element const& value_set, Find const& find)
{
    return Expander{find}.expand(value_set);
}

} // namespace fhir::package
