#include "fhir/package/core.h"

#include "fhir/package/inflate.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

// Embedded by r4_core.S.
extern "C" char const fhir_r4_core[];
extern "C" char const fhir_r4_core_end[];

namespace fhir::package {

namespace {

constexpr std::uint32_t magic = 0x31435246;

struct Head {
    std::uint32_t type, url, version, packed, size;
};

} // namespace

std::string CoreEntry::text() const { return inflate_raw(packed, size); }

std::vector<CoreEntry> core_entries()
{
    auto const* at = fhir_r4_core;
    std::array<std::uint32_t, 2> start{};
    std::memcpy(start.data(), at, sizeof start);
    if (start[0] != magic) {
        std::fputs("the packed R4 core does not fit this program: build anew\n", stderr);
        std::abort();
    }
    std::vector<Head> heads(start[1]);
    at += sizeof start;
    std::memcpy(heads.data(), at, heads.size() * sizeof(Head));
    at += heads.size() * sizeof(Head);
    auto const take = [&at](std::size_t size) {
        std::string_view const taken{at, size};
        at += size;
        return taken;
    };
    std::vector<CoreEntry> entries;
    entries.reserve(heads.size());
    for (auto const& head : heads) {
        auto& made = entries.emplace_back();
        made.type = take(head.type);
        made.url = take(head.url);
        made.version = take(head.version);
        made.size = head.size;
    }
    for (std::size_t i = 0; i < heads.size(); ++i) entries[i].packed = take(heads[i].packed);
    return entries;
}

} // namespace fhir::package
