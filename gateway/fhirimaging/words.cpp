#include "gateway/fhirimaging/words.h"

#include "gateway/fhirimaging/provider.h"

#include <algorithm>

namespace foramen::fhirimaging {

namespace {

bool is_control(char letter)
{
    auto const byte = static_cast<unsigned char>(letter);
    return byte < 0x20 || byte == 0x7F;
}

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

/// "2026-09" as "202609"; none for another shape.
std::optional<std::string> digits_of_date(std::string_view text)
{
    std::string digits;
    for (std::size_t place = 0; place < text.size(); ++place) {
        if (place == 4 || place == 7) {
            if (text[place] != '-') return {};
        } else if (is_digit(text[place])) {
            digits += text[place];
        } else {
            return {};
        }
    }
    return digits;
}

} // namespace

std::vector<fhir::Element const*> children(fhir::Element const& element, std::string_view name)
{
    std::vector<fhir::Element const*> found;
    for (auto const* one = element.first; one != nullptr; one = one->next) {
        if (one->name == name) found.push_back(one);
    }
    return found;
}

std::string line(std::string_view text)
{
    std::string plain{text};
    std::ranges::replace_if(plain, is_control, ' ');
    auto const first = plain.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    return plain.substr(first, plain.find_last_not_of(' ') - first + 1);
}

std::string lines(std::string_view text)
{
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t place = 0; place < text.size(); ++place) {
        auto const letter = text[place];
        auto const is_pair = place + 1 < text.size() && text[place + 1] == '\n';
        if (letter == '\r') {
            if (!is_pair) plain += '\n';
        } else if (letter == '\n' || letter == '\t' || !is_control(letter)) {
            plain += letter;
        }
    }
    auto const last = plain.find_last_not_of(" \n\t");
    plain.erase(last == std::string::npos ? 0 : last + 1);
    return plain;
}

std::vector<Coding> codings_of(fhir::Element const& element)
{
    std::vector<Coding> all;
    auto const read = [&](fhir::Element const& coding) {
        all.push_back({line(coding.value("system")), line(coding.value("code")),
                       line(coding.value("display"))});
    };
    for (auto const* coding : children(element, "coding")) read(*coding);
    if (all.empty() && element.child("code") != nullptr) read(element);
    return all;
}

bool is_of_type(fhir::Element const& identifier, std::string_view code)
{
    auto const* const type = identifier.child("type");
    if (type == nullptr) return false;
    auto const codings = codings_of(*type);
    return std::ranges::any_of(codings, [&](Coding const& one) { return one.code == code; });
}

std::optional<hl7v2::Moment> read_time(std::string_view text)
{
    constexpr std::size_t day_length = 10;
    if (text.size() <= day_length) {
        auto const digits = digits_of_date(text);
        return digits ? hl7v2::read_moment(*digits) : std::nullopt;
    }
    auto const at = parse_rfc3339(text);
    if (!at) return {};
    return hl7v2::Moment{*at, hl7v2::Precision::second};
}

bool is_uid(std::string_view text)
{
    return !text.empty() && text.size() <= uid_bytes_max && is_digit(text.front()) &&
           is_digit(text.back()) && text.find("..") == std::string_view::npos &&
           std::ranges::all_of(text, [](char one) { return is_digit(one) || one == '.'; });
}

std::string uid_of(std::string_view text)
{
    constexpr std::string_view prefix = "urn:oid:";
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    return is_uid(text) ? std::string{text} : std::string{};
}

} // namespace foramen::fhirimaging
