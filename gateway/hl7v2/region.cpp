#include "gateway/hl7v2/region.h"

#include <algorithm>
#include <array>

namespace foramen::hl7v2 {

namespace {

/// Lower case words with one space round each.
std::string words_of(std::string_view text)
{
    std::string words{" "};
    for (char const letter : text) {
        auto const is_upper = letter >= 'A' && letter <= 'Z';
        auto const is_word =
            is_upper || (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
        if (is_word) words += is_upper ? static_cast<char>(letter - 'A' + 'a') : letter;
        else if (words.back() != ' ') words += ' ';
    }
    if (words.back() != ' ') words += ' ';
    return words;
}

struct Word {
    std::string_view word;
    SpineRegion region;
    bool alone; ///< Means the spine without the word "spine" beside it.
};
/// "Cervical" alone may be the neck of the womb, "thoracic" an outlet, "sacral" a nerve plexus.
constexpr std::array region_words{
    Word{" cervical ", SpineRegion::cervical, false},
    Word{" cervico", SpineRegion::cervical, false},
    Word{" c spine ", SpineRegion::cervical, true},
    Word{" cspine ", SpineRegion::cervical, true},
    Word{" thoracic ", SpineRegion::thoracic, false},
    Word{" cervicothoracic ", SpineRegion::thoracic, false},
    Word{" thoraco", SpineRegion::thoracic, false},
    Word{" dorsal ", SpineRegion::thoracic, false},
    Word{" t spine ", SpineRegion::thoracic, true},
    Word{" tspine ", SpineRegion::thoracic, true},
    Word{" lumbar ", SpineRegion::lumbar, false},
    Word{" thoracolumbar ", SpineRegion::lumbar, false},
    Word{" lumbo", SpineRegion::lumbar, true},
    Word{" l spine ", SpineRegion::lumbar, true},
    Word{" lspine ", SpineRegion::lumbar, true},
    Word{" lumbosacral ", SpineRegion::sacral, true},
    Word{" lumbo sacral ", SpineRegion::sacral, true},
    Word{" sacral ", SpineRegion::sacral, false},
    Word{" sacrum ", SpineRegion::sacral, true},
    Word{" sacroiliac ", SpineRegion::sacral, true},
    Word{" sacro iliac ", SpineRegion::sacral, true},
    Word{" si joint", SpineRegion::sacral, true},
    Word{" sij ", SpineRegion::sacral, true},
    Word{" whole spine ", SpineRegion::whole, true},
    Word{" spine whole ", SpineRegion::whole, true},
};

bool has(std::string const& words, std::string_view word)
{
    return words.find(word) != std::string::npos;
}

std::string modality_named(std::string_view name)
{
    struct Named {
        std::string_view name;
        std::string_view modality;
    };
    // Table 0074 and what senders write instead; RAD says nothing.
    static constexpr std::array named{
        Named{" nmr ", "MR"}, Named{" mr ", "MR"}, Named{" mri ", "MR"}, Named{" ct ", "CT"},
        Named{" rus ", "US"}, Named{" us ", "US"}, Named{" xr ", "DX"},  Named{" rx ", "DX"},
    };
    auto const words = words_of(name);
    for (auto const& known : named) {
        if (has(words, known.name)) return std::string{known.modality};
    }
    return {};
}

} // namespace

std::vector<RegionCandidate> regions_of(Exam const& exam, Sender const& sender)
{
    std::vector<RegionCandidate> regions;
    auto const entry = sender.exams.find(exam.code);
    if (entry != sender.exams.end() && !entry->second.regions.empty()) {
        for (auto const region : entry->second.regions) {
            regions.push_back({region, RegionFrom::exam_map});
        }
        return regions;
    }
    auto const words = words_of(exam.text);
    auto const names_spine = has(words, " spine ") || has(words, " spinal ");
    for (auto const& known : region_words) {
        if ((!known.alone && !names_spine) || !has(words, known.word)) continue;
        RegionCandidate const found{known.region, RegionFrom::words};
        if (std::find(regions.begin(), regions.end(), found) == regions.end()) {
            regions.push_back(found);
        }
    }
    return regions;
}

std::string modality_of(Exam const& exam, std::string_view section, Sender const& sender)
{
    auto const entry = sender.exams.find(exam.code);
    if (entry != sender.exams.end() && !entry->second.modality.empty()) {
        return entry->second.modality;
    }
    auto modality = modality_named(section);
    return modality.empty() ? modality_named(exam.text) : modality;
}

} // namespace foramen::hl7v2
