#include "gateway/hl7v2/header.h"

namespace foramen::hl7v2 {

namespace {

AskedFor asked_for(std::string_view code)
{
    if (code == "AL") return AskedFor::always;
    if (code == "NE") return AskedFor::never;
    if (code == "ER") return AskedFor::errors;
    if (code == "SU") return AskedFor::successes;
    return AskedFor::nothing;
}

} // namespace

Header read_header(Message const& message)
{
    auto const& segment = message.segments().front();
    auto const part = [&](unsigned field, unsigned component) {
        return message.trimmed(message.component(segment, field, component));
    };
    Header header;
    header.application = part(3, 1);
    header.facility = part(4, 1);
    header.sent = read_moment(part(7, 1));
    header.type = part(9, 1);
    header.event = part(9, 2);
    header.control_id = message.trimmed(message.field(segment, 10));
    header.processing = part(11, 1);
    header.version = part(12, 1);
    header.accept_acknowledgement = asked_for(part(15, 1));
    header.application_acknowledgement = asked_for(part(16, 1));
    return header;
}

} // namespace foramen::hl7v2
