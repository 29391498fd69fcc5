// Why this file exists: the words of an imaging case, as they are stored, shown and sent.
#include "gateway/imaging/words.h"

namespace foramen::imaging {

std::string_view to_string(Standing standing) { return words::of(words::standings, standing); }
std::string_view to_string(Work work) { return words::of(words::works, work); }
std::string_view to_string(Action action) { return words::of(words::actions, action); }

std::string_view explain(Work work)
{
    switch (work) {
    case Work::unmatched:
        return "nobody can say for certain whose report this is: compare the candidates, then "
               "match it or say that it is not ours";
    case Work::changed:
        return "the report changed after it could have been read: tell the clinician, then say "
               "that somebody looked";
    case Work::cancelled:
        return "the report was cancelled after it could have been read: tell the clinician, then "
               "say that somebody looked";
    case Work::withdrawn:
        return "the provider says that the report was entered in error: it was withdrawn; tell "
               "the clinician now, then say that somebody looked";
    case Work::region_unknown:
        return "the report does not say which part of the spine was scanned: set the region";
    case Work::date_unknown:
        return "the report does not say on which day the scan was made: ask the provider to send "
               "it again";
    case Work::modality_unknown:
        return "the report does not say that it is an MRI: ask the provider to send it again";
    case Work::status_unknown:
        return "the status of the report is missing or unknown: ask the provider whether it is "
               "final";
    case Work::urgent:
        return "the report uses urgent words and is nobody's for certain: look at it before all "
               "others, match it or tell the provider now";
    case Work::overdue:
        return "nobody has said for too long whose report this is: a right one may be missed; "
               "decide it now, or ask the provider";
    case Work::text_missing:
        return "the report says that it is complete, but no text came with it: read it at the "
               "provider, then say that somebody looked";
    case Work::second_person:
        return "somebody matched this report although the evidence speaks against it: another "
               "person must match it to the same patient, or say that it is not ours";
    }
    return "";
}

} // namespace foramen::imaging
