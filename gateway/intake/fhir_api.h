// Why this file exists: the FHIR door: what the gateway made, to be read and searched.
// https://hl7.org/fhir/R4/http.html
#pragma once

#include "gateway/base/clock.h"
#include "gateway/base/sealer.h"
#include "gateway/intake/validation.h"
#include "gateway/journey/journey.h"
#include "gateway/security/visit.h"
#include "gateway/store/store.h"

namespace foramen {

class FhirApi {
public:
    /// `sealer` makes paging links that show nothing of the search.
    /// `packages`: what $validate knows.
    FhirApi(Store& store, Sealer const& sealer, Clock const& clock, std::string public_url,
            std::unique_ptr<fhir::package::Packages> packages)
        : store_{store}, sealer_{sealer}, clock_{clock}, base_{std::move(public_url) + "/fhir/R4/"},
          validation_{std::move(packages)}
    {}

    boost::asio::awaitable<Answer> metadata(Visit visit);
    boost::asio::awaitable<Answer> read(Visit visit);
    boost::asio::awaitable<Answer> vread(Visit visit);
    boost::asio::awaitable<Answer> history(Visit visit);
    /// GET [type]?… and POST [type]/_search, which keeps identifiers out of URLs and logs.
    boost::asio::awaitable<Answer> search(Visit visit);
    /// POST [type]/$validate.
    boost::asio::awaitable<Answer> validate(Visit visit);

private:
    /// A practice reads what is of its own patients.
    Task<> check_reader(Identity const& who, ResourceRecord const& record);
    boost::asio::awaitable<Answer> page(ResourceFilter filter);

    Store& store_;
    Sealer const& sealer_;
    Clock const& clock_;
    std::string base_;
    Validation validation_;
};

/// A stored resource as it is shown: with meta.versionId and meta.lastUpdated.
Result<std::string> shown(ResourceRecord const& record);

} // namespace foramen
