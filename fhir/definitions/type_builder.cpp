#include "fhir/definitions/type_builder.h"

#include "fhir/definitions/layout.h"

#include <algorithm>

namespace fhir {

/// A type with all that its views point to.
struct LayeredTypes::Made {
    std::string name;
    std::string url;
    std::vector<ElementOutline> outlines;
    std::vector<std::string> paths;
    std::vector<std::vector<std::string_view>> codes;
    std::vector<std::vector<std::string_view>> systems;
    std::vector<ValueSet> value_sets;
    std::vector<TypeReference> references;
    std::vector<ElementDefinition> elements;
    std::vector<Child> children;
    Type type;

    void lay_out()
    {
        auto const count = outlines.size();
        paths.resize(count);
        codes.resize(count);
        systems.resize(count);
        value_sets.resize(count);
        references.resize(count);
        elements.resize(count);
        for (std::size_t i = 0; i < count; ++i) lay_out_element(i);
        sort_children(children);
        type.name = name;
        type.url = url;
        type.elements = elements;
        type.children = children;
    }

    void lay_out_element(std::size_t i)
    {
        auto& outline = outlines[i];
        auto& element = elements[i];
        paths[i] = name + "." + outline.name;
        element.name = outline.name;
        element.path = paths[i];
        element.min = outline.min;
        element.max = outline.max;
        element.types = std::span{references}.subspan(i, 1);
        if (!outline.codes.empty()) {
            std::ranges::sort(outline.codes);
            codes[i].assign(outline.codes.begin(), outline.codes.end());
            systems[i].resize(codes[i].size());
            value_sets[i] = {{}, true, codes[i], systems[i]};
            element.strength = BindingStrength::required;
            element.value_set = &value_sets[i];
        }
        children.push_back({outline.name, &element, &references[i], static_cast<std::uint32_t>(i)});
    }
};

LayeredTypes::LayeredTypes(TypeSource const& below) : below_{below} {}
LayeredTypes::~LayeredTypes() = default;

void LayeredTypes::add(std::string name, std::string url, std::vector<ElementOutline> elements)
{
    std::erase_if(made_, [&](auto const& known) { return known->name == name; });
    auto made = std::make_unique<Made>();
    made->name = std::move(name);
    made->url = std::move(url);
    made->outlines = std::move(elements);
    made->lay_out();
    made_.push_back(std::move(made));
}

std::vector<std::string> LayeredTypes::settle()
{
    std::vector<std::string> missing;
    for (auto const& made : made_) {
        for (std::size_t i = 0; i < made->outlines.size(); ++i) {
            made->references[i].type = type(made->outlines[i].type);
            if (made->references[i].type == nullptr) missing.push_back(made->outlines[i].type);
        }
    }
    return missing;
}

Type const* LayeredTypes::type(std::string_view name_or_url) const
{
    for (auto const& made : made_) {
        if (made->name == name_or_url || (!made->url.empty() && made->url == name_or_url)) {
            return &made->type;
        }
    }
    return below_.type(name_or_url);
}

ValueSet const* LayeredTypes::value_set(std::string_view url) const
{
    return below_.value_set(url);
}

} // namespace fhir
