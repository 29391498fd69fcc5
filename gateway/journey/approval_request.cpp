#include "gateway/journey/approval_request.h"

#include "gateway/journey/names.h"

namespace foramen {

std::string_view to_string(RequestState state)
{
    return names::name_of(names::request_states, state);
}

std::string_view to_string(ApprovalAction action)
{
    return names::name_of(names::approval_actions, action);
}

std::string_view to_string(NoticeKind kind) { return names::name_of(names::notices, kind); }

bool is_open(RequestState state) { return state < RequestState::approved; }

} // namespace foramen
