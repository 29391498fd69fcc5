#include "fhir/package/packages.h"

#include "fhir/package/registry.h"
#include "fhir/package/snapshot.h"

#include <algorithm>
#include <map>
#include <mutex>

namespace fhir::package {

namespace {

constexpr std::string_view core_name = "hl7.fhir.r4.core";
constexpr std::string_view core_version = "4.0.1";

/// A structure with its snapshot and what was odd about it.
struct Structure {
    std::optional<Snapshot> snapshot;
    /// Null when there is none and while it is made: a base of itself finds nothing.
    Element const* element = nullptr;
    Issues issues;
};

/// An expansion in the shape of the compiled tables.
struct Codes {
    Expansion expansion;
    std::vector<std::string_view> codes;
    std::vector<std::string_view> systems;
    ValueSet value_set;
};

Issue issue(Severity severity, std::string_view code, std::string where, std::string text)
{
    return {severity, std::string{code}, std::move(where), std::move(text)};
}

/// Of packages by their names.
using Versions = std::map<std::string, std::string, std::less<>>;

/// Whether a version is one that a dependency allows: "1.2.3", "1.2.x", or a word that names none
/// ("current", "latest").
bool fits(std::string_view version, std::string_view wanted)
{
    if (wanted.empty() || wanted.front() < '0' || wanted.front() > '9') return true;
    auto const any = std::min(wanted.find(".x"), wanted.find(".*"));
    if (any == std::string_view::npos) return version == wanted;
    return version.starts_with(wanted.substr(0, any + 1));
}

/// Packages in the order of their dependencies: what another needs comes first.
class Order {
public:
    Order(std::vector<Package> const& packages, Versions const& known, Issues& issues)
        : packages_{packages}, known_{known}, issues_{issues}, seen_(packages.size())
    {
        for (std::size_t i = 0; i < packages_.size(); ++i) visit(i);
    }

    std::vector<std::size_t> const& order() const { return order_; }

private:
    /// Each package is visited once, so the depth is at most their number.
    void visit(std::size_t number)
    {
        if (seen_[number]) return;
        seen_[number] = true;
        for (auto const& dependency : packages_[number].dependencies) {
            auto const found = std::ranges::find(packages_, dependency.name, &Package::name);
            if (found != packages_.end()) {
                visit(static_cast<std::size_t>(found - packages_.begin()));
                check(packages_[number], dependency, &found->version);
                continue;
            }
            auto const known = known_.find(dependency.name);
            check(packages_[number], dependency, known == known_.end() ? nullptr : &known->second);
        }
        order_.push_back(number);
    }

    void check(Package const& package, Dependency const& wanted, std::string const* version)
    {
        auto const name = wanted.name + " " + wanted.version;
        if (version == nullptr) {
            issues_.push_back(issue(Severity::warning, "not-found", package.name,
                                    "it depends on a package that is not here: add " + name));
        } else if (!fits(*version, wanted.version)) {
            issues_.push_back(issue(Severity::warning, "not-found", package.name,
                                    "it depends on another version of a package: add " + name +
                                        " in the place of " + *version));
        }
    }

    std::vector<Package> const& packages_;
    Versions const& known_;
    Issues& issues_;
    std::vector<bool> seen_;
    std::vector<std::size_t> order_;
};

} // namespace

struct Packages::State {
    std::mutex mutex;
    Registry registry;
    std::unordered_map<Resource const*, Structure> structures;
    std::unordered_map<Resource const*, std::unique_ptr<Codes>> expansions;
    Versions versions{{std::string{core_name}, std::string{core_version}}};

    Structure* structure(std::string_view canonical)
    {
        auto* const found = registry.find(canonical);
        if (found == nullptr || found->type != "StructureDefinition") return nullptr;
        auto const [at, is_new] = structures.try_emplace(found);
        auto& made = at->second; // Stays where it is when others are added.
        if (!is_new) return &made;
        make(made, *found);
        return &made;
    }

    void make(Structure& made, Resource& resource)
    {
        auto const* const published = Registry::open(resource);
        if (published == nullptr) return;
        if (published->child("snapshot") != nullptr) {
            made.element = published;
            return;
        }
        auto snapshot = make_snapshot(*published, source());
        if (!snapshot) {
            made.issues = snapshot.issues();
            return;
        }
        made.snapshot = *std::move(snapshot);
        made.issues = std::move(made.snapshot->issues);
        made.element = &made.snapshot->tree.root();
    }

    StructureSource source()
    {
        return {[this](std::string_view canonical) -> Element const* {
                    auto const* const found = structure(canonical);
                    return found == nullptr ? nullptr : found->element;
                },
                [this](std::string_view canonical) { return published(canonical); }};
    }

    Element const* published(std::string_view canonical)
    {
        auto* const found = registry.find(canonical);
        return found == nullptr ? nullptr : Registry::open(*found);
    }

    Codes const* codes(std::string_view value_set)
    {
        auto* const found = registry.find(value_set);
        if (found == nullptr || found->type != "ValueSet") return nullptr;
        auto& made = expansions[found];
        if (made != nullptr) return made.get();
        made = std::make_unique<Codes>();
        if (auto const* const resource = Registry::open(*found); resource != nullptr) {
            made->expansion =
                expand(*resource, [this](std::string_view url) { return published(url); });
        }
        for (auto const& code : made->expansion.codes) {
            made->codes.push_back(code.code);
            made->systems.push_back(code.system);
        }
        made->value_set = {found->url, made->expansion.complete, made->codes, made->systems};
        return made.get();
    }
};

Packages::Packages() : state_{std::make_unique<State>()} {}
Packages::~Packages() = default;

Issues Packages::add(std::vector<Package> packages)
{
    std::scoped_lock const lock{state_->mutex};
    Issues issues;
    Order const order{packages, state_->versions, issues};
    auto const first = state_->registry.added().size();
    for (auto const number : order.order()) {
        auto& package = packages[number];
        if (!package.fhir_version.empty() && package.fhir_version != core_version) {
            issues.push_back(issue(Severity::warning, "not-supported", package.name,
                                   "it is for another version of FHIR than 4.0.1"));
        }
        issues.insert(issues.end(), package.issues.begin(), package.issues.end());
        for (auto& file : package.files) state_->registry.add(std::move(file.tree));
        state_->versions.insert_or_assign(package.name, package.version);
    }
    // What was made before may rest on what is replaced now.
    state_->structures.clear();
    state_->expansions.clear();
    auto const& added = state_->registry.added();
    for (auto i = first; i < added.size(); ++i) {
        if (added[i]->type != "StructureDefinition") continue;
        auto canonical = std::string{added[i]->url};
        if (!added[i]->version.empty()) canonical.append("|").append(added[i]->version);
        auto const* const made = state_->structure(canonical);
        if (made == nullptr) continue;
        for (auto const& one : made->issues) {
            auto where = std::string{added[i]->url};
            if (one.expression != where) where += "#" + one.expression;
            issues.push_back(issue(one.severity, one.code, std::move(where), one.text));
        }
    }
    return issues;
}

Element const* Packages::structure(std::string_view canonical) const
{
    std::scoped_lock const lock{state_->mutex};
    auto const* const found = state_->structure(canonical);
    return found == nullptr ? nullptr : found->element;
}

Element const* Packages::resource(std::string_view canonical) const
{
    std::scoped_lock const lock{state_->mutex};
    return state_->published(canonical);
}

Membership Packages::member(std::string_view value_set, std::string_view system,
                            std::string_view code) const
{
    auto const* const found = expansion(value_set);
    return found == nullptr ? Membership::unknown : found->member(system, code);
}

Expansion const* Packages::expansion(std::string_view value_set) const
{
    std::scoped_lock const lock{state_->mutex};
    auto const* const found = state_->codes(value_set);
    return found == nullptr ? nullptr : &found->expansion;
}

Type const* Packages::type(std::string_view name_or_url) const { return r4().type(name_or_url); }

ValueSet const* Packages::value_set(std::string_view url) const
{
    std::scoped_lock const lock{state_->mutex};
    auto const* const found = state_->codes(url);
    return found == nullptr ? r4().value_set(url) : &found->value_set;
}

Issues const& Packages::snapshot_issues(std::string_view canonical) const
{
    static Issues const none;
    std::scoped_lock const lock{state_->mutex};
    auto const* const found = state_->structure(canonical);
    return found == nullptr ? none : found->issues;
}

std::vector<Element const*> Packages::added() const
{
    std::scoped_lock const lock{state_->mutex};
    std::vector<Element const*> found;
    for (auto* const one : state_->registry.added()) found.push_back(Registry::open(*one));
    return found;
}

} // namespace fhir::package
