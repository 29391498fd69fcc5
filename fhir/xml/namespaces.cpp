#include "fhir/xml/namespaces.h"

#include "fhir/xml/characters.h"

namespace fhir::xml {

namespace {

/// So that finding a prefix stays cheap.
constexpr std::size_t bindings_max = 64;

Namespace meaning_of(std::string_view uri)
{
    if (uri == fhir_namespace) return Namespace::fhir;
    if (uri == xhtml_namespace) return Namespace::xhtml;
    if (uri == "http://www.w3.org/2001/XMLSchema-instance") return Namespace::schema_instance;
    if (uri.empty()) return Namespace::none;
    return Namespace::other;
}

} // namespace

QualifiedName split(std::string_view name)
{
    auto const colon = name.find(':');
    if (colon == std::string_view::npos) return {{}, name};
    auto const local = name.substr(colon + 1);
    if (colon == 0 || local.empty() || !is(local[0], starts_name)) return {};
    if (local.find(':') != std::string_view::npos) return {};
    return {name.substr(0, colon), local};
}

bool is_declaration(std::string_view attribute_name)
{
    return attribute_name.starts_with("xmlns") &&
           (attribute_name.size() == 5 || attribute_name[5] == ':');
}

char const* Namespaces::declare(Attribute const& attribute)
{
    auto const name = split(attribute.name);
    if (name.local.empty()) return "a name has one colon at most, with a name on either side";
    auto const prefix = name.prefix.empty() ? std::string_view{} : name.local;
    if (prefix == "xml" || prefix == "xmlns") return "this prefix cannot be declared";
    if (!attribute.plain) return "the name of a namespace is needed here, as it is known";
    auto const meaning = meaning_of(attribute.raw);
    if (!prefix.empty() && meaning == Namespace::none) return "a prefix needs a namespace";
    if (bindings_.size() == bindings_max) return "too many namespaces are declared";
    bindings_.push_back({prefix, meaning, depth_});
    return nullptr;
}

char const* Namespaces::open(std::span<Attribute const> attributes)
{
    ++depth_;
    for (auto const& attribute : attributes) {
        if (!is_declaration(attribute.name)) continue;
        if (auto const* const wrong = declare(attribute)) return wrong;
    }
    return nullptr;
}

void Namespaces::close()
{
    while (!bindings_.empty() && bindings_.back().depth == depth_) bindings_.pop_back();
    --depth_;
}

Namespace Namespaces::of(std::string_view prefix) const
{
    for (auto one = bindings_.rbegin(); one != bindings_.rend(); ++one) {
        if (one->prefix == prefix) return one->meaning;
    }
    if (prefix == "xml") return Namespace::xml;
    return prefix.empty() ? Namespace::none : Namespace::unbound;
}

} // namespace fhir::xml
