// Why this file exists: a report that came as a PDF can be read by whoever decides whose it is, and
// by the clinic once that is decided. Each look is audited.
#pragma once

#include "gateway/imaging/imaging_case.h"
#include "gateway/security/visit.h"
#include "gateway/store/store.h"

namespace foramen {

class ImagingDocuments {
public:
    explicit ImagingDocuments(Store& store) : store_{store} {}

    /// GET /api/v1/imaging/{id}/documents/{hash}: of a report that is matched; else 404.
    boost::asio::awaitable<Answer> for_clinic(Visit visit);
    /// GET /ops/api/v1/imaging/{id}/documents/{hash}
    boost::asio::awaitable<Answer> for_operators(Visit visit);

private:
    enum class Which { matched, any };
    boost::asio::awaitable<Answer> answer(Visit visit, Which which);
    Task<std::string> document(Visit visit, Which which);

    Store& store_;
};

} // namespace foramen
