// Why this file exists: how the words of the journey are written, in the order of their enums;
// used for what is stored and for what is shown.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace foramen::names {

using Name = std::string_view;

inline constexpr std::array<Name, 2> regions{"cervical", "lumbar"};
inline constexpr std::array<Name, 2> sides{"left", "right"};
inline constexpr std::array<Name, 3> answers{"yes", "no", "unsure"};
inline constexpr std::array<Name, 5> booking_statuses{"created", "rescheduled", "cancelled",
                                                      "no-show", "arrived"};
inline constexpr std::array<Name, 4> decisions{"clear", "gp-approval-needed", "postponed",
                                               "declined"};
inline constexpr std::array<Name, 3> risk_outcomes{"approval", "postpone", "decline"};
inline constexpr std::array<Name, 11> approvals{
    "not-needed", "pending",          "approved",       "conditions-open", "declined",  "withdrawn",
    "expired",    "more-information", "not-my-patient", "changed",         "overridden"};
inline constexpr std::array<Name, 13> request_states{
    "requested", "received",        "in-review", "more-information", "information-given",
    "approved",  "conditions-open", "declined",  "not-my-patient",   "refused",
    "expired",   "withdrawn",       "replaced"};
inline constexpr std::array<Name, 14> approval_actions{
    "view",     "review",    "approve",  "decline",          "ask-information",
    "disown",   "refuse",    "reply",    "accept-condition", "acknowledge",
    "withdraw", "ask-again", "override", "confirm-override"};
inline constexpr std::array<Name, 19> notices{
    "asked",           "viewed",         "in-review",
    "answered",        "replied",        "condition-accepted",
    "acknowledged",    "reminded",       "escalated",
    "expired",         "withdrawn",      "replaced",
    "late-no",         "unacknowledged", "incident",
    "override-asked",  "overridden",     "delivery-failed",
    "delivery-resumed"};
inline constexpr std::array<Name, 21> holds{"screening-missing",
                                            "consent-missing",
                                            "clinic-postponed",
                                            "clinic-declined",
                                            "approval-pending",
                                            "approval-declined",
                                            "approval-conditions-open",
                                            "approval-withdrawn",
                                            "approval-expired",
                                            "approval-more-information",
                                            "approval-not-my-patient",
                                            "mri-missing",
                                            "mri-wrong-region",
                                            "mri-too-old",
                                            "mri-symptoms-changed",
                                            "mri-not-final",
                                            "mri-unmatched",
                                            "steroid-limit",
                                            "booking-cancelled",
                                            "booking-changed-since-approval",
                                            "restored-from-backup"};

template <class Value, std::size_t count>
constexpr Name name_of(std::array<Name, count> const& list, Value value)
{
    return list[static_cast<std::size_t>(value)];
}

template <class Value, std::size_t count>
constexpr std::optional<Value> value_of(std::array<Name, count> const& list, Name name)
{
    for (std::size_t i = 0; i < count; ++i) {
        if (list[i] == name) return static_cast<Value>(i);
    }
    return {};
}

} // namespace foramen::names
