// Why this file exists: a request costs the load tool a few patched bytes, so that what is measured
// is the server.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace foramen {

/// Where the requests go and what they carry.
struct LoadTarget {
    std::string host;
    std::string port;
    std::string path;
    std::string bearer;
};

/// A whole HTTP request; next() gives it with fresh ids of the same length.
class RequestTemplate {
public:
    static RequestTemplate get(LoadTarget const& target);
    /// A booking.created of a new patient each time. `run` keeps the ids of runs apart.
    static RequestTemplate booking(LoadTarget const& target, std::uint64_t run);

    /// The bytes of request number `counter`; good until the next call.
    std::string_view next(std::uint64_t counter);

private:
    struct Place {
        std::size_t at;
        enum class What { id, nhs_number } what;
    };
    void find_places(std::string_view old_text, Place::What what);

    std::string text_;
    std::vector<Place> places_;
    std::uint64_t run_ = 0;
};

} // namespace foramen
