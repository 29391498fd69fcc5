#include "gateway/delivery/file_writer.h"

#include "gateway/base/descriptor.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace foramen {

namespace {

constexpr unsigned writer_threads = 2;
constexpr mode_t file_mode = 0640; ///< The group is the one that collects.

/// The path is configuration and a message id: no patient data.
Error failure(std::string_view what, std::filesystem::path const& path, int code)
{
    auto const kind = code == EACCES || code == EPERM || code == EROFS || code == ENOTDIR
                          ? ErrorKind::forbidden
                          : ErrorKind::unavailable;
    return {kind, std::string{what} + " " + path.string() + ": " + std::strerror(code)};
}

bool write_all(int descriptor, std::string_view bytes)
{
    while (!bytes.empty()) {
        auto const written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

/// A left-over of an earlier attempt is removed first, so that none gathers in the folder.
int create(std::filesystem::path const& path)
{
    constexpr auto flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    auto const created = ::open(path.c_str(), flags, file_mode);
    if (created >= 0 || errno != EEXIST) return created;
    ::unlink(path.c_str());
    return ::open(path.c_str(), flags, file_mode);
}

/// Whether `path` still is the file that we wrote and not that of a later attempt.
bool is_ours(Descriptor const& file, std::filesystem::path const& path)
{
    struct stat written {};
    struct stat there {};
    return ::fstat(file.number(), &written) == 0 && ::lstat(path.c_str(), &there) == 0 &&
           written.st_ino == there.st_ino && written.st_dev == there.st_dev;
}

Result<> write_temporary(std::filesystem::path const& temporary, FileWrite const& wanted)
{
    Descriptor const file{create(temporary)};
    if (!file.is_open()) return failure("cannot create", temporary, errno);
    // After a failed fsync nothing is known of the bytes: the whole file is written anew.
    if (!write_all(file.number(), wanted.bytes) || ::fsync(file.number()) != 0) {
        auto const code = errno;
        ::unlink(temporary.c_str());
        return failure("cannot write", temporary, code);
    }
    if (!is_ours(file, temporary)) return busy("the same file is being written already");
    if (::rename(temporary.c_str(), wanted.path.c_str()) != 0) {
        auto const code = errno;
        ::unlink(temporary.c_str());
        return failure("cannot name", wanted.path, code);
    }
    return {};
}

} // namespace

Result<> write_durably(FileWrite const& file)
{
    auto const folder_path = file.path.parent_path();
    Descriptor const folder{::open(folder_path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!folder.is_open()) return failure("cannot open the folder", folder_path, errno);
    auto const temporary = folder_path / ("." + file.path.filename().string() + ".part");
    if (auto written = write_temporary(temporary, file); !written) return written;
    if (::fsync(folder.number()) != 0) return failure("cannot sync", folder_path, errno);
    return {};
}

boost::asio::thread_pool& FileWriter::pool()
{
    std::call_once(started_,
                   [this] { pool_ = std::make_unique<boost::asio::thread_pool>(writer_threads); });
    return *pool_;
}

namespace {

Task<> write_here(FileWrite file) { co_return write_durably(file); }

} // namespace

Task<> FileWriter::write(FileWrite file)
{
    auto work = write_here(std::move(file));
    auto const there = pool().get_executor();
    co_return co_await boost::asio::co_spawn(there, std::move(work), boost::asio::use_awaitable);
}

} // namespace foramen
