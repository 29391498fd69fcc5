#include "fhir/validate/validate.h"

#include "fhir/validate/formats.h"
#include "fhir/validate/neighbours.h"
#include "fhir/validate/suggest.h"
#include "fhir/validate/walk.h"

#include <algorithm>

namespace fhir::validate {

std::string Place::path() const
{
    auto const own = element->name.empty() ? element->text : element->name;
    auto text = above == nullptr ? std::string{} : above->path() + ".";
    text += own;
    if (element->definition != nullptr && element->definition->list()) {
        text += '[' + std::to_string(index) + ']';
    }
    return text;
}

void Findings::add(Severity severity, std::string_view code, Place const& place, std::string text)
{
    if (issues_.size() < options_.issues_max) {
        issues_.push_back({severity, std::string{code}, place.path(), std::move(text)});
    } else if (issues_.size() == options_.issues_max) {
        issues_.push_back({Severity::error, "too-costly", "",
                           "there are more issues than are listed: mend these first"});
    }
}

namespace {

class Walk {
public:
    Walk(TypeSource const& types, Options const& options)
        : types_{types}, options_{options}, findings_{options}
    {}

    Issues take() { return findings_.take(); }

    void resource(Element const& element, Place const& place)
    {
        auto const* const type = types_.type(element.text);
        if (type == nullptr || type->kind != TypeKind::resource || type->abstract) {
            return findings_.error("structure", place,
                                   "resourceType is missing or is no resource of FHIR R4");
        }
        neighbours_.enter_resource(element);
        if (element.text == "Bundle") bundle(element, place);
        else complex(element, place);
        neighbours_.leave_resource();
    }

private:
    void bundle(Element const& element, Place const& place)
    {
        for (auto const* url : neighbours_.enter_bundle(element)) {
            Place const where{&place, url, 0};
            findings_.error("duplicate", where, "this fullUrl stands twice in the Bundle");
        }
        complex(element, place);
        neighbours_.leave_bundle();
    }

    void complex(Element const& element, Place const& place)
    {
        if (element.first == nullptr) {
            return findings_.error("structure", place, "is empty: leave it out");
        }
        children(element, place);
        required(element, place);
        if (element.type->name == "Reference") {
            check_reference(element, place, neighbours_, findings_);
        }
    }

    /// Children stand in runs of one name.
    void children(Element const& element, Place const& place)
    {
        for (auto const* first = element.first; first != nullptr;) {
            auto const* end = first;
            unsigned count = 0;
            for (; end != nullptr && end->name == first->name; end = end->next) {
                Place const here{&place, end, count++};
                if (end->definition != nullptr) child(*end, here);
            }
            Place const where{&place, first, 0};
            run(element, *first, count, where);
            first = end;
        }
    }

    void run(Element const& parent, Element const& first, unsigned count, Place const& place)
    {
        auto const* const definition = first.definition;
        if (definition == nullptr) {
            return findings_.error("structure", place,
                                   "is not an element of " + std::string{parent.type->name} +
                                       suggestion(*parent.type, first.name));
        }
        if (count > definition->max) {
            findings_.error("structure", place,
                            "may stand here " + std::to_string(definition->max) + " times at most");
        }
        if (definition->list() != first.listed && (first.listed || options_.shape == Shape::json)) {
            findings_.error("structure", place,
                            first.listed ? "is single: write it without an array"
                                         : "repeats: write it as an array");
        }
        if (definition->choice) only_choice(parent, first, place);
    }

    void only_choice(Element const& parent, Element const& first, Place const& place)
    {
        for (auto const* one = parent.first; one != &first; one = one->next) {
            if (one->definition != first.definition || one->name == first.name) continue;
            return findings_.error("structure", place,
                                   "another type of this choice is there already: keep one");
        }
    }

    void required(Element const& element, Place const& place)
    {
        for (auto const& definition : element.type->elements) {
            if (definition.min == 0) continue;
            unsigned count = 0;
            for (auto const* one = element.first; one != nullptr; one = one->next) {
                if (one->definition == &definition) ++count;
            }
            if (count >= definition.min) continue;
            findings_.error("required", place,
                            std::string{definition.name} + (definition.choice ? "[x]" : "") +
                                " is missing");
        }
    }

    void child(Element const& element, Place const& place)
    {
        if (element.type == nullptr) return;
        if (element.type->kind == TypeKind::resource) return resource(element, place);
        if (element.type->kind == TypeKind::primitive) primitive(element, place);
        else if (element.is_primitive()) {
            return findings_.error("structure", place,
                                   "must be an object of type " + std::string{element.type->name});
        } else {
            complex(element, place);
        }
        if (element.definition->value_set != nullptr) check_binding(element, place, findings_);
    }

    void primitive(Element const& element, Place const& place)
    {
        if (element.kind == Kind::complex) {
            return findings_.error("structure", place,
                                   "must be a plain value of type " +
                                       std::string{element.type->name});
        }
        if (element.kind == Kind::none) {
            if (element.first == nullptr) {
                findings_.error("structure", place, "has neither a value nor an extension");
            }
        } else if (auto const wrong = wrong_format(element.type->name, element); !wrong.empty()) {
            findings_.error("value", place, std::string{wrong});
        }
        if (element.first != nullptr) children(element, place);
    }

    TypeSource const& types_;
    Options const& options_;
    Findings findings_;
    Neighbours neighbours_;
};

} // namespace

Issues check(Element const& resource, TypeSource const& types, Options const& options)
{
    Walk walk{types, options};
    Place const root{nullptr, &resource, 0};
    walk.resource(resource, root);
    return walk.take();
}

bool is_valid(Issues const& issues)
{
    return std::ranges::none_of(issues, [](Issue const& issue) {
        return issue.severity == Severity::fatal || issue.severity == Severity::error;
    });
}

} // namespace fhir::validate
