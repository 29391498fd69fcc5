#include "fhir/element.h"

#include <cstring>

namespace fhir {

namespace {
/// One booking event and its Bundle fit without a second allocation.
constexpr std::size_t first_arena_bytes = 32 * 1024;
} // namespace

Tree::Tree()
    : arena_{std::make_unique<std::pmr::monotonic_buffer_resource>(first_arena_bytes)},
      root_{new (arena_->allocate(sizeof(Element), alignof(Element))) Element{}}
{
}
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;
Tree::~Tree() = default;

char* Tree::bytes(std::size_t count)
{
    return static_cast<char*>(arena_->allocate(count == 0 ? 1 : count, 1));
}

std::string_view Tree::keep(std::string_view text)
{
    auto* const copy = bytes(text.size());
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
}

} // namespace fhir
