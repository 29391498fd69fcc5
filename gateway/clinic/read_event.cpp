#include "gateway/clinic/read_event.h"

#include <algorithm>

namespace foramen {

using namespace std::chrono_literals;

namespace {

constexpr Date born_earliest{std::chrono::year{1900} / 1 / 1};
constexpr auto span_max = 24h;

bool is_blank(Json const& text)
{
    return text.IsString() && text_of(text).find_first_not_of(" \t\r\n") == std::string_view::npos;
}

void check_name(Place const& patient, Reading& reading)
{
    auto const name = Reading::member(patient, "name");
    auto const family = Reading::member(name, "family");
    if (is_blank(*family)) reading.fault(family, "must not be blank");
    auto const given = Reading::member(name, "given");
    for (rapidjson::SizeType i = 0; i < given->Size(); ++i) {
        Place const one{given, i, (*given)[i]};
        if (is_blank(*one)) reading.fault(one, "must not be blank");
    }
}

std::string read_given(Place const& name)
{
    std::string all;
    auto const given = Reading::find(name, "given");
    if (!given || !(*given)->IsArray()) return all;
    for (auto const& one : (*given)->GetArray()) {
        all.append(all.empty() ? "" : " ").append(text_of(one));
    }
    return all;
}

std::optional<Date> read_birth_date(Place const& patient, Date today, Reading& reading)
{
    auto const place = Reading::member(patient, "birthDate");
    auto const date = reading.date(place);
    if (!date.ok() || date == Date{}) return {};
    if (date > today) reading.fault(place, "must not be in the future");
    if (date < born_earliest) reading.fault(place, "must not be before 1900");
    return date;
}

bool is_in_region(std::string_view level, Region region)
{
    return level.starts_with('C') == (region == Region::cervical);
}

void check_levels(Place const& procedure, Region region, Reading& reading)
{
    auto const levels = Reading::member(procedure, "levels");
    for (rapidjson::SizeType i = 0; i < levels->Size(); ++i) {
        Place const level{levels, i, (*levels)[i]};
        if (!is_in_region(text_of(*level), region)) {
            reading.fault(level, region == Region::cervical
                                     ? "must be a cervical level (C2 to C8), as the region is"
                                     : "must be a lumbar level (L1 to S1), as the region is");
        }
        auto const is_same = [&](Json const& other) { return other == *level; };
        if (std::any_of(levels->Begin(), levels->Begin() + i, is_same)) {
            reading.fault(level, "is named twice: name each level once");
        }
    }
}

void check_caudal(Place const& procedure, Region region, Reading& reading)
{
    constexpr std::string_view remedy = "a caudal epidural is given at the lower back: the region "
                                        "must be lumbar";
    if (region == Region::lumbar) return;
    auto const type = Reading::member(procedure, "type");
    if (text_of(*type) == "caudal-epidural") reading.fault(type, std::string{remedy});
    auto const combined = Reading::find(procedure, "combinedWith");
    for (rapidjson::SizeType i = 0; combined && i < (*combined)->Size(); ++i) {
        Place const other{*combined, i, (**combined)[i]};
        if (text_of(*other) == "caudal-epidural") reading.fault(other, std::string{remedy});
    }
}

std::vector<std::string> texts(Place const& parent, std::string_view name)
{
    std::vector<std::string> list;
    auto const found = Reading::find(parent, name);
    if (!found) return list;
    for (auto const& item : (*found)->GetArray()) list.emplace_back(text_of(item));
    return list;
}

} // namespace

PatientReading read_patient(Place const& root, Date today, Reading& reading)
{
    auto const place = Reading::member(root, "patient");
    PatientReading result;
    auto& patient = result.patient;
    patient.clinic_id = reading.id(place, "clinicId");
    if (auto const given = Reading::find(place, "nhsNumber")) {
        auto number = NhsNumber::parse(text_of(**given));
        if (number) patient.nhs_number = *std::move(number);
        else reading.fault(*given, "is " + number.error().text());
    }
    check_name(place, reading);
    auto const name = Reading::member(place, "name");
    patient.family = Sensitive{Reading::text(name, "family")};
    patient.given = Sensitive{read_given(name)};
    patient.gender = Reading::text(place, "gender");
    if (auto const address = Reading::find(place, "address")) {
        patient.postcode = Sensitive{Reading::text(*address, "postcode")};
    }
    result.birth_date = read_birth_date(place, today, reading);
    patient.birth_date = result.birth_date.value_or(Date{});
    if (auto const practice = Reading::find(place, "gpPractice")) {
        patient.practice = Reading::text(*practice, "odsCode");
    }
    if (auto const share = Reading::find(place, "shareWithGp")) {
        patient.share_with_gp = (*share)->GetBool();
    }
    return result;
}

void check_birth(Place const& root, PatientReading const& patient, TimePoint happens,
                 std::string_view what, Reading& reading)
{
    if (!patient.birth_date || happens == TimePoint{}) return;
    if (*patient.birth_date <= london_date(happens)) return;
    auto const place = Reading::member(root, "patient");
    reading.fault(Reading::member(place, "birthDate"),
                  "must not be after the " + std::string{what});
}

PlannedProcedure read_procedure(Place const& parent, Reading& reading)
{
    auto const place = Reading::member(parent, "procedure");
    auto const region = value_of<Region>(region_names, Reading::text(place, "region"));
    check_levels(place, region, reading);
    check_caudal(place, region, reading);
    return {.type = Reading::text(place, "type"),
            .region = region,
            .side = value_of<Side>(side_names, Reading::text(place, "side")),
            .levels = texts(place, "levels"),
            .combined_with = texts(place, "combinedWith")};
}

void check_span(Place const& parent, std::string_view end_name, TimePoint start, TimePoint end,
                Reading& reading)
{
    if (start == TimePoint{} || end == TimePoint{}) return; // Named already.
    auto const place = Reading::member(parent, end_name);
    if (end < start) reading.fault(place, "must not be before the start");
    if (end - start > span_max) reading.fault(place, "must be at most 24 hours after the start");
}

ClinicEvent read_event(EventKind kind, Place const& root, TimePoint now, Reading& reading)
{
    auto patient = read_patient(root, london_date(now), reading);
    ClinicEvent event{.event_id = reading.id(root, "eventId"),
                      .name = Reading::text(root, "event"),
                      .occurred = reading.instant(root, "occurredAt"),
                      .patient = patient.patient,
                      .content = Booking{}};
    if (kind == EventKind::booking) {
        auto booking = read_booking(root, reading);
        check_birth(root, patient, booking.start, "start of the booking", reading);
        event.content = std::move(booking);
    } else if (kind == EventKind::screening) {
        check_birth(root, patient, event.occurred, "event", reading);
        event.content = read_screening(root, event.occurred, reading);
    } else {
        auto report = read_report(root, event.name, reading);
        check_birth(root, patient, report.performed_start, "start of the procedure", reading);
        event.content = std::move(report);
    }
    return event;
}

} // namespace foramen
