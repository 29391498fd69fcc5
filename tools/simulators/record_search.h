// Why this file exists: pollers ask for what is new, so a simulated server must answer searches
// as a real one does (R4 search.html): every parameter narrows, an unknown one is refused.
#pragma once

#include "gateway/base/result.h"
#include "gateway/net/http.h"
#include "tools/simulators/record.h"

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foramen {

/// identifier, patient.identifier, subject.identifier, _id, status, _lastUpdated (ge, gt, le, lt,
/// eq), _sort, _count, _offset; a comma means "or", a parameter said twice means "and".
struct RecordSearch {
    enum class Order { as_stored, oldest_first, newest_first };

    std::vector<std::vector<std::string>> identifiers; ///< Each: any of them. "system|value"
    std::vector<std::vector<std::string>> subjects;    ///< The same of subject.identifier.
    std::vector<std::vector<std::string>> ids;
    std::vector<std::vector<std::string>> statuses;
    std::string updated_from;   ///< Not before; empty: no bound. As `StoredResource::updated`.
    std::string updated_before; ///< Before that; empty: no bound.
    Order order = Order::as_stored;
    std::size_t count = std::numeric_limits<std::size_t>::max();
    std::size_t offset = 0;

    /// Error: unsupported (a parameter that this server does not know), incorrect (its value).
    static Result<RecordSearch> parse(std::string_view query);
    /// All that match, in their order; `count` and `offset` are left to the page.
    std::vector<StoredResource const*> in(Record const& record, std::string_view type) const;
};

/// Of the trick `foreign_next`: a server that nobody may ask.
constexpr std::string_view foreign_origin = "http://elsewhere.invalid";

struct SearchAddress {
    std::string base;         ///< Of the type, without a query: "http://…/fhir/R4/Task"
    std::string query;        ///< What was asked.
    std::string_view foreign; ///< Not empty: where `next` points to instead, even at the end.
};
/// A page of a searchset Bundle: total, self and, when there is more, next.
HttpReply searchset(std::vector<StoredResource const*> const& found, RecordSearch const& search,
                    SearchAddress const& address);

} // namespace foramen
