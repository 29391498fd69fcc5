// Why this file exists: the doors of an approval that speak JSON: the practice's (FHIR) and the
// clinic's. The page is approval_page.h; all lead to the same desk.
#pragma once

#include "gateway/intake/approval_desk.h"
#include "gateway/security/visit.h"

namespace foramen {

class ApprovalDoors {
public:
    ApprovalDoors(ApprovalDesk& desk, Store& store) : desk_{desk}, store_{store} {}

    /// PUT /fhir/R4/Task/{id}, If-Match needed (428 without it, 412 when it is another version).
    boost::asio::awaitable<Answer> put(Visit visit);
    /// PATCH /fhir/R4/Task/{id} by JSON Patch, the same.
    boost::asio::awaitable<Answer> patch(Visit visit);
    /// POST /fhir/R4: a transaction with one PUT of a Task, or a message Bundle that holds one.
    boost::asio::awaitable<Answer> bundle(Visit visit);
    /// POST /api/v1/bookings/{id}/approval: what the clinic does about its request.
    boost::asio::awaitable<Answer> clinic(Visit visit);

private:
    struct Sent;
    boost::asio::awaitable<Answer> answer(Visit visit, Sent sent);
    Task<ResourceRecord> task(std::string id);
    Task<ResourceRecord> take(Identity who, Sent sent);

    ApprovalDesk& desk_;
    Store& store_;
};

} // namespace foramen
