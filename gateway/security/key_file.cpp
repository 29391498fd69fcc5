#include "gateway/security/key_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace foramen {

namespace {

constexpr off_t key_file_bytes_max = 1'000'000;

/// Closes itself.
class Descriptor {
public:
    explicit Descriptor(int number) : number_{number} {}
    ~Descriptor()
    {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(Descriptor const&) = delete;
    Descriptor& operator=(Descriptor const&) = delete;
    int number() const { return number_; }
    bool open() const { return number_ >= 0; }

private:
    int number_;
};

Error failed(std::filesystem::path const& file, std::string_view what)
{
    return unavailable(file.string() + ": cannot be " + std::string{what} + ": " +
                       std::strerror(errno));
}

bool write_all(int descriptor, std::string_view text)
{
    while (!text.empty()) {
        auto const written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(descriptor) == 0;
}

/// A new name is on disk only when its folder is.
bool sync_folder_of(std::filesystem::path const& file)
{
    auto const folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path{"."};
    Descriptor const opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    return opened.open() && ::fsync(opened.number()) == 0;
}

} // namespace

Result<> write_key_file(std::filesystem::path const& file, std::string_view text, Replace replace)
{
    auto const begun = std::filesystem::path{file.string() + ".new"};
    ::unlink(begun.c_str()); // What a crash may have left behind.
    {
        Descriptor const made{::open(begun.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
        if (!made.open()) return failed(file, "made");
        if (!write_all(made.number(), text)) {
            auto const error = failed(file, "written");
            ::unlink(begun.c_str());
            return error;
        }
    }
    // link() does not replace, rename() does; either way the file is whole from its first moment.
    auto const placed = replace == Replace::whole ? ::rename(begun.c_str(), file.c_str())
                                                  : ::link(begun.c_str(), file.c_str());
    auto const reason = errno;
    if (replace == Replace::never || placed != 0) ::unlink(begun.c_str());
    if (placed != 0 && reason == EEXIST) {
        return conflict(file.string() + ": is there already and is never overwritten; move it "
                                        "away if you really mean it");
    }
    errno = reason;
    if (placed != 0) return failed(file, "put in its place");
    if (!sync_folder_of(file)) return failed(file, "brought to disk");
    return {};
}

Result<std::optional<std::string>> read_key_file(std::filesystem::path const& file)
{
    Descriptor const opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!opened.open()) {
        if (errno == ENOENT) return std::optional<std::string>{};
        return failed(file, "opened");
    }
    struct stat status {};
    if (::fstat(opened.number(), &status) != 0) return failed(file, "looked at");
    if (!S_ISREG(status.st_mode) || status.st_size > key_file_bytes_max) {
        return incorrect(file.string() + ": is not a key file");
    }
    if ((status.st_mode & 077) != 0) {
        return incorrect(file.string() + ": others than its owner may use it: chmod 600 " +
                         file.string());
    }
    std::string text(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t done = 0;
    while (done < text.size()) {
        auto const got = ::read(opened.number(), text.data() + done, text.size() - done);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return failed(file, "read");
        done += static_cast<std::size_t>(got);
    }
    return std::optional{std::move(text)};
}

} // namespace foramen
