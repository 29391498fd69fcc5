// Why this file exists: the page is part of the binary: nothing to install, nothing to go missing.
// assets.cpp is made at build time by web/build.mjs.
#pragma once

#include <span>
#include <string_view>

namespace foramen {

struct Asset {
    std::string_view name; ///< "monitor-5XQ2ZK.js": holds a hash of its content.
    std::string_view media_type;
    std::string_view content;
    std::string_view gzipped;
};

/// What the page loads. The shell itself ("index.html") is not among them.
std::span<Asset const> assets();
/// The HTML of the page. `data-view="loading"` on its body is what page() changes.
std::string_view page_shell();

} // namespace foramen
