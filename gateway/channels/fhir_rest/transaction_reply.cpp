#include "gateway/channels/fhir_rest/transaction_reply.h"

#include "fhir/json/json.h"
#include "gateway/channels/fhir_rest/issues_told.h"
#include "gateway/channels/refusal.h"

#include <array>

namespace foramen {

namespace {

/// The index of the quote that ends the string which begins at `open`, or the end of the text.
std::size_t string_end(std::string_view text, std::size_t open)
{
    for (auto at = text.find('"', open + 1); at != std::string_view::npos;
         at = text.find('"', at + 1)) {
        if (text[at - 1] != '\\') return at;
        auto const last_other = text.find_last_not_of('\\', at - 1);
        if ((at - 1 - last_other) % 2 == 0) return at;
    }
    return text.size();
}

/// What became of the entries, counted by the first digits of their statuses.
struct Tally {
    std::size_t entries = 0;
    std::size_t created = 0;
    std::size_t good = 0;
    std::size_t locations = 0;
    std::size_t etags = 0;
    std::size_t first_bad = 0; ///< Index of the first entry that is not 2xx.
    std::string_view bad_status;
};

/// "201 Created" → "201"; empty when it does not begin with three digits.
std::string_view status_digits(std::string_view status)
{
    if (status.size() < 3 || (status.size() > 3 && status[3] != ' ')) return {};
    for (auto const character : status.substr(0, 3)) {
        if (character < '0' || character > '9') return {};
    }
    return status.substr(0, 3);
}

void count(Tally& tally, fhir::Element const& entry)
{
    auto const* const response = entry.child("response");
    auto const status =
        response == nullptr ? std::string_view{} : status_digits(response->value("status"));
    if (status.starts_with('2')) {
        ++tally.good;
        if (status == "201") ++tally.created;
        if (!response->value("location").empty()) ++tally.locations;
        if (!response->value("etag").empty()) ++tally.etags;
    } else if (tally.good == tally.entries) {
        tally.first_bad = tally.entries;
        tally.bad_status = status;
    }
    ++tally.entries;
}

/// Locations and etags are counted, not quoted: some servers use the NHS number as an id.
Receipt receipt_of(HttpReply const& reply, Tally const& tally)
{
    return {std::to_string(reply.status) + ", " + std::to_string(tally.entries) + " entries (" +
            std::to_string(tally.created) + " created, " + std::to_string(tally.locations) +
            " locations, " + std::to_string(tally.etags) + " etags)"};
}

Refusal doubt(HttpReply const& reply, std::string_view what)
{
    return refuse(unavailable("the far side answered " + std::to_string(reply.status) + " " +
                              std::string{what} + ", which proves nothing"),
                  ErrorClass::answer);
}

Refusal bad_entry(HttpReply const& reply, Tally const& tally)
{
    auto const status = tally.bad_status.empty() ? std::string{"no status"}
                                                 : "status " + std::string{tally.bad_status};
    return refuse(incorrect("the far side answered " + std::to_string(reply.status) +
                            ", but entry[" + std::to_string(tally.first_bad) + "] has " + status +
                            " (" + std::to_string(tally.entries - tally.good) + " of " +
                            std::to_string(tally.entries) + " entries)"),
                  ErrorClass::content);
}

} // namespace

std::size_t count_entries(std::string_view bundle)
{
    std::size_t count = 0;
    unsigned depth = 0;
    bool inside = false; // the list of entries
    std::string_view last_string;
    for (std::size_t at = 0; at < bundle.size(); ++at) {
        switch (bundle[at]) {
        case '"': {
            auto const end = string_end(bundle, at);
            last_string = bundle.substr(at + 1, end - at - 1);
            at = end;
            break;
        }
        case '[':
            if (depth == 1 && last_string == "entry") inside = true;
            ++depth;
            break;
        case '{':
            if (inside && depth == 2) ++count;
            ++depth;
            break;
        case ']':
        case '}':
            if (depth == 0) return 0;
            --depth;
            if (depth == 1) inside = false;
            break;
        default: break;
        }
    }
    return depth == 0 ? count : 0;
}

Step read_transaction_reply(HttpReply const& reply, std::size_t sent)
{
    if (reply.body.empty()) return doubt(reply, "with an empty body");
    auto const tree = fhir::json::read(reply.body);
    if (!tree) return doubt(reply, "with a body that is no FHIR JSON");
    auto const& root = tree->root();
    if (root.text == "OperationOutcome") {
        auto const told = read_issues(root);
        if (!told.error) return doubt(reply, "with an OperationOutcome");
        return refuse(incorrect("the far side answered " + std::to_string(reply.status) +
                                " with an error" + told.text),
                      ErrorClass::content);
    }
    if (root.text != "Bundle" || root.value("type") != "transaction-response") {
        return doubt(reply, "without a transaction-response");
    }
    Tally tally;
    for (auto const* one = root.first; one != nullptr; one = one->next) {
        if (one->name == "entry") count(tally, *one);
    }
    if (tally.good < tally.entries) return bad_entry(reply, tally);
    if (tally.entries != sent) {
        return doubt(reply, "to " + std::to_string(tally.entries) + " of " + std::to_string(sent) +
                                " entries");
    }
    if (reply.status != 200 && reply.status != 201) return doubt(reply, "instead of 200");
    return receipt_of(reply, tally);
}

} // namespace foramen
