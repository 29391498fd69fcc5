// Why this file exists: what a profile says beyond its base type, compiled once to a plan.
// https://hl7.org/fhir/R4/profiling.html
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/element.h"
#include "fhir/issue.h"
#include "fhir/validate/constraint.h"
#include "fhir/validate/limits.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace fhir::validate {

/// One allowed type of an element. Canonicals are those of the snapshot; any of them will do.
struct TypeRule {
    Type const* type = nullptr;
    std::vector<std::string_view> profiles; ///< Without the plain types of R4.
    /// Reference and canonical: what it may lead to; empty where the base says the same.
    std::vector<std::string_view> targets;
};

/// One step of the path of a discriminator. https://hl7.org/fhir/R4/profiling.html#discriminator
struct PathStep {
    enum class Kind : std::uint8_t { child, extension, resolve, of_type };
    Kind kind = Kind::child;
    std::string_view text;
};

struct Discriminator {
    enum class Kind : std::uint8_t { value, exists, type, profile };
    Kind kind = Kind::value;
    std::vector<PathStep> path;
};

enum class SlicingRules : std::uint8_t { open, closed, open_at_end };

struct Slicing {
    std::vector<Discriminator> discriminators;
    SlicingRules rules = SlicingRules::open;
    bool ordered = false;
    bool decidable = true; ///< False: its discriminators are none, or of a form that is not known.
};

/// What is asked of one element, or of one slice of it.
struct ElementRule {
    std::string_view name;      ///< "value" for value[x]; empty for the root.
    std::string_view slice;     ///< The name of a slice, for people.
    Type const* type = nullptr; ///< Of what stands here, where it is one.
    std::uint32_t min = 0;
    std::uint32_t max = UINT32_MAX;
    bool counted = false; ///< min or max are not those of the base.
    Element const* fixed = nullptr;
    Element const* pattern = nullptr;
    std::vector<TypeRule> types;
    bool narrowed = false; ///< `types` are fewer than in the base, or have profiles or targets.
    BindingStrength strength = BindingStrength::none; ///< Only a binding beyond that of the base.
    std::string_view value_set;
    Limits limits;
    std::vector<Constraint> constraints; ///< Only those beyond the base.
    Slicing slicing;
    std::vector<ElementRule> slices;
    std::vector<ElementRule> children;
    /// There is something to check here or below. What does not matter stays for discriminators.
    bool matters = false;

    ElementRule const* child(std::string_view child_name) const;
};

/// Where an extension may stand. https://hl7.org/fhir/R4/defining-extensions.html#context
struct ExtensionContext {
    enum class Kind : std::uint8_t { element, extension, fhirpath };
    Kind kind = Kind::element;
    std::string_view text;
    std::optional<path::Expression> plan; ///< fhirpath: none where it cannot be run here.
};

/// What must hold of the element that has an extension; %extension is the extension.
struct ContextRule {
    std::string_view text;
    std::optional<path::Expression> plan;
};

/// A profile or an extension. Points into the StructureDefinition, which must outlive it.
class Profile {
public:
    /// `structure` is bound and has a snapshot. Issues: what is no snapshot of a known type.
    static Parsed<Profile> compile(Element const& structure, TypeSource const& types);
    Profile(Profile&&) noexcept = default;

    std::string_view url() const { return url_; }
    Type const& type() const { return *type_; }
    ElementRule const& root() const { return *root_; }
    /// An extension that changes the meaning of what it stands in.
    bool is_modifier() const { return modifier_; }
    /// None: an extension may stand anywhere.
    std::vector<ExtensionContext> const& contexts() const { return contexts_; }
    std::vector<ContextRule> const& context_rules() const { return context_rules_; }

private:
    Profile() = default;
    void read_contexts(Element const& structure, TypeSource const& types);

    std::string_view url_;
    Type const* type_ = nullptr;
    std::unique_ptr<ElementRule const> root_;
    bool modifier_ = false;
    std::vector<ExtensionContext> contexts_;
    std::vector<ContextRule> context_rules_;
};

/// The definition of a plain type of R4: ".../StructureDefinition/Patient" says nothing more.
bool is_plain_type(std::string_view canonical, TypeSource const& types);
/// Empty where a path is of a form that is not known; "$this" is a path of no steps.
std::optional<std::vector<PathStep>> parse_discriminator(std::string_view path);

} // namespace fhir::validate
