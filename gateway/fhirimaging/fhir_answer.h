// Why this file exists: what a FHIR server says of imaging, whether it was asked or sends by
// itself, becomes reports in one way. Source: standards/imaging.md section 2;
// https://hl7.org/fhir/R4/diagnosticreport.html, imagingstudy.html, bundle.html
#pragma once

#include "fhir/element.h"
#include "gateway/base/result.h"
#include "gateway/fhirimaging/provider.h"
#include "gateway/hl7v2/report.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace foramen::fhirimaging {

/// One report or study of an answer.
struct FhirReport {
    hl7v2::ImagingReport report; ///< Its control_id is of its name and its bytes.
    /// The resource as JSON; where others told something of it, a collection of them all.
    std::string bytes;
    std::string reference; ///< "DiagnosticReport/12"
    /// Of the studies that it names: "ImagingStudy/7".
    std::vector<std::string> studies;
};

class FhirAnswer {
public:
    /// A searchset, collection, message, transaction or batch, or one DiagnosticReport or
    /// ImagingStudy. Error: incorrect, by position or place.
    /// References below `base_url`, the configured one, are as good as relative ones.
    static Result<FhirAnswer> read(std::string_view json, std::string_view base_url = {});

    /// "Patient/12" and "ImagingStudy/7": what the reports refer to and what is not here.
    std::vector<std::string> missing() const;
    /// What was read for one of them. Errors: incorrect (unreadable), not_found (something else).
    Result<> add(std::string const& reference, std::string_view json);

    /// Of every DiagnosticReport and ImagingStudy in it. A study that one of its reports names is
    /// told with that report only. Error: incorrect, when one cannot be known again.
    Result<std::vector<FhirReport>> reports(Provider const& provider, TimePoint received) const;

    /// The Bundle, or the one resource.
    fhir::Element const& root() const { return trees_.front().root(); }
    /// The reports and studies themselves, in their order.
    std::vector<fhir::Element const*> const& subjects() const { return subjects_; }
    /// What `reference` in `owner` means, contained or beside it; null when it is not here.
    fhir::Element const* find(std::string_view reference, fhir::Element const& owner) const;

private:
    Result<> take_bundle();
    Result<> take(fhir::Element const& resource, std::string_view full_url,
                  std::string const& place);

    std::string_view plain(std::string_view reference) const;

    std::string base_; ///< With a slash at its end; empty: none.
    std::vector<fhir::Tree> trees_;
    std::map<std::string, fhir::Element const*, std::less<>> by_reference_;
    std::vector<fhir::Element const*> subjects_;
};

/// Both at once, for what was pushed.
Result<std::vector<FhirReport>> read_fhir_imaging(std::string_view json, Provider const& provider,
                                                  TimePoint received);

} // namespace foramen::fhirimaging
