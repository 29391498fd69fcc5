#include "tools/load/request.h"

#include "tools/player/morning.h"

#include <array>

namespace foramen {

namespace {

constexpr std::string_view id_mark = "00000000-0000000000"; // run, counter
constexpr std::size_t run_digits = 8;

std::string head(std::string_view method, LoadTarget const& target)
{
    std::string text{method};
    text += " " + target.path + " HTTP/1.1\r\nHost: " + target.host + ":" + target.port + "\r\n";
    if (!target.bearer.empty()) text += "Authorization: Bearer " + target.bearer + "\r\n";
    return text;
}

void replace_all(std::string& text, std::string_view old_text, std::string_view new_text)
{
    for (auto at = text.find(old_text); at != std::string::npos;
         at = text.find(old_text, at + new_text.size())) {
        text.replace(at, old_text.size(), new_text);
    }
}

/// Written from the right, with leading zeros.
void write_digits(char* at, std::size_t count, std::uint64_t value)
{
    for (; count > 0; --count, value /= 10) at[count - 1] = static_cast<char>('0' + value % 10);
}

/// The value of a member as it stands in the text.
std::string value_of(std::string const& json, std::string const& member)
{
    auto const begin = json.find("\"" + member + "\":\"") + member.size() + 4;
    return json.substr(begin, json.find('"', begin) - begin);
}

} // namespace

RequestTemplate RequestTemplate::get(LoadTarget const& target)
{
    RequestTemplate made;
    made.text_ = head("GET", target) + "\r\n";
    return made;
}

RequestTemplate RequestTemplate::booking(LoadTarget const& target, std::uint64_t run)
{
    MorningPlan plan;
    plan.patients = 1;
    plan.day = std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
    auto event = make_morning(plan).front();
    auto body = event.body;
    auto const story = event.booking_id.substr(3); // "BK-…"
    replace_all(body, value_of(body, "eventId"), "ev-" + std::string{id_mark});
    replace_all(body, story, id_mark);
    auto const nhs_number = value_of(body, "nhsNumber");
    replace_all(body, "\"shareWithGp\":false", "\"shareWithGp\":true");

    RequestTemplate made;
    made.run_ = run;
    made.text_ = head("POST", target) + "Content-Type: application/json\r\nContent-Length: " +
                 std::to_string(body.size()) + "\r\n\r\n" + body;
    made.find_places(id_mark, Place::What::id);
    made.find_places(nhs_number, Place::What::nhs_number);
    return made;
}

void RequestTemplate::find_places(std::string_view old_text, Place::What what)
{
    for (auto at = text_.find(old_text); at != std::string::npos;
         at = text_.find(old_text, at + 1)) {
        places_.push_back({at, what});
    }
}

std::string_view RequestTemplate::next(std::uint64_t counter)
{
    for (auto const& place : places_) {
        auto* const at = text_.data() + place.at;
        if (place.what == Place::What::id) {
            write_digits(at, run_digits, run_);
            write_digits(at + run_digits + 1, id_mark.size() - run_digits - 1, counter);
        } else {
            synthetic_nhs_number(run_ * 31 + counter).copy(at, 10);
        }
    }
    return text_;
}

} // namespace foramen
