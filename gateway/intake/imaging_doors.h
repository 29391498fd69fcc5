// Why this file exists: whose report it is, where no machine may say: people see the candidates,
// decide with a reason, and take a decision back. For operations; each look at a patient is
// audited.
#pragma once

#include "gateway/imports.h"
#include "gateway/security/visit.h"

namespace foramen {

class ImagingDoors {
public:
    ImagingDoors(Imports& imports, Store& store) : imports_{imports}, store_{store} {}

    /// GET /ops/api/v1/imaging?standing=&after=&limit=: nothing of a patient.
    boost::asio::awaitable<Answer> list(Visit visit);
    /// GET /ops/api/v1/imaging/{id}: with what the report says of its patient, and audited; with
    /// ?people=masked only that it says so.
    boost::asio::awaitable<Answer> show(Visit visit);
    /// POST /ops/api/v1/imaging/{id}/{action} {"reason", "booking", "regions"}
    boost::asio::awaitable<Answer> act(Visit visit);

private:
    Task<imaging::Case> read(std::string id);
    Task<> note_read(std::string id, std::string who);

    Imports& imports_;
    Store& store_;
};

} // namespace foramen
