// Why this file exists: a report that came by e-mail is a PDF and what a person typed about it. The
// form becomes the noun of every door; the PDF stays as it is.
// The format: mappings/forms/README.md.
#pragma once

#include "gateway/clinic/schema.h"
#include "gateway/imaging_desk.h"

#include <variant>
#include <vector>

namespace foramen {

/// Both files, whole.
struct FormFiles {
    std::string form;
    std::string pdf;
    TimePoint written; ///< When the form was last changed: orders forms without `reported`.
};

class ImagingFormReader {
public:
    /// `json` is the text of forms/imaging-form.schema.json of the mappings.
    static Checked<ImagingFormReader> read_schema(std::string_view json);

    /// `link_base` is before "/<report>/documents/<hash>". Error: every fault, without a value.
    std::variant<ImagingArrival, std::vector<Fault>>
    read(FormFiles files, std::string_view link_base, TimePoint now) const;

private:
    explicit ImagingFormReader(Schema schema) : schema_{std::move(schema)} {}
    Schema schema_;
};

/// Whether it begins and ends as a PDF does; one that is still being written does not.
bool is_whole_pdf(std::string_view bytes);

/// The PDF of what ImagingFormReader made of both files. Error: fault.
Result<std::string> pdf_of(std::string_view arrival_bytes);

} // namespace foramen
