// Why this file exists: imaging providers send the same message in different ways; what differs is
// a file, not code. config/senders/README.md describes the options.
#pragma once

#include "gateway/hl7v2/charset.h"
#include "gateway/hl7v2/report.h"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace foramen::hl7v2 {

/// "OBR-18.1"; without a component the first one that is filled.
struct FieldPath {
    std::string segment;
    unsigned field = 0;
    unsigned component = 0; ///< 0: the first that is filled.
};

enum class Processing { test, production };
enum class AcknowledgementMode {
    as_asked, ///< Enhanced when MSH-15 or MSH-16 asks for it.
    original, ///< AA, AE, AR, whatever MSH-15 says: many senders ask for one and want the other.
    enhanced,
};
enum class StatusFrom { report, observations, both };
enum class Notes { append, ignore };
enum class MissingText { work_list, share };

struct ExamEntry {
    std::vector<SpineRegion> regions;
    std::string modality;
};

struct Sender {
    std::string name;        ///< Of the file without ".json"; part of every key in the store.
    std::string application; ///< MSH-3 must be it; empty: any.
    std::string facility;    ///< MSH-4 likewise.
    std::vector<std::string> addresses;         ///< "192.0.2.7" or "192.0.2.0/24"
    std::vector<std::string> certificate_names; ///< Of its client certificate; one must match.

    Processing processing = Processing::test;
    AcknowledgementMode acknowledgement = AcknowledgementMode::as_asked;
    Charset charset = Charset::cp_1252; ///< Where MSH-18 says none, or a wrong one.

    std::vector<FieldPath> accession{{"OBR", 18, 1}, {"ORC", 3, 1}, {"OBR", 3, 1}};
    std::vector<FieldPath> report_id{{"OBR", 3, 1}, {"ORC", 3, 1}};
    StatusFrom status_from = StatusFrom::both;
    std::map<std::string, ImagingStatus, std::less<>> status_codes; ///< Over the standard's table.

    std::vector<std::string> text_codes;    ///< OBX-3.1 of text; empty: every text observation.
    std::vector<std::string> ignored_codes; ///< OBX-3.1 of what is no part of the report.
    Notes notes = Notes::append;
    MissingText missing_text = MissingText::work_list;
    std::map<std::string, ExamEntry, std::less<>> exams; ///< By OBR-4.1.
    std::vector<std::string> nhs_authorities{"NHS"};     ///< CX.4 of an NHS number.
};

struct SenderFault {
    std::string file;
    std::size_t line = 0;
    std::string text; ///< What is wrong, and what may stand there.
};

inline constexpr std::size_t sender_bytes_max = 1024 * 1024;

/// `file` is its name, for the faults and for Sender::name. All faults at once.
std::variant<Sender, std::vector<SenderFault>> read_sender(std::string_view file,
                                                           std::string_view json);

} // namespace foramen::hl7v2
