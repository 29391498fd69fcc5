// Why this file exists: what a browser is told about the page, and above all what it may not do.
#pragma once

#include "gateway/net/http.h"

#include <string_view>

namespace foramen {

enum class PageView { sign_in, loading };

/// The shell of the monitor. `loading`: somebody is signed in, and the script fills it.
HttpReply page_reply(PageView view);
/// One file of the page, to be kept for ever: its name changes with its content. 404 otherwise.
HttpReply asset_reply(std::string_view name, std::string_view accept_encoding);

} // namespace foramen
