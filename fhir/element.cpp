#include "fhir/element.h"

#include <algorithm>
#include <array>

namespace fhir {

namespace {

/// One booking event and its Bundle fit without a second block.
constexpr std::size_t first_arena_bytes = 32 * 1024;

#ifdef __SANITIZE_ADDRESS__
constexpr std::size_t blocks_kept_max = 0; // What is used after its tree is to be found.
#else
constexpr std::size_t blocks_kept_max = 8;
#endif
constexpr std::size_t kept_bytes_max = 128 * 1024; ///< Of one block.

/// What is left of trees that are gone. Never destroyed itself: a tree may outlive the thread's
/// other variables.
struct KeptBlocks {
    struct Block {
        void* begin;
        std::size_t bytes;
    };
    std::array<Block, blocks_kept_max> blocks;
    std::size_t count;
    bool closed;
};
thread_local constinit KeptBlocks kept{};

struct Closing {
    ~Closing()
    {
        while (kept.count > 0) ::operator delete(kept.blocks[--kept.count].begin);
        kept.closed = true;
    }
};

/// Large blocks are dear to the heap, and every event makes and drops the same few of them: each
/// thread keeps those that it dropped last for its next trees.
class Blocks final : public std::pmr::memory_resource {
    void* do_allocate(std::size_t bytes, std::size_t) override
    {
        for (auto place = kept.count; place-- > 0;) {
            auto const found = kept.blocks[place];
            if (found.bytes != bytes) continue;
            kept.blocks[place] = kept.blocks[--kept.count];
            return found.begin;
        }
        return ::operator new(bytes);
    }
    void do_deallocate(void* begin, std::size_t bytes, std::size_t) override
    {
        thread_local Closing const closing;
        if (kept.closed || kept.count == blocks_kept_max || bytes > kept_bytes_max) {
            return ::operator delete(begin);
        }
        kept.blocks[kept.count++] = {begin, bytes};
    }
    bool do_is_equal(memory_resource const& other) const noexcept override
    {
        return this == &other;
    }
};

std::pmr::memory_resource* blocks()
{
    static auto* const same = new Blocks; // Trees of static life give their blocks back at the end.
    return same;
}

} // namespace

Tree::Tree()
    : arena_{std::make_unique<std::pmr::monotonic_buffer_resource>(first_arena_bytes, blocks())},
      root_{new (arena_->allocate(sizeof(Element), alignof(Element))) Element{}}
{}
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
    std::ranges::copy(text, copy);
    return {copy, text.size()};
}

} // namespace fhir
