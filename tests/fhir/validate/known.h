// Why this file exists: profiles and value sets for tests, written in a few lines each.
#pragma once

#include "fhir/definitions/conformance.h"
#include "fhir/json/json.h"
#include "fhir/validate/validator.h"

#include <deque>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

namespace fhir::validate::known {

inline Tree read(std::string_view text)
{
    auto tree = json::read(text);
    if (!tree) throw std::runtime_error(tree.issues()[0].expression + tree.issues()[0].text);
    auto const* const type = r4().type(tree->root().text);
    if (type != nullptr) bind(tree->root(), *type, r4());
    return *std::move(tree);
}

/// Types of R4, and what a test adds.
class Known final : public Conformance {
public:
    /// `elements` is the inside of snapshot.element, `more` fields of the StructureDefinition.
    void structure(std::string const& url, std::string const& type, std::string const& elements,
                   std::string const& more = "")
    {
        trees_.push_back(read(R"({"resourceType":"StructureDefinition","url":")" + url +
                              R"(","type":")" + type + "\"" + more + R"(,"snapshot":{"element":[)" +
                              elements + "]}}"));
        structures_[url] = &trees_.back().root();
    }

    void code(std::string const& value_set, std::string const& system, std::string const& code)
    {
        codes_[value_set].insert(system + "|" + code);
        codes_[value_set].insert("|" + code);
    }

    Element const* structure(std::string_view canonical) const override
    {
        auto const found = structures_.find(canonical.substr(0, canonical.find('|')));
        return found == structures_.end() ? nullptr : found->second;
    }
    Element const* resource(std::string_view) const override { return nullptr; }
    Membership member(std::string_view value_set, std::string_view system,
                      std::string_view code) const override
    {
        auto const found = codes_.find(value_set);
        if (found == codes_.end()) return Membership::unknown;
        auto const key = std::string{system} + "|" + std::string{code};
        return found->second.contains(key) ? Membership::member : Membership::not_member;
    }
    Type const* type(std::string_view name) const override { return r4().type(name); }
    ValueSet const* value_set(std::string_view url) const override { return r4().value_set(url); }

private:
    std::deque<Tree> trees_;
    std::map<std::string, Element const*, std::less<>> structures_;
    std::map<std::string, std::set<std::string>, std::less<>> codes_;
};

inline std::string patient(std::string const& fields)
{
    return R"({"resourceType":"Patient",)" + fields + "}";
}

/// "Patient.name: is missing" of each issue, a line each; lesser ones with "warning " or "note ".
inline std::string told(Issues const& issues)
{
    std::string text;
    for (auto const& issue : issues) {
        if (issue.severity == Severity::warning) text += "warning ";
        if (issue.severity == Severity::information) text += "note ";
        text += issue.expression + ": " + issue.text + "\n";
    }
    return text;
}

/// Without dom-6, which is true of every small example.
inline std::string told(Conformance const& known, std::string_view resource,
                        std::initializer_list<std::string_view> profiles)
{
    auto const tree = read(resource);
    Validator const validator{known};
    auto issues = validator.check(tree.root(), {}, {profiles.begin(), profiles.size()});
    std::erase_if(issues, [](Issue const& issue) { return issue.text.starts_with("dom-6"); });
    return told(issues);
}

} // namespace fhir::validate::known
