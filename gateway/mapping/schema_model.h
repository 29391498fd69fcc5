// Why this file exists: the clinic's contract is a JSON Schema; maps are checked against it as
// against any type of FHIR, so that a field that does not exist is found when a map is loaded.
// https://hl7.org/fhir/R4/structuredefinition.html#logical
#pragma once

#include "fhir/definitions/definitions.h"
#include "fhir/issue.h"
#include "fhir/map/map.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace foramen {

/// Each object of a list has it: its place in the list, from 1.
inline constexpr std::string_view ordinal_name = "ordinal";

/// One schema as a logical model. The texts live as long as the Models.
struct Model {
    fhir::Type const* type = nullptr;
    std::vector<std::string_view> required;                              ///< Of the root.
    std::vector<std::pair<std::string_view, std::string_view>> defaults; ///< Of the root.
};

/// FHIR R4 and the models beside it.
class Models final : public fhir::TypeSource {
public:
    /// Draft-04, the part of it that the clinic uses: objects, lists, text, numbers, booleans and
    /// enumerations. A file "booking.schema.json" is the model "urn:foramen:model:booking", an
    /// object in it "urn:foramen:model:booking#/patient". Objects with equal schemas are one type,
    /// so that one group of a map serves the patient of every event. A model may stand whole in
    /// another: {"$ref": "booking.schema.json"}. Issues name the file and the place in it.
    static fhir::Parsed<Models> load(std::span<fhir::map::SourceFile const> schemas,
                                     fhir::TypeSource const& base);
    Models(Models&&) noexcept;
    Models& operator=(Models&&) noexcept;
    ~Models() override;

    fhir::Type const* type(std::string_view name_or_url) const override;
    fhir::ValueSet const* value_set(std::string_view url) const override;
    /// By the name of its file ("booking"); null when there is none.
    Model const* model(std::string_view name) const;

    struct State;

private:
    explicit Models(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace foramen
