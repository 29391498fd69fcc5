#include "gateway/intake/drop_files.h"

#include "gateway/base/descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <optional>

namespace foramen {

namespace fs = std::filesystem;

namespace {

/// A clock that is ahead of ours must not make a file look unfinished for ever.
constexpr std::chrono::seconds ahead_max{60};
constexpr unsigned free_names_max = 10'000;

/// Names of files may be those of patients: only the folder is told.
Error failure(std::string_view what, fs::path const& folder, int code)
{
    return unavailable(std::string{what} + " in " + folder.string() + ": " + std::strerror(code));
}

std::chrono::seconds age_of(timespec const& changed)
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    std::chrono::seconds const age{now.tv_sec - changed.tv_sec};
    return age < -ahead_max ? ahead_max * 1'000 : std::max(age, std::chrono::seconds{0});
}

bool is_same(struct stat const& one, struct stat const& other)
{
    return one.st_size == other.st_size && one.st_mtim.tv_sec == other.st_mtim.tv_sec &&
           one.st_mtim.tv_nsec == other.st_mtim.tv_nsec;
}

/// False when it became shorter, or cannot be read.
bool read_all(int descriptor, std::string& bytes)
{
    std::size_t got = 0;
    while (got < bytes.size()) {
        auto const count = ::read(descriptor, bytes.data() + got, bytes.size() - got);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        got += static_cast<std::size_t>(count);
    }
    return true;
}

bool is_there(fs::path const& file)
{
    struct stat status {};
    return ::lstat(file.c_str(), &status) == 0;
}

std::string numbered(std::string const& name, unsigned number)
{
    return number == 1 ? name : name + '-' + std::to_string(number);
}

/// Under which neither file nor reason stands there.
std::optional<std::string> free_name(fs::path const& folder, std::string const& name)
{
    for (unsigned number = 1; number < free_names_max; ++number) {
        auto const one = numbered(name, number);
        auto const is_taken = is_there(folder / (one + ".json")) ||
                              is_there(folder / (one + ".pdf")) ||
                              is_there(folder / (one + ".why.txt"));
        if (!is_taken) return one;
    }
    return {};
}

Result<> sync_folder(fs::path const& folder)
{
    Descriptor const open{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (!open.is_open() || ::fsync(open.number()) != 0) {
        return failure("cannot sync", folder, errno);
    }
    return {};
}

Result<> move_file(fs::path const& from, fs::path const& to)
{
    if (::rename(from.c_str(), to.c_str()) == 0 || errno == ENOENT) return {};
    return failure("cannot move a file", from.parent_path(), errno);
}

Result<> write_why(fs::path const& file, std::string const& why)
{
    constexpr auto flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    Descriptor const open{::open(file.c_str(), flags, 0640)};
    auto const text = why + '\n';
    auto const wrote = open.is_open() && ::write(open.number(), text.data(), text.size()) ==
                                             static_cast<ssize_t>(text.size());
    if (!wrote || ::fsync(open.number()) != 0) {
        return failure("cannot write a reason", file.parent_path(), errno);
    }
    return {};
}

} // namespace

Result<std::vector<std::string>> names_in(fs::path const& folder)
{
    std::vector<std::string> names;
    std::error_code failed;
    for (fs::directory_iterator at{folder, failed}, end; !failed && at != end;
         at.increment(failed)) {
        auto const& path = at->path();
        auto const ending = path.extension();
        if (path.filename().string().starts_with('.')) continue;
        if (ending == ".json" || ending == ".pdf") names.push_back(path.stem().string());
    }
    if (failed) return failure("cannot read files", folder, failed.value());
    std::ranges::sort(names);
    auto const twice = std::ranges::unique(names);
    names.erase(twice.begin(), twice.end());
    return names;
}

DropFile read_drop_file(fs::path const& file, std::size_t bytes_max)
{
    DropFile read;
    // A pipe must not keep us waiting; a link may lead anywhere.
    Descriptor const open{::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)};
    struct stat before {};
    if (!open.is_open() && errno == ENOENT) return read;
    auto const is_known = open.is_open() && ::fstat(open.number(), &before) == 0;
    if (!is_known && ::lstat(file.c_str(), &before) != 0) return read;
    read.age = age_of(before.st_mtim);
    read.written = TimePoint{std::chrono::seconds{before.st_mtim.tv_sec}};
    read.is = DropFile::Is::no_file;
    if (!is_known || !S_ISREG(before.st_mode)) return read;
    read.is = DropFile::Is::too_large;
    if (static_cast<std::size_t>(before.st_size) > bytes_max) return read;
    read.is = DropFile::Is::plain;
    read.bytes.resize(static_cast<std::size_t>(before.st_size));
    struct stat after {};
    auto const is_whole = read_all(open.number(), read.bytes) &&
                          ::fstat(open.number(), &after) == 0 && is_same(before, after);
    if (!is_whole) read.age = {};
    return read;
}

Result<> move_pair(fs::path const& folder, std::string const& name, fs::path const& to,
                   std::string const& why)
{
    std::error_code failed;
    fs::create_directory(to, failed);
    if (failed) return failure("cannot make a folder", folder, failed.value());
    auto const free = free_name(to, name);
    if (!free) return failure("too many files of one name", to, EEXIST);
    auto done = why.empty() ? Result<>{} : write_why(to / (*free + ".why.txt"), why);
    for (auto const* const ending : {".json", ".pdf"}) {
        if (done) done = move_file(folder / (name + ending), to / (*free + ending));
    }
    if (done) done = sync_folder(to);
    return done ? sync_folder(folder) : done;
}

bool follow_form(fs::path const& folder, std::string const& name, fs::path const& to)
{
    for (unsigned number = 1; number < free_names_max; ++number) {
        auto const one = numbered(name, number);
        if (!is_there(to / (one + ".json"))) return false;
        if (is_there(to / (one + ".pdf"))) continue;
        return move_file(folder / (name + ".pdf"), to / (one + ".pdf")).has_value();
    }
    return false;
}

void remove_older(fs::path const& folder, std::chrono::seconds age)
{
    auto const names = names_in(folder);
    if (!names) return; // Nothing was moved there yet.
    for (auto const& name : *names) {
        for (auto const* const ending : {".json", ".pdf"}) {
            auto const file = folder / (name + ending);
            struct stat status {};
            // A rename changes st_ctim and nothing else.
            if (::lstat(file.c_str(), &status) != 0 || age_of(status.st_ctim) < age) continue;
            ::unlink(file.c_str());
        }
    }
}

} // namespace foramen
