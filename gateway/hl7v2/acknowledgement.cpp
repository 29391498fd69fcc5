#include "gateway/hl7v2/acknowledgement.h"

#include <array>

namespace foramen::hl7v2 {

namespace {

/// One answer, piece by piece; every text that is not echoed is ours and needs no escape.
class Wire {
public:
    explicit Wire(Separators const& separators) : separators_{separators} {}

    Wire& begin(std::string_view name) { return text_ += name, *this; }
    Wire& field(std::string_view value = {})
    {
        text_ += separators_.field;
        text_ += value;
        return *this;
    }
    Wire& part(std::string_view value)
    {
        if (separators_.component != '\0') text_ += separators_.component;
        text_ += value;
        return *this;
    }
    Wire& subpart(std::string_view value)
    {
        text_ += separators_.subcomponent == '\0' ? ' ' : separators_.subcomponent;
        text_ += value;
        return *this;
    }
    Wire& blank_fields(unsigned count) { return text_.append(count, separators_.field), *this; }
    Wire& end() { return text_ += '\r', *this; }
    std::string_view text() const { return text_; }
    std::string take() { return std::move(text_); }

private:
    Separators separators_;
    std::string text_;
};

std::string encoding_of(Separators const& separators)
{
    std::string signs;
    for (auto const sign : {separators.component, separators.repetition, separators.escape,
                            separators.subcomponent}) {
        if (sign != '\0') signs += sign;
    }
    return signs;
}

bool is_at_least_2_5(std::string_view version) { return version.starts_with("2.5"); }

std::string_view code_of(Answer answer, Form form)
{
    static constexpr std::array<std::string_view, 3> original{"AA", "AE", "AR"};
    static constexpr std::array<std::string_view, 3> enhanced{"CA", "CE", "CR"};
    auto const index = static_cast<std::size_t>(answer);
    return form == Form::enhanced ? enhanced[index] : original[index];
}

/// ERL and CWE from 2.5 on, ELD before.
void append_error(Wire& wire, Fault const& fault, std::string_view version)
{
    auto const number = std::to_string(static_cast<int>(fault.code));
    auto const sequence = fault.sequence == 0 ? "" : std::to_string(fault.sequence);
    auto const field = fault.field == 0 ? "" : std::to_string(fault.field);
    wire.begin("ERR");
    if (is_at_least_2_5(version)) {
        wire.field().field(fault.segment).part(sequence).part(field);
        wire.field(number).part(to_string(fault.code)).part("HL70357");
        wire.field("E").blank_fields(3).field(fault.text);
    } else {
        wire.field(fault.segment).part(sequence).part(field);
        wire.part(number).subpart(to_string(fault.code)).subpart("HL70357");
    }
    wire.end();
}

/// Which answers a condition of MSH-15 or MSH-16 wants.
bool wants(AskedFor asked, Answer answer)
{
    switch (asked) {
    case AskedFor::always: return true;
    case AskedFor::errors: return answer != Answer::accept;
    case AskedFor::successes: return answer == Answer::accept;
    case AskedFor::never:
    case AskedFor::nothing: return false;
    }
    return true;
}

std::string control_id_of(Message const& message)
{
    return std::string{message.field(message.segments().front(), 10)};
}

} // namespace

Form form_of(Header const& header, Sender const& sender, Answer answer)
{
    auto const accept = header.accept_acknowledgement;
    auto const application = header.application_acknowledgement;
    auto const asks = accept != AskedFor::nothing || application != AskedFor::nothing;
    if (sender.acknowledgement == AcknowledgementMode::original) return Form::original;
    if (!asks) {
        return sender.acknowledgement == AcknowledgementMode::enhanced ? Form::enhanced
                                                                       : Form::original;
    }
    if (wants(accept, answer)) return Form::enhanced;
    // Kept is all that the application does: its answer can be given at once.
    return wants(application, answer) ? Form::original : Form::none;
}

std::string acknowledge(Message const& message, Header const& header, Sender const& sender,
                        Answer answer, std::optional<Fault> const& fault, Stamp const& stamp)
{
    auto const form = form_of(header, sender, answer);
    if (form == Form::none) return {};
    auto const& msh = message.segments().front();
    Wire wire{message.separators()};
    wire.begin("MSH").field(encoding_of(message.separators()));
    for (unsigned const swapped : {5u, 6u, 3u, 4u}) wire.field(message.field(msh, swapped));
    wire.field(write_moment(stamp.at)).field();
    wire.field("ACK");
    // 2.2 knows no event in an ACK; the structure came with 2.3.1.
    if (header.version != "2.2" && !header.event.empty()) {
        wire.part(message.component(msh, 9, 2));
        if (header.version.starts_with("2.4") || is_at_least_2_5(header.version)) wire.part("ACK");
    }
    wire.field(stamp.control_id).field(message.field(msh, 11));
    wire.field(message.field(msh, 12));
    // Names that are echoed are UTF-8 by now.
    if (!is_ascii(wire.text())) wire.blank_fields(5).field("UNICODE UTF-8");
    wire.end();
    wire.begin("MSA").field(code_of(answer, form)).field(control_id_of(message));
    if (fault) {
        wire.field(place_of(*fault) + ": " + fault->text).end();
        append_error(wire, *fault, header.version);
    } else {
        wire.end();
    }
    return wire.take();
}

std::string acknowledge_unreadable(Sender const& sender, Fault const& fault, Stamp const& stamp)
{
    Wire wire{Separators{}};
    wire.begin("MSH").field("^~\\&").blank_fields(4).field(write_moment(stamp.at)).field();
    wire.field("ACK").field(stamp.control_id);
    wire.field(sender.processing == Processing::production ? "P" : "T").field("2.4").end();
    wire.begin("MSA").field("AR").field().field(place_of(fault) + ": " + fault.text).end();
    append_error(wire, fault, "2.4");
    return wire.take();
}

} // namespace foramen::hl7v2
