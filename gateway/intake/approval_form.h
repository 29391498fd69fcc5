// Why this file exists: what a person typed into the approval page, checked before anybody acts on
// it, and kept so that no error makes them type it again.
#pragma once

#include "gateway/base/result.h"
#include "gateway/journey/approval_request.h"
#include "gateway/net/http.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace foramen {

inline constexpr std::size_t approval_form_bytes_max = 256 * 1024;
inline constexpr std::size_t approval_form_fields_max = 32;
inline constexpr std::size_t approval_text_characters_max = 1'900; ///< Two are sent as one.
inline constexpr std::size_t approval_name_characters_max = 100;
inline constexpr std::size_t approval_conditions_max = 10;
inline constexpr std::size_t gmc_number_digits = 7;

using ApprovalForm = std::map<std::string, std::string, std::less<>>;

/// application/x-www-form-urlencoded; line ends become "\n". Error: incorrect, when it is something
/// else, too large, not UTF-8, or names a field twice.
Result<ApprovalForm> read_approval_form(HttpRequest const& request);
/// The value of that field, or empty.
std::string_view field(ApprovalForm const& form, std::string_view name);

enum class PageAnswer { yes, conditions, no, information, not_mine };
/// As the form writes it: "yes", "conditions", …
std::string_view to_string(PageAnswer decision);

/// An answer as far as it is typed. Free text is verbatim but for blanks at its ends.
struct AnswerDraft {
    std::optional<PageAnswer> decision;
    std::string conditions; ///< One a line.
    std::string reason;
    std::string information;
    std::string comment;
    std::string name;
    std::string behalf; ///< The GP for whom it is given; empty: their own answer.
    std::string gmc;
    std::string seen; ///< Which content the person was shown: seen_mark() of then.

    bool empty() const;
};

AnswerDraft read_draft(ApprovalForm const& form);
/// The fields of the form that make the same draft again.
std::vector<std::pair<std::string_view, std::string>> fields_of(AnswerDraft const& draft);
std::vector<std::string> condition_lines(AnswerDraft const& draft);

/// One thing to mend, and the id of the field where it is mended.
struct FieldFault {
    std::string id;
    std::string text;
};
/// Which answers may be given: after a "yes" only more cautious ones.
enum class Offer { all, cautious, nothing };
std::vector<FieldFault> faults_of(AnswerDraft const& draft, Offer offer);

/// The step that the draft asks for. The draft has no faults.
ApprovalStep step_of(AnswerDraft const& draft, unsigned request, std::string practice);

} // namespace foramen
