#include "gateway/hl7v2/message.h"

#include <algorithm>
#include <array>

namespace foramen::hl7v2 {

namespace {

using Checked = std::variant<std::monostate, Fault>;

constexpr std::string_view deleted = "\"\"";

bool is_name_letter(char letter)
{
    return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9');
}

bool is_name(std::string_view text)
{
    return text.size() >= 3 && text[0] >= 'A' && text[0] <= 'Z' && is_name_letter(text[1]) &&
           is_name_letter(text[2]);
}

/// Printable, and nothing that stands in ordinary words or numbers.
bool may_separate(char letter)
{
    auto const byte = static_cast<unsigned char>(letter);
    auto const is_word = is_name_letter(letter) || (letter >= 'a' && letter <= 'z');
    return byte > 0x20 && byte < 0x7F && !is_word && letter != '.' && letter != '-';
}

/// What a sender's frame or editor leaves in front of MSH.
std::string_view without_front(std::string_view bytes)
{
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    auto const begin = bytes.find_first_not_of("\r\n");
    return begin == std::string_view::npos ? std::string_view{} : bytes.substr(begin);
}

std::string_view first_line(std::string_view text)
{
    return text.substr(0, text.find_first_of("\r\n"));
}

/// MSH-18 before anything is decoded: its name is ASCII in every set that we read.
std::string_view declared_charset(std::string_view bytes)
{
    constexpr unsigned charset_field = 18;
    auto const line = first_line(bytes);
    auto const field = part_of(line, bytes[3], charset_field);
    auto const repetition = bytes.size() > 5 ? bytes[5] : '\0';
    auto const first = may_separate(repetition) ? part_of(field, repetition, 1) : field;
    auto const begin = first.find_first_not_of(' ');
    if (begin == std::string_view::npos) return {};
    return first.substr(begin, first.find_last_not_of(' ') + 1 - begin);
}

Fault broken_header(unsigned field, std::string text)
{
    return {FaultCode::segment_sequence, "MSH", 1, field, std::move(text)};
}

/// Walks over lines that end with CR, LF or CRLF; empty ones are passed over.
class Lines {
public:
    explicit Lines(std::string_view text) : text_{text} {}

    bool next(std::string_view& line)
    {
        while (at_ < text_.size()) {
            auto const end = std::min(find('\r', cr_), find('\n', lf_));
            line = text_.substr(at_, end - at_);
            at_ = end + 1;
            if (!line.empty()) return true;
        }
        return false;
    }

private:
    /// Each of both is looked for once over the whole text.
    std::size_t find(char end, std::size_t& known)
    {
        if (known < at_ || known == unknown) {
            auto const found = text_.find(end, at_);
            known = found == std::string_view::npos ? text_.size() : found;
        }
        return known;
    }

    static constexpr std::size_t unknown = std::string_view::npos;
    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t cr_ = unknown;
    std::size_t lf_ = unknown;
};

} // namespace

std::string_view part_of(std::string_view text, char separator, unsigned number)
{
    if (separator == '\0') return number == 1 ? text : std::string_view{};
    for (unsigned i = 1; i < number; ++i) {
        auto const found = text.find(separator);
        if (found == std::string_view::npos) return {};
        text.remove_prefix(found + 1);
    }
    return text.substr(0, text.find(separator));
}

std::variant<Message, Fault> Message::parse(std::string bytes, Charset fallback)
{
    if (bytes.size() > message_bytes_max) {
        return Fault{FaultCode::internal_error, "", 0, 0, "the message is longer than our limit"};
    }
    auto const front = without_front(bytes);
    if (!front.starts_with("MSH") || front.size() < 5) {
        return broken_header(0, "the message does not begin with an MSH segment");
    }
    if (front.find('\0') != std::string_view::npos) {
        return broken_header(18, "the message holds NUL bytes: UTF-16 and UTF-32 are not read");
    }
    auto const declared = std::string{declared_charset(front)};
    bytes.erase(0, static_cast<std::size_t>(front.data() - bytes.data()));
    auto decoded = decode(std::move(bytes), declared, fallback);
    Message message;
    message.text_ = std::make_unique<std::string const>(std::move(decoded.text));
    message.charset_ = decoded.charset;
    message.certainty_ = decoded.certainty;
    message.lost_count_ = decoded.lost_count;
    auto checked = message.read_separators();
    if (auto* const fault = std::get_if<Fault>(&checked)) return std::move(*fault);
    checked = message.read_segments();
    if (auto* const fault = std::get_if<Fault>(&checked)) return std::move(*fault);
    return message;
}

Checked Message::read_separators()
{
    std::string_view const text = *text_;
    separators_.field = text[3];
    if (!may_separate(separators_.field)) {
        return broken_header(1, "the field separator must be a printable sign");
    }
    auto const given = part_of(first_line(text.substr(4)), separators_.field, 1);
    if (given.empty()) return broken_header(2, "MSH-2 must name the separators");
    std::array const places{&separators_.component, &separators_.repetition, &separators_.escape,
                            &separators_.subcomponent};
    std::string used{separators_.field};
    for (std::size_t i = 0; i < places.size(); ++i) {
        *places[i] = i < given.size() ? given[i] : '\0';
        if (*places[i] == '\0') continue;
        if (!may_separate(*places[i]) || used.find(*places[i]) != std::string::npos) {
            return broken_header(2, "the separators must be printable signs, each of them once");
        }
        used += *places[i];
    }
    return {};
}

bool Message::goes_on(std::string_view line) const
{
    auto const is_segment = is_name(line) && (line.size() == 3 || line[3] == separators_.field);
    if (is_segment && line.size() > 3) return false;
    auto const is_text = segments_.back().name == "OBX" || segments_.back().name == "NTE";
    // Three letters alone: a word of the text, or a segment without fields.
    return is_text || !is_segment;
}

Checked Message::read_segments()
{
    segments_.reserve(16);
    begins_.reserve(256);
    Lines lines{*text_};
    for (std::string_view line; lines.next(line);) {
        if (!segments_.empty() && goes_on(line)) {
            auto const& last = segments_.back();
            if (last.name != "OBX" && last.name != "NTE") {
                return Fault{FaultCode::segment_sequence, std::string{last.name}, last.sequence, 0,
                             "the line after this segment begins with no segment name"};
            }
            go_on(line);
            continue;
        }
        if (!segments_.empty() && line.starts_with("MSH")) {
            return Fault{FaultCode::segment_sequence, "MSH", 2, 0,
                         "a frame holds one message, and this one begins a second"};
        }
        add_segment(line);
        if (segments_.size() > segments_max || begins_.size() > fields_max) {
            return Fault{FaultCode::internal_error, "", 0, 0,
                         "the message has more segments or fields than our limit"};
        }
    }
    return {};
}

void Message::add_segment(std::string_view line)
{
    Segment segment;
    segment.name = line.substr(0, 3);
    segment.first = static_cast<std::uint32_t>(begins_.size());
    for (auto before = segments_.rbegin(); before != segments_.rend(); ++before) {
        if (before->name != segment.name) continue;
        segment.sequence = before->sequence + 1;
        break;
    }
    segments_.push_back(segment);
    add_fields(line, std::min<std::size_t>(3, line.size()));
}

/// The last field goes on over the line end, and more fields may follow.
void Message::go_on(std::string_view line)
{
    begins_.pop_back();
    auto const first = line.find(separators_.field);
    add_fields(line, std::min(first, line.size()));
}

/// `from` is where the first separator stands.
void Message::add_fields(std::string_view line, std::size_t from)
{
    auto const base = static_cast<std::uint32_t>(line.data() - text_->data());
    for (auto at = from; at < line.size();) {
        ++at; // Over the separator.
        begins_.push_back(base + static_cast<std::uint32_t>(at));
        at = std::min(line.find(separators_.field, at), line.size());
    }
    auto& segment = segments_.back();
    segment.count = static_cast<std::uint32_t>(begins_.size()) - segment.first;
    begins_.push_back(base + static_cast<std::uint32_t>(line.size()) + 1);
}

Segment const* Message::find(std::string_view name) const
{
    for (auto const& segment : segments_) {
        if (segment.name == name) return &segment;
    }
    return nullptr;
}

std::string_view Message::field(Segment const& segment, unsigned number) const
{
    std::string_view const text = *text_;
    auto index = number;
    if (segment.name == "MSH") {
        if (number == 1) return text.substr(3, 1);
        --index;
    }
    if (index == 0 || index > segment.count) return {};
    auto const begin = begins_[segment.first + index - 1];
    auto const end = begins_[segment.first + index] - 1;
    auto const raw = text.substr(begin, end - begin);
    return raw == deleted ? std::string_view{} : raw;
}

std::string_view Message::first(Segment const& segment, unsigned number) const
{
    return repetition(field(segment, number), 0);
}

std::string_view Message::component(Segment const& segment, unsigned number, unsigned part) const
{
    return component(first(segment, number), part);
}

std::string_view Message::repetition(std::string_view field, unsigned index) const
{
    return part_of(field, separators_.repetition, index + 1);
}

unsigned Message::repetitions(std::string_view field) const
{
    if (field.empty()) return 0;
    if (separators_.repetition == '\0') return 1;
    return 1 +
           static_cast<unsigned>(std::count(field.begin(), field.end(), separators_.repetition));
}

std::string_view Message::component(std::string_view repetition, unsigned part) const
{
    return part_of(repetition, separators_.component, part);
}

std::string_view Message::subcomponent(std::string_view component, unsigned part) const
{
    return part_of(component, separators_.subcomponent, part);
}

void Message::append_text(std::string& to, std::string_view raw) const
{
    if (raw != deleted) append_unescaped(to, raw, separators_, charset_);
}

std::string Message::text(std::string_view raw) const
{
    std::string text;
    append_text(text, raw);
    return text;
}

std::string Message::trimmed(std::string_view raw) const
{
    auto whole = text(raw);
    auto const begin = whole.find_first_not_of(" \t\n");
    if (begin == std::string::npos) return {};
    return whole.substr(begin, whole.find_last_not_of(" \t\n") + 1 - begin);
}

} // namespace foramen::hl7v2
