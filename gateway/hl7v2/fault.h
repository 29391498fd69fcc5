// Why this file exists: what is wrong with a message is said by place and HL7 code, never by value:
// the text goes to the sender's log and to ours.
#pragma once

#include <string>
#include <string_view>

namespace foramen::hl7v2 {

/// HL7 table 0357.
enum class FaultCode {
    segment_sequence = 100,
    required_field = 101,
    data_type = 102,
    table_value = 103,
    unsupported_type = 200,
    unsupported_event = 201,
    unsupported_processing = 202,
    unsupported_version = 203,
    internal_error = 207,
};
/// The text of table 0357.
std::string_view to_string(FaultCode code);

struct Fault {
    FaultCode code = FaultCode::data_type;
    std::string segment;   ///< "OBX"; empty: the message as a whole.
    unsigned sequence = 0; ///< Which segment of that name, from 1; 0: none.
    unsigned field = 0;    ///< 0: the segment as a whole.
    std::string text;      ///< What to mend. Quotes nothing.
};

/// "OBX[3]-5": for people.
std::string place_of(Fault const& fault);

} // namespace foramen::hl7v2
