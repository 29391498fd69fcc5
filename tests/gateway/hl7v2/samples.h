// Why this file exists: tests write messages line by line and change one thing at a time.
#pragma once

#include "gateway/hl7v2/reception.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace foramen::hl7v2 {

inline std::string header(std::string const& type = "ORU^R01^ORU_R01")
{
    return "MSH|^~\\&|RIS|EXIMG|FORAMEN|CLINIC|20260915121500+0100||" + type +
           "|C1|T|2.4|||||GBR|UNICODE UTF-8|EN\r";
}
inline std::string const patient =
    "PID|1||EX12345^^^EXIMG~999 000 0018^^^NHS^NH||EXAMPLE^ANNA||19700215|F|||1 TEST "
    "STREET^^LONDON^^ZZ99 3VZ^GBR|||||||||||||||||||||01\r";
inline std::string const order = "ORC|RE|FORA-REQ-77^FORAMEN|ACC1001^EXIMG||CM\r";

inline std::string exam(std::string const& status = "F", std::string const& number = "ACC1001",
                        std::string const& name = "MSPLU-LOCAL^MRI Spine lumbar^L")
{
    return "OBR|1|FORA-REQ-77^FORAMEN|" + number + "^EXIMG|" + name +
           "|||20260914101500+0100|||||||||||" + number + "||||20260915120000+0100||NMR|" + status +
           "|||||||C9999997&RADIOLOGIST&RUTH\r";
}
inline std::string text(std::string const& value, std::string const& status = "F",
                        std::string const& type = "TX")
{
    return "OBX|1|" + type + "|18748-4^Diagnostic imaging report^LN||" + value + "||||||" + status +
           "\r";
}

inline Sender eximg()
{
    Sender sender;
    sender.name = "eximg";
    return sender;
}

inline Stamp stamp() { return {*parse_rfc3339("2026-09-15T11:30:00Z"), "ACK1"}; }

inline Reception received(std::string const& bytes, Sender const& sender = eximg())
{
    return receive(bytes, sender, stamp());
}

/// The reports of a message that is kept.
inline std::vector<ImagingReport> reports_of(std::string const& bytes,
                                             Sender const& sender = eximg())
{
    auto reception = received(bytes, sender);
    if (reception.fault) ADD_FAILURE() << place_of(*reception.fault) << reception.fault->text;
    EXPECT_EQ(reception.fate, Fate::keep);
    return std::move(reception.reports);
}

inline ImagingReport report_of(std::string const& bytes, Sender const& sender = eximg())
{
    auto reports = reports_of(bytes, sender);
    EXPECT_EQ(reports.size(), 1u);
    return reports.empty() ? ImagingReport{} : std::move(reports.front());
}

inline std::string words(Sensitive<std::string> const& value)
{
    return value.reveal(Purpose::mapping);
}

inline bool has_flaw(ImagingReport const& report, std::string const& place)
{
    for (auto const& flaw : report.flaws) {
        if (flaw.place == place) return true;
    }
    return false;
}

} // namespace foramen::hl7v2
