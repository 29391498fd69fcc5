// Why this file exists: what is attached goes into a patient's record under its content type, so
// it has to be what it says: base64 (RFC 4648) of a file with that format's first bytes.
#include "gateway/base/digest.h"
#include "gateway/clinic/read_event.h"

namespace foramen {

namespace {

struct Format {
    std::string_view content_type;
    std::string_view first_bytes;
};
constexpr std::array formats{
    Format{"application/pdf", "%PDF-"},       // ISO 32000-1, 7.5.2
    Format{"image/png", "\x89PNG\r\n\x1a\n"}, // RFC 2083, 12.12
    Format{"image/jpeg", "\xFF\xD8\xFF"},     // ISO/IEC 10918-1, SOI and a marker
};

} // namespace

void check_attachment(Place const& attachment, Reading& reading)
{
    auto const data = Reading::member(attachment, "data");
    auto const bytes = from_base64(text_of(*data));
    if (!bytes) {
        reading.fault(data, "must be base64 with padding and without line ends (RFC 4648)");
        return;
    }
    auto const content_type = Reading::text(attachment, "contentType");
    for (auto const& format : formats) {
        if (format.content_type != content_type || bytes->starts_with(format.first_bytes)) continue;
        reading.fault(data, "must be a file of the attachment's contentType");
    }
}

} // namespace foramen
