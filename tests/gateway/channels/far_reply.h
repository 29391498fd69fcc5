// Why this file exists: tests of channels speak with far sides in few words.
#pragma once

#include "gateway/channels/registry.h"

#include <memory>
#include <string>
#include <utility>

namespace foramen::far {

/// Stands in every reply that could quote a patient; must never be seen again.
inline constexpr char marker[] = "SECRET-NAME";

inline TimePoint now()
{
    using namespace std::chrono;
    return sys_days{year{2030} / 1 / 14} + hours{9};
}

/// A transaction of so many entries, with traps for whoever only counts braces.
inline std::string transaction(std::size_t entries)
{
    std::string text = R"({"resourceType":"Bundle","type":"transaction","entry":[)";
    for (std::size_t i = 0; i < entries; ++i) {
        text += i == 0 ? "" : ",";
        text += R"({"resource":{"resourceType":"Patient","name":[{"family":"a\\\"{[\\"}],)"
                R"("entry":[{"x":1},{"y":2}]},"request":{"method":"POST","url":"Patient"}})";
    }
    return text + "]}";
}

inline std::string answered(std::string const& statuses_comma_separated)
{
    std::string text = R"({"resourceType":"Bundle","type":"transaction-response","entry":[)";
    std::string status;
    bool first = true;
    for (auto const character : statuses_comma_separated + ",") {
        if (character != ',') {
            status += character;
            continue;
        }
        text += first ? "" : ",";
        text += R"({"response":{"status":")" + status +
                R"(","location":"Patient/SECRET-NAME/_history/1","etag":"W/\"1\""}})";
        status.clear();
        first = false;
    }
    return text + "]}";
}

inline std::string outcome(std::string const& issues)
{
    return R"({"resourceType":"OperationOutcome","issue":[)" + issues + "]}";
}

inline Partner practice()
{
    Partner made;
    made.id = "Z10001";
    made.channel = "fhir-rest";
    made.url = "https://practice.example.org/fhir/R4";
    made.token = Secret{"token-of-the-practice"};
    return made;
}

/// The same far side, spoken to over another channel on HTTP.
inline Partner speaking(std::string channel)
{
    auto made = practice();
    made.channel = std::move(channel);
    return made;
}

inline Partner webhook()
{
    Partner made;
    made.id = "webhook:clinic";
    made.channel = "webhook";
    made.url = "https://clinic.example.org/hook";
    made.token = Secret{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"};
    return made;
}

inline Partner drop()
{
    Partner made;
    made.id = "Z10002";
    made.channel = "file-drop";
    made.folder = "/srv/drop/Z10002";
    return made;
}

inline Parcel parcel(std::string body = transaction(2))
{
    return {"0190-message-1", "booking", std::move(body), now()};
}

inline std::unique_ptr<Conversation> begin(Partner const& partner, Parcel one = parcel())
{
    return find_channel(partner.channel)->begin(partner, std::move(one), now());
}

} // namespace foramen::far
