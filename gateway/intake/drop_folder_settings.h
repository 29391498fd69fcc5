// Why this file exists: the options of the drop folder, apart from what reads forms.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>

namespace foramen {

struct DropFolderSettings {
    std::filesystem::path folder; ///< Empty: there is none.
    std::chrono::seconds every{5};
    std::chrono::seconds settle{10};    ///< A file that changed since then is still being written.
    std::chrono::seconds patience{300}; ///< So long is what is missing or half there waited for.
    std::size_t bytes_max = 20u << 20;  ///< Of a PDF.
    std::chrono::days keep_done{7};     ///< 0: for ever.
    std::string link_base;              ///< "https://…/api/v1/imaging"
};

} // namespace foramen
