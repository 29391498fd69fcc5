#include "gateway/store/sqlite/texts.h"

#include "gateway/store/sqlite/places.h"

#include <algorithm>

namespace foramen {

namespace {

constexpr int size_bytes = 4;

void add_sized(std::string& texts, std::string_view part)
{
    for (int i = 0; i < size_bytes; ++i) texts += static_cast<char>(part.size() >> 8 * i & 0xFF);
    texts += part;
}

/// Takes the first part away. What is cut off in the middle has no further part.
std::string_view take_sized(std::string_view& texts)
{
    std::size_t size = 0;
    for (std::size_t i = 0; i < size_bytes && i < texts.size(); ++i) {
        size |= std::size_t{static_cast<unsigned char>(texts[i])} << 8 * i;
    }
    texts.remove_prefix(std::min<std::size_t>(size_bytes, texts.size()));
    auto const part = texts.substr(0, size);
    texts.remove_prefix(part.size());
    return part;
}

} // namespace

void add_text(std::string& texts, std::string_view place, std::string_view text)
{
    add_sized(texts, place);
    add_sized(texts, text);
}

Result<std::string> open_body(Sealer const& sealer, SealedBody const& body,
                              std::string const& place)
{
    if (body.texts == 0) return sealer.open(body.sealed, place);
    TRY(texts, sealer.open(body.sealed, texts_place(body.texts)));
    for (std::string_view rest{texts}; !rest.empty();) {
        auto const whose = take_sized(rest);
        auto const text = take_sized(rest);
        if (whose == place) return std::string{text};
    }
    return fault("a body is not among the texts that its row names");
}

} // namespace foramen
