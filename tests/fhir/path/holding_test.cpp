// Why this file exists: the invariants of R4 hold on examples that their publishers hold to be
// valid; where they do not, more often the engine is wrong than the example.
#include "fhir/json/json.h"
#include "fhir/path/path.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>

namespace fhir::path {
namespace {

constexpr std::string_view small_patient = R"({"resourceType":"Patient","id":"p",
 "contained":[{"resourceType":"Organization","id":"o","name":"O"}],
 "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">P</div>"},
 "identifier":[{"system":"urn:a","value":"1","period":{"start":"2001-05-06","end":"2002"}}],
 "name":[{"family":"Example","given":["Ann"]}],"managingOrganization":{"reference":"#o"},
 "contact":[{"name":{"family":"Other"}}],
 "extension":[{"url":"urn:weight","valueQuantity":{"value":80.5,"unit":"kg",
  "system":"http://unitsofmeasure.org","code":"kg"}}]})";

/// Says that all narratives are well: they are the validator's.
class Narratives : public Surroundings {
public:
    std::optional<bool> is_safe_html(std::string_view /*xhtml*/) override { return true; }
};

/// Evaluates what the definitions say of each element of a tree.
class Checker {
public:
    void check(Tree const& tree, std::string const& name)
    {
        root_ = &tree.root();
        name_ = name;
        walk(tree.root(), tree.root());
    }

    std::size_t count() const { return count_; }
    std::map<std::string, std::string> const& broken() const { return broken_; }

private:
    void walk(Element const& element, Element const& resource)
    {
        bool const starts = element.type != nullptr && element.type->kind == TypeKind::resource;
        auto const& mine = starts ? element : resource;
        if (element.type != nullptr) {
            for (auto const& one : element.type->invariants) ask(one, element, mine);
        }
        if (element.definition != nullptr) {
            for (auto const& one : element.definition->invariants) ask(one, element, mine);
        }
        for (auto const* one = element.first; one != nullptr; one = one->next) walk(*one, mine);
    }

    Expression const* compiled(std::string_view text, Type const* type)
    {
        auto const key = std::pair{std::string{text}, type};
        auto found = plans_.find(key);
        if (found == plans_.end()) {
            auto made = Expression::compile(text, r4(), type);
            auto kept = made ? std::make_unique<Expression>(std::move(*made)) : nullptr;
            found = plans_.emplace(key, std::move(kept)).first;
        }
        return found->second.get();
    }

    void ask(Invariant const& invariant, Element const& element, Element const& resource)
    {
        auto const* const plan = compiled(invariant.expression, element.type);
        if (plan == nullptr) return;
        ++count_;
        Narratives narratives;
        Environment environment;
        environment.resource = &resource;
        environment.root_resource = root_;
        environment.now = "2030-01-02T10:11:12.000Z";
        environment.surroundings = &narratives;
        Tree scratch;
        auto const answer = evaluate(*plan, element, environment, scratch);
        auto& why = broken_[std::string{invariant.key}];
        if (!answer) why = name_ + ": " + answer.issues()[0].text;
        else if (is_false(*answer) && !invariant.warning)
            why = name_ + ": " + std::string{invariant.expression};
        else if (why.empty()) broken_.erase(std::string{invariant.key});
    }

    Element const* root_ = nullptr;
    std::string name_;
    std::size_t count_ = 0;
    std::map<std::string, std::string> broken_;
    std::map<std::pair<std::string, Type const*>, std::unique_ptr<Expression>> plans_;
};

void check_text(Checker& checker, std::string_view text, std::string const& name)
{
    auto tree = json::read(text);
    ASSERT_TRUE(tree.has_value()) << name;
    bind(tree->root(), *r4().type(tree->root().text), r4());
    checker.check(*tree, name);
}

TEST(FhirPath, FindsTheInvariantsOfR4HoldOnExamples)
{
    Checker checker;
    check_text(checker, small_patient, "a small patient");
    std::filesystem::path const folder = FORAMEN_ROOT "/../shared/data/ukcore/examples";
    std::size_t files = 0;
    if (std::filesystem::is_directory(folder)) {
        for (auto const& file : std::filesystem::directory_iterator{folder}) {
            if (file.path().extension() != ".json") continue;
            std::ifstream in{file.path(), std::ios::binary};
            std::string const text{std::istreambuf_iterator<char>{in}, {}};
            check_text(checker, text, file.path().filename());
            ++files;
        }
    }
    for (auto const& [key, why] : checker.broken()) ADD_FAILURE() << key << " on " << why;
    std::cout << checker.count() << " invariants asked of " << files << " examples\n";
    EXPECT_GT(checker.count(), 50u);
}

} // namespace
} // namespace fhir::path
