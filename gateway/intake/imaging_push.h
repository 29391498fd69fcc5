// Why this file exists: an imaging provider that speaks FHIR sends by itself: a DiagnosticReport,
// an ImagingStudy, or both in a transaction. What is sent is kept before it is answered; whose it
// is, the provider does not decide.
#pragma once

#include "gateway/imaging_desk.h"
#include "gateway/imports.h"
#include "gateway/security/visit.h"

namespace foramen {

class ImagingPush {
public:
    ImagingPush(ImagingDesk& desk, Store& store, Clock const& clock, std::string base_url)
        : desk_{desk}, store_{store}, clock_{clock}, base_url_{std::move(base_url)}
    {}

    /// POST /fhir/R4/DiagnosticReport, /fhir/R4/ImagingStudy: 201 where it belongs to a patient of
    /// the clinic; 202 where a person has to say so, or it is of nobody here. Both are kept.
    boost::asio::awaitable<Answer> post(Visit visit);
    /// POST /fhir/R4: 200 with a transaction-response.
    boost::asio::awaitable<Answer> bundle(Visit visit);

private:
    /// One resource that was kept.
    struct Kept {
        std::string location; ///< "DiagnosticReport/…"; empty while it is nobody's.
    };
    Task<std::vector<Kept>> keep(std::string sender, std::string body);
    Task<Kept> standing_of(hl7v2::ImagingReport report);

    ImagingDesk& desk_;
    Store& store_;
    Clock const& clock_;
    std::string base_url_;
};

} // namespace foramen
