// Why this file exists: one HL7 v2 message, read once: the fields are views into its own text, so
// that reading costs no allocation a field. Knows no message type.
// Source: HL7 v2.5.1 chapter 2; tolerant of what 2.2 to 2.5.1 senders really send.
#pragma once

#include "gateway/hl7v2/charset.h"
#include "gateway/hl7v2/escape.h"
#include "gateway/hl7v2/fault.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace foramen::hl7v2 {

inline constexpr std::size_t message_bytes_max = 16 * 1024 * 1024;
inline constexpr std::size_t segments_max = 10'000;
inline constexpr std::size_t fields_max = 500'000;

struct Segment {
    std::string_view name;      ///< Three of A-Z and 0-9.
    std::uint32_t sequence = 1; ///< Which of that name, from 1.
    std::uint32_t first = 0;    ///< Index of its first field's beginning.
    std::uint32_t count = 0;    ///< Of fields after the name.
};

class Message {
public:
    /// Segments end with CR, LF or CRLF. A line that begins no segment goes on with the text of
    /// an OBX or NTE; anywhere else it is a fault. `fallback` is the sender's character set.
    static std::variant<Message, Fault> parse(std::string bytes, Charset fallback);

    Separators const& separators() const { return separators_; }
    Charset charset() const { return charset_; }
    CharsetIs charset_certainty() const { return certainty_; }
    std::size_t lost_count() const { return lost_count_; } ///< Bytes that are no letter.

    std::vector<Segment> const& segments() const { return segments_; }
    /// The first of that name, or null.
    Segment const* find(std::string_view name) const;

    /// Raw, with all repetitions, by its number in the standard (MSH-1 is the separator);
    /// empty when it is not there.
    std::string_view field(Segment const& segment, unsigned number) const;
    /// The first repetition.
    std::string_view first(Segment const& segment, unsigned number) const;
    /// A component of the first repetition, raw: it may hold subcomponents.
    std::string_view component(Segment const& segment, unsigned number, unsigned part) const;

    std::string_view repetition(std::string_view field, unsigned index) const; ///< From 0.
    unsigned repetitions(std::string_view field) const; ///< 0 when it is empty.
    std::string_view component(std::string_view repetition, unsigned part) const; ///< From 1.
    std::string_view subcomponent(std::string_view component, unsigned part) const;

    /// The text of a component or subcomponent; `""` (a value deleted) is empty.
    std::string text(std::string_view raw) const;
    void append_text(std::string& to, std::string_view raw) const;
    /// Spaces round it are no part of an identifier.
    std::string trimmed(std::string_view raw) const;

private:
    Message() = default;
    std::variant<std::monostate, Fault> read_separators();
    std::variant<std::monostate, Fault> read_segments();
    bool goes_on(std::string_view line) const;
    void add_segment(std::string_view line);
    void go_on(std::string_view line);
    void add_fields(std::string_view line, std::size_t from);

    std::unique_ptr<std::string const> text_; ///< In one place, however the message is moved.
    Separators separators_;
    Charset charset_ = Charset::ascii;
    CharsetIs certainty_ = CharsetIs::declared;
    std::size_t lost_count_ = 0;
    std::vector<Segment> segments_;
    /// Where each field begins; each segment has one more, just after its end.
    std::vector<std::uint32_t> begins_;
};

/// The part of that number, from 1, between separators; a separator of '\0' splits nothing.
std::string_view part_of(std::string_view text, char separator, unsigned number);

} // namespace foramen::hl7v2
