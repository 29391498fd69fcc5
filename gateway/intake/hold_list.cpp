#include "gateway/intake/hold_list.h"

#include "gateway/base/json_text.h"
#include "gateway/intake/approval_html.h"
#include "gateway/rows.h"

namespace foramen {

namespace {

constexpr std::string_view if_in_doubt =
    "Made before the day may have changed: a booking that is not on this list, or of which you "
    "cannot ask again, stays on hold.";

std::string time_of(BookingJourney const& journey)
{
    return to_london_rfc3339(journey.booking->start).substr(11, 5);
}

std::string procedure_of(BookingJourney const& journey)
{
    auto const& planned = journey.booking->procedure;
    auto text = planned.type + ", " + std::string{to_string(planned.region)} + ", " +
                std::string{to_string(planned.side)};
    for (auto const& level : planned.levels) text += " " + level;
    return text;
}

std::string patient_of(BookingJourney const& journey)
{
    return journey.names.family + ", " + journey.names.given + ", born " + journey.birth_date;
}

/// The word that counts, for people.
std::string verdict_of(BookingJourney const& journey)
{
    if (!journey.ready) return "NO - on hold";
    if (journey.approval == ApprovalState::overridden)
        return "OVERRIDDEN - without the GP's answer";
    return "Yes";
}

std::string holds_of(BookingJourney const& journey)
{
    std::string text;
    for (auto const& hold : journey.holds) {
        text += (text.empty() ? "" : "\n") + std::string{explain(hold.code, journey)};
    }
    return text;
}

/// Two names and the reason, where the booking goes ahead without an answer.
std::string override_of(BookingJourney const& journey)
{
    if (journey.approval != ApprovalState::overridden || journey.requests.empty()) return "";
    auto const& one = journey.requests.back().overridden;
    if (!one) return "";
    return one->asked_by + " and " + one->confirmed_by + ": " + one->reason;
}

/// Quoted always; what a spreadsheet would take for a formula is text.
std::string csv_field(std::string const& text)
{
    std::string field{"\""};
    if (!text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string::npos) {
        field += '\'';
    }
    for (auto const letter : text) {
        if (letter == '"') field += '"';
        field += letter;
    }
    return field + '"';
}

std::string csv_line(std::vector<std::string> const& fields)
{
    std::string line;
    for (auto const& field : fields) line += (line.empty() ? "" : ",") + csv_field(field);
    return line + "\r\n";
}

} // namespace

bool is_on_list(BookingJourney const& journey, Date day)
{
    if (!journey.booking || london_date(journey.booking->start) != day) return false;
    auto const status = journey.booking->status;
    return status != BookingStatus::cancelled && status != BookingStatus::no_show;
}

std::string to_json(HoldList const& list)
{
    JsonText json;
    json.object().member("day", to_string(list.day)).member("made", to_rfc3339(list.made));
    json.key("bookings").array();
    for (auto const& journey : list.bookings) {
        json.object().member("id", journey.booking_id);
        json.member("start", to_london_rfc3339(journey.booking->start));
        json.member("procedure", procedure_of(journey));
        if (list.patients == PatientsShown::yes) json.member("patient", patient_of(journey));
        put_readiness(json, journey);
        if (auto const why = override_of(journey); !why.empty()) json.member("overriddenBy", why);
        json.end_object();
    }
    json.end_array().end_object();
    return json.take();
}

std::string to_csv(HoldList const& list)
{
    auto text = csv_line({"booking", "start", "patient", "procedure", "may go ahead", "holds",
                          "overridden by", "list made"});
    for (auto const& journey : list.bookings) {
        auto const patient = list.patients == PatientsShown::yes ? patient_of(journey) : "";
        text += csv_line({journey.booking_id, to_london_rfc3339(journey.booking->start), patient,
                          procedure_of(journey), verdict_of(journey), holds_of(journey),
                          override_of(journey), to_rfc3339(list.made)});
    }
    return text;
}

std::string to_html(HoldList const& list)
{
    auto const title = "Hold list for " + words(list.day);
    Html html;
    html.add(heading(title)).add(paragraph("Made " + london_words(list.made) + "."));
    html.add(notice("If in doubt, it is on hold", if_in_doubt));
    if (list.bookings.empty()) html.add(paragraph("No booking is known for this day."));
    for (auto const& journey : list.bookings) {
        html.add(section_heading(time_of(journey) + " " + journey.booking_id));
        html.add(facts({{"Patient", list.patients == PatientsShown::yes ? patient_of(journey) : ""},
                        {"Procedure", procedure_of(journey)},
                        {"May it go ahead?", verdict_of(journey)},
                        {"What holds it", holds_of(journey)},
                        {"Overridden by", override_of(journey)}}));
    }
    return approval_reply({200, title, list.clinic, html}).body;
}

} // namespace foramen
