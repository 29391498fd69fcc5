// Why this file exists: holds elements against the plan of a profile.
#pragma once

#include "fhir/validate/profile_library.h"
#include "fhir/validate/walk.h"

#include <boost/container/small_vector.hpp>

#include <map>
#include <set>
#include <span>
#include <utility>

namespace fhir::validate {

class ProfileCheck {
public:
    ProfileCheck(Conformance const& conformance, ProfileLibrary& library, Options const& options,
                 Neighbours& neighbours, path::Surroundings& surroundings, Findings& findings)
        : conformance_{conformance}, library_{library}, options_{options}, neighbours_{neighbours},
          surroundings_{surroundings}, findings_{&findings}
    {}

    /// Profiles that the resource claims in meta.profile.
    void claimed(Element const& resource, Place const& place);
    /// A profile that somebody asks for.
    void asked(std::string_view canonical, Element const& resource, Place const& place);
    /// The definition of an extension, and whether it may stand here.
    void extension(Element const& element, Place const& place);
    /// Without issues; nullopt when there is no such profile.
    std::optional<bool> conforms(Element const& element, std::string_view canonical);

private:
    struct Match {
        Element const* element = nullptr;
        unsigned index = 0;
    };
    using Matches = boost::container::small_vector<Match, 8>;
    using Rules = boost::container::small_vector<ElementRule const*, 4>;
    using Elements = boost::container::small_vector<Element const*, 4>;

    Profile const* profile(std::string_view canonical);
    bool conforms(Element const& element, Profile const& profile);
    void apply(Profile const& profile, Element const& element, Place const& place);
    void content(ElementRule const& rule, Element const& element, Place const& place);
    void children(ElementRule const& rule, Element const& element, Place const& place);
    void group(ElementRule const& rule, Matches const& matches, Place const& parent);
    void count(ElementRule const& rule, std::size_t count, Place const& parent);
    /// False where the element is of none of the types.
    bool types(ElementRule const& rule, Element const& element, Place const& place);
    std::string not_there(std::string_view canonical, std::string_view so) const;
    void type_profiles(TypeRule const& type, Element const& element, Place const& place);
    void limits(Limits const& limits, Element const& element, Place const& place);
    void targets(TypeRule const& type, Element const& reference, Place const& place);
    void add(Severity severity, char const* code, Place const& place, std::string text);

    // extensions.cpp
    void context(Profile const& profile, Place const& place);
    void context_rules(Profile const& profile, Element const& extension, Place const& place);
    std::optional<bool> is_meant(ExtensionContext const& context, Element const& parent);
    std::vector<Element const*> const* selected(ExtensionContext const& context);

    // slicing.cpp
    void slices(ElementRule const& rule, Matches const& matches, Place const& parent);
    void unsliced(ElementRule const& rule, Matches const& matches,
                  std::span<std::size_t const> slice_of, Place const& parent);
    bool fits(ElementRule const& rule, ElementRule const& slice, Element const& element);
    bool fits(Discriminator const& discriminator, ElementRule const& slice, Element const& element);
    Rules rules_at(ElementRule const& slice, std::span<PathStep const> path);
    void rules_below(ElementRule const& rule, PathStep const& step, Rules& out);
    Elements elements_at(Element const& element, std::span<PathStep const> path);
    bool has_url(ElementRule const& slice, std::string_view url);
    bool meets(ElementRule const& rule, Element const& element);
    bool is_of(ElementRule const& rule, Element const& element);
    bool conforms(ElementRule const& rule, Element const& element);

    using Pair = std::pair<Element const*, Profile const*>;

    Conformance const& conformance_;
    ProfileLibrary& library_;
    Options const& options_;
    Neighbours& neighbours_;
    path::Surroundings& surroundings_;
    Findings* findings_; ///< Another while something is only tried.
    ConstraintRun constraints_;
    Profile const* current_ = nullptr;
    Element const* resource_ = nullptr; ///< What is asked about, perhaps not where the walk is.
    /// Texts come from outside, so they are not hashed.
    std::map<std::string_view, Profile const*> profiles_;
    std::map<Pair, bool> conforms_; ///< True too while it is being found out.
    std::set<Pair> applied_;
    /// What the FHIRPath of a context selects of a resource, sorted; null: it cannot be told.
    using Selected = std::optional<std::vector<Element const*>>;
    std::map<std::pair<ExtensionContext const*, Element const*>, Selected> selected_;
    Tree scratch_; ///< Of what bounds and contexts make.
    unsigned tried_ = 0; ///< Not 0: what is found is only counted.
    std::vector<Pair> active_;
};

} // namespace fhir::validate
