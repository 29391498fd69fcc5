#include "fhir/validate/validate.h"

#include "fhir/validate/formats.h"
#include "fhir/validate/inspection.h"
#include "fhir/validate/neighbours.h"
#include "fhir/validate/suggest.h"
#include "fhir/validate/walk.h"

#include <algorithm>
#include <optional>

namespace fhir::validate {

namespace {

class Walk {
public:
    Walk(TypeSource const& types, Options const& options, Packaged const* packaged)
        : types_{types}, options_{options}, findings_{options}
    {
        if (options.invariants == Invariants::evaluate) {
            inspection_.emplace(types, options, packaged, neighbours_, findings_);
        }
    }

    Issues take() { return findings_.take(); }

    void resource(Element const& element, Place const& place)
    {
        auto const* const type = types_.type(element.text);
        if (type == nullptr || type->kind != TypeKind::resource || type->abstract) {
            return findings_.error("structure", place,
                                   "resourceType is missing or is no resource of this version of "
                                   "FHIR");
        }
        neighbours_.enter_resource(element);
        if (element.text == "Bundle") bundle(element, place);
        else complex(element, place);
        if (inspection_) inspection_->element(element, place);
        neighbours_.leave_resource();
    }

private:
    void bundle(Element const& element, Place const& place)
    {
        neighbours_.enter_bundle(element);
        if (element.value("type") != "history") unique_entries(place);
        complex(element, place);
        neighbours_.leave_bundle();
    }

    /// bdl-7: a fullUrl stands twice only for two versions.
    void unique_entries(Place const& place)
    {
        for (auto const& one : neighbours_.repeated()) {
            if (findings_.full()) return;
            Place const entry{&place, one.entry, one.index};
            Place const where{&entry, one.entry->child("fullUrl"), 0};
            findings_.error("duplicate", where, "this fullUrl stands twice in the Bundle");
        }
    }

    void complex(Element const& element, Place const& place)
    {
        if (element.had_empty) {
            findings_.error("structure", place, "has an empty array: leave that out");
        } else if (element.first == nullptr && element.type->kind != TypeKind::resource) {
            return findings_.error("structure", place, "is empty: leave it out");
        }
        if (!element.text.empty() && element.type->kind != TypeKind::resource) {
            findings_.error("structure", place, "is no resource: leave out its resourceType");
        }
        children(element, place);
        required(element, place);
        if (element.type->name == "Reference") {
            check_reference(element, place, neighbours_, types_, findings_);
        }
    }

    /// Children stand in runs of one name.
    void children(Element const& element, Place const& place)
    {
        for (auto const* first = element.first; first != nullptr && !findings_.full();) {
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
        auto const kind = element.type->kind;
        auto const* const set = element.definition->value_set;
        if (kind == TypeKind::primitive) {
            if (!primitive(element, place)) return;
            if (set != nullptr) check_binding(element, place, findings_);
            if (inspection_) inspection_->element(element, place);
        } else if (element.is_primitive()) {
            auto const wanted = kind == TypeKind::resource
                                    ? std::string{"a resource"}
                                    : "an object of type " + std::string{element.type->name};
            findings_.error("structure", place, "must be " + wanted);
        } else if (kind == TypeKind::resource) {
            resource(element, place);
        } else {
            complex(element, place);
            if (set != nullptr) check_binding(element, place, findings_);
            if (inspection_) inspection_->element(element, place);
        }
    }

    /// Whether its value, when it has one, is of the right format.
    bool primitive(Element const& element, Place const& place)
    {
        if (element.kind == Kind::complex) {
            findings_.error("structure", place,
                            "must be a plain value of type " + std::string{element.type->name});
            return false;
        }
        if (element.had_empty) {
            findings_.error("structure", place, "has an empty underscore part: leave that out");
        }
        auto right = true;
        if (element.kind == Kind::none) {
            if (element.first == nullptr) {
                findings_.error("structure", place, "has neither a value nor an extension");
            }
        } else if (auto const wrong = wrong_format(element.type->name, element); !wrong.empty()) {
            findings_.error("value", place, std::string{wrong});
            right = false;
        }
        if (element.first != nullptr) children(element, place);
        return right;
    }

    TypeSource const& types_;
    Options const& options_;
    Findings findings_;
    Neighbours neighbours_;
    std::optional<Inspection> inspection_;
};

} // namespace

Issues walk(Element const& resource, TypeSource const& types, Options const& options,
            Packaged const* packaged)
{
    Walk walk{types, options, packaged};
    Place const root{nullptr, &resource, 0};
    walk.resource(resource, root);
    return walk.take();
}

Issues check(Element const& resource, TypeSource const& types, Options const& options)
{
    return walk(resource, types, options, nullptr);
}

bool is_valid(Issues const& issues)
{
    return std::ranges::none_of(issues, [](Issue const& issue) {
        return issue.severity == Severity::fatal || issue.severity == Severity::error;
    });
}

} // namespace fhir::validate
