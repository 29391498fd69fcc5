#include "gateway/hl7v2/reception.h"

#include "gateway/base/digest.h"

#include <algorithm>
#include <array>

namespace foramen::hl7v2 {

namespace {

Fault in_header(FaultCode code, unsigned field, std::string text)
{
    return {code, "MSH", 1, field, std::move(text)};
}

constexpr std::array<std::string_view, 6> document_events{"T02", "T04", "T06", "T08", "T10", "T11"};
constexpr std::array<std::string_view, 6> versions{"2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1"};

template <std::size_t count>
bool is_one_of(std::array<std::string_view, count> const& list, std::string_view value)
{
    return std::find(list.begin(), list.end(), value) != list.end();
}

/// AR: resending it unchanged cannot help.
std::optional<Fault> why_not_for_us(Header const& header, Sender const& sender)
{
    if (!is_from({header.application, header.facility}, sender)) {
        return in_header(FaultCode::table_value, 4,
                         "this application or facility may not send over this line");
    }
    if (header.type != "ORU" && header.type != "MDM") {
        return in_header(FaultCode::unsupported_type, 9, "ORU^R01 and MDM are taken here");
    }
    auto const is_known =
        header.type == "ORU" ? header.event == "R01" : is_one_of(document_events, header.event);
    // Senders of 2.2 leave the event of an ORU out: there is but one.
    auto const is_old = header.type == "ORU" && header.event.empty() && header.version == "2.2";
    if (!is_known && !is_old) {
        return in_header(FaultCode::unsupported_event, 9,
                         "ORU^R01 and MDM^T02, T04, T06, T08, T10, T11 are taken here");
    }
    auto const processing = sender.processing == Processing::production ? "P" : "T";
    if (header.processing != processing) {
        return in_header(FaultCode::unsupported_processing, 11,
                         std::string{"only processing id "} + processing + " is taken here");
    }
    if (!is_one_of(versions, header.version)) {
        return in_header(FaultCode::unsupported_version, 12, "2.2 to 2.5.1 are taken here");
    }
    return {};
}

/// AE: the message has to be mended.
std::optional<Fault> why_not_answerable(Header const& header)
{
    if (header.control_id.empty()) {
        return in_header(FaultCode::required_field, 10, "the message has no control id");
    }
    if (header.control_id.size() > control_id_bytes_max) {
        return in_header(FaultCode::data_type, 10, "the control id is longer than 199");
    }
    return {};
}

std::optional<Message> header_alone(std::string_view bytes, Charset fallback)
{
    auto const begin = bytes.find_first_not_of("\r\n\xEF\xBB\xBF");
    if (begin == std::string_view::npos) return {};
    auto const line = bytes.substr(begin, bytes.find_first_of("\r\n", begin) - begin);
    auto read = Message::parse(std::string{line}, fallback);
    auto* const message = std::get_if<Message>(&read);
    if (message == nullptr) return {};
    return std::move(*message);
}

/// Judges a message that could be read.
void judge(Reception& reception, Message const& message, Sender const& sender, Stamp const& stamp)
{
    auto const header = read_header(message);
    reception.key.control_id = header.control_id;
    auto const refuse = [&](Fate fate, Answer answer, Fault fault) {
        reception.fate = fate;
        reception.refused = acknowledge(message, header, sender, answer, fault, stamp);
        reception.fault = std::move(fault);
    };
    auto fault = why_not_for_us(header, sender);
    if (fault) return refuse(Fate::refuse, Answer::reject, *std::move(fault));
    fault = why_not_answerable(header);
    if (fault) return refuse(Fate::quarantine, Answer::error, *std::move(fault));
    auto reports = header.type == "ORU" ? observation_reports(message, header, sender)
                                        : document_reports(message, header, sender);
    if (auto* const broken = std::get_if<Fault>(&reports)) {
        return refuse(Fate::quarantine, Answer::error, std::move(*broken));
    }
    reception.fate = Fate::keep;
    reception.reports = std::get<std::vector<ImagingReport>>(std::move(reports));
    Fault const full{FaultCode::internal_error, "", 0, 0, "it could not be kept: send it again"};
    reception.accepted = acknowledge(message, header, sender, Answer::accept, {}, stamp);
    reception.failed = acknowledge(message, header, sender, Answer::error, full, stamp);
}

/// AE where MSH can be read and something below it cannot; AR where nobody can be answered.
std::string answer_to_unreadable(std::optional<Message> const& front, Reception& reception,
                                 Sender const& sender, Stamp const& stamp)
{
    auto const& fault = *reception.fault;
    if (!front) return acknowledge_unreadable(sender, fault, stamp);
    auto const header = read_header(*front);
    reception.key.control_id = header.control_id;
    return acknowledge(*front, header, sender, Answer::error, fault, stamp);
}

} // namespace

Repeat compare(MessageKey const& before, MessageKey const& now)
{
    if (before.sender != now.sender || before.control_id != now.control_id) return Repeat::none;
    return before.body_hash == now.body_hash ? Repeat::again : Repeat::id_reused;
}

Origin origin_of(std::string_view bytes)
{
    // The header alone, so that a long message is read whole only once.
    auto const message = header_alone(bytes, Charset::cp_1252);
    if (!message) return {};
    auto const header = read_header(*message);
    return {header.application, header.facility};
}

bool is_from(Origin const& origin, Sender const& sender)
{
    return (sender.application.empty() || sender.application == origin.application) &&
           (sender.facility.empty() || sender.facility == origin.facility);
}

Reception receive(std::string bytes, Sender const& sender, Stamp const& stamp)
{
    Reception reception;
    reception.key.sender = sender.name;
    reception.key.body_hash = to_hex(sha256(bytes));
    auto front = header_alone(bytes, sender.charset);
    auto parsed = Message::parse(std::move(bytes), sender.charset);
    if (auto* const fault = std::get_if<Fault>(&parsed)) {
        reception.fault = std::move(*fault);
        reception.refused = answer_to_unreadable(front, reception, sender, stamp);
    } else {
        judge(reception, std::get<Message>(parsed), sender, stamp);
    }
    return reception;
}

} // namespace foramen::hl7v2
