// Why this file exists: reads a tar archive (POSIX ustar and pax) as it flows by, and refuses names
// that lead out of it. Links and devices are passed over: nothing is ever written to disk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace fhir::package {

/// Feed it bytes in pieces of any size.
class TarReader {
public:
    /// Whether the bytes of a regular file of this name are wanted.
    using Wanted = std::function<bool(std::string_view name)>;
    /// A wanted file, whole.
    using Take = std::function<void(std::string_view name, std::string&& bytes)>;

    struct Limits {
        std::size_t file_bytes_max;
        std::size_t files_max;
    };

    TarReader(Limits limits, Wanted wanted, Take take);

    /// False when something is wrong: see fault().
    bool feed(std::string_view bytes);
    /// True when the archive ended where an archive may end.
    bool ended();
    /// What is wrong, as a sentence; empty when nothing is.
    std::string const& fault() const { return fault_; }

private:
    enum class Content { skipped, file, long_name, extended };

    bool read_header();
    bool start_entry(char type);
    bool end_entry();
    bool read_extended();
    bool fail(std::string text);

    Limits limits_;
    Wanted wanted_;
    Take take_;
    std::string header_;      ///< The part of a header that came so far.
    std::string body_;        ///< The part of a wanted body that came so far.
    std::string name_;        ///< Of the entry that flows by.
    std::string coming_name_; ///< From a pax or GNU entry: the name of the next one.
    std::uint64_t left_ = 0;  ///< Bytes of the body that did not come yet.
    std::uint64_t padding_ = 0;
    std::size_t files_ = 0;
    Content content_ = Content::skipped;
    bool in_body_ = false;
    bool finished_ = false;
    std::string fault_;
};

} // namespace fhir::package
