#include "gateway/hl7v2/fault.h"

namespace foramen::hl7v2 {

std::string_view to_string(FaultCode code)
{
    switch (code) {
    case FaultCode::segment_sequence: return "Segment sequence error";
    case FaultCode::required_field: return "Required field missing";
    case FaultCode::data_type: return "Data type error";
    case FaultCode::table_value: return "Table value not found";
    case FaultCode::unsupported_type: return "Unsupported message type";
    case FaultCode::unsupported_event: return "Unsupported event code";
    case FaultCode::unsupported_processing: return "Unsupported processing id";
    case FaultCode::unsupported_version: return "Unsupported version id";
    case FaultCode::internal_error: return "Application internal error";
    }
    return "";
}

std::string place_of(Fault const& fault)
{
    if (fault.segment.empty()) return "message";
    auto place = fault.segment;
    if (fault.sequence > 1) place += '[' + std::to_string(fault.sequence) + ']';
    if (fault.field > 0) place += '-' + std::to_string(fault.field);
    return place;
}

} // namespace foramen::hl7v2
