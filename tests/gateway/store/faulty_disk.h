// Why this file exists: a disk that fails when it is told to, below SQLite (a VFS over the usual
// one). It also knows what a power cut would leave: only what a successful fsync carried. After a
// failed fsync the pages count as clean but are not on the disk, and each open handle of the file
// is told once, at its next fsync: as Linux does since 4.13 ("fsyncgate", errseq_t).
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace foramen {

enum class DiskFault {
    none,
    write_fails, ///< Half of the bytes are written, then EIO.
    full,        ///< Half of the bytes are written, then ENOSPC.
    sync_fails,  ///< The pages are still seen until a power cut.
    sync_drops,  ///< The pages are as they were before.
    read_fails,
    /// As if the log ended there. In the database itself SQLite takes the end of the file for
    /// zeros, as no disk gives less than there is: only an audit of the pages would tell.
    read_short,
};
enum class Lasts { once, until_healed };

class FaultyDisk {
public:
    FaultyDisk()
    {
        static int count = 0;
        name_ = "faulty-disk-" + std::to_string(++count);
        below_ = sqlite3_vfs_find(nullptr);
        vfs_ = *below_;
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + below_->szOsFile;
        vfs_.zName = name_.c_str();
        vfs_.pAppData = this;
        vfs_.xOpen = open;
        vfs_.xDelete = remove;
        sqlite3_vfs_register(&vfs_, 0);
    }
    ~FaultyDisk() { sqlite3_vfs_unregister(&vfs_); }
    FaultyDisk(FaultyDisk const&) = delete;
    FaultyDisk& operator=(FaultyDisk const&) = delete;

    std::string const& name() const { return name_; }

    /// The n-th operation of that kind from now on fails.
    void fail(DiskFault fault, int nth, Lasts lasts)
    {
        std::lock_guard const lock{mutex_};
        fault_ = fault;
        left_ = nth;
        lasts_ = lasts;
        failed_ = 0;
    }
    void heal() { fail(DiskFault::none, 0, Lasts::once); }
    /// Each write of a page into the database takes this long: commits overtake a copy of the log.
    void slow_copies(std::chrono::microseconds each) { copy_takes_ = each; }
    /// How often it failed since the last fail().
    int failed() const
    {
        std::lock_guard const lock{mutex_};
        return failed_;
    }
    /// From now on nothing gets to the disk, until power_on().
    void cut_power()
    {
        std::lock_guard const lock{mutex_};
        off_ = true;
    }
    /// Only what was durable is there. All files must be closed.
    void power_on()
    {
        std::lock_guard const lock{mutex_};
        off_ = false;
        fault_ = DiskFault::none;
        for (auto& [path, image] : images_) {
            std::ofstream{path, std::ios::binary | std::ios::trunc} << image.durable;
            image.dirty.clear();
            if (!path.ends_with("-wal")) std::remove((path + "-shm").c_str());
        }
    }

private:
    static constexpr sqlite3_int64 block = 4'096;

    /// What the disk holds of a file, and which blocks of it are newer in memory.
    struct Image {
        std::string durable;
        std::set<sqlite3_int64> dirty;
        int sync_failures = 0;
    };
    struct File {
        sqlite3_file base;
        FaultyDisk* disk;
        Image* image; ///< None of a file that is not kept.
        bool is_log;
        int known_failures; ///< Of the image: the handle was told.
        sqlite3_file* below;
    };
    static File& of(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
    static sqlite3_io_methods const& methods(File const& file) { return *file.below->pMethods; }

    /// Whether this operation fails.
    bool hit(std::initializer_list<DiskFault> kinds)
    {
        if (std::find(kinds.begin(), kinds.end(), fault_) == kinds.end()) return false;
        if (--left_ > 0) return false;
        if (lasts_ == Lasts::once && left_ < 0) return false;
        ++failed_;
        return true;
    }

    static int open(sqlite3_vfs* vfs, char const* path, sqlite3_file* made, int flags, int* out)
    {
        auto& disk = *static_cast<FaultyDisk*>(vfs->pAppData);
        auto& file = of(made);
        file.base.pMethods = nullptr;
        file.disk = &disk;
        file.below = reinterpret_cast<sqlite3_file*>(&file + 1);
        std::lock_guard const lock{disk.mutex_};
        if (disk.off_) return SQLITE_CANTOPEN;
        auto const kept = path != nullptr && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0;
        file.is_log = (flags & SQLITE_OPEN_WAL) != 0;
        file.image = kept ? &disk.images_[path] : nullptr;
        file.known_failures = kept ? file.image->sync_failures : 0;
        auto const code = disk.below_->xOpen(disk.below_, path, file.below, flags, out);
        if (code == SQLITE_OK) file.base.pMethods = &passing;
        return code;
    }

    static int remove(sqlite3_vfs* vfs, char const* path, int sync_folder)
    {
        auto& disk = *static_cast<FaultyDisk*>(vfs->pAppData);
        std::lock_guard const lock{disk.mutex_};
        if (disk.off_) return SQLITE_IOERR_DELETE;
        auto const image = disk.images_.find(path);
        if (image != disk.images_.end()) {
            image->second.durable.clear();
            image->second.dirty.clear();
        }
        return disk.below_->xDelete(disk.below_, path, sync_folder);
    }

    static int close(sqlite3_file* file) { return methods(of(file)).xClose(of(file).below); }

    static int read(sqlite3_file* given, void* to, int count, sqlite3_int64 at)
    {
        auto& file = of(given);
        std::lock_guard const lock{file.disk->mutex_};
        if (file.disk->off_) return SQLITE_IOERR_READ;
        auto const code = methods(file).xRead(file.below, to, count, at);
        if (file.disk->hit({DiskFault::read_fails})) return SQLITE_IOERR_READ;
        if (!file.is_log || !file.disk->hit({DiskFault::read_short})) return code;
        std::memset(static_cast<char*>(to) + count / 2, 0, static_cast<std::size_t>(count / 2));
        return SQLITE_IOERR_SHORT_READ;
    }

    static int write(sqlite3_file* given, void const* from, int count, sqlite3_int64 at)
    {
        auto& file = of(given);
        auto& disk = *file.disk;
        if (!file.is_log) std::this_thread::sleep_for(disk.copy_takes_);
        std::lock_guard const lock{disk.mutex_};
        if (disk.off_) return SQLITE_IOERR_WRITE;
        auto const fails = disk.hit({DiskFault::write_fails, DiskFault::full});
        auto const written = fails ? count / 2 : count;
        if (file.image != nullptr) {
            for (auto one = at / block; one * block < at + written; ++one) {
                file.image->dirty.insert(one);
            }
        }
        auto const code =
            written == 0 ? SQLITE_OK : methods(file).xWrite(file.below, from, written, at);
        if (!fails) return code;
        return disk.fault_ == DiskFault::full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
    }

    static int truncate(sqlite3_file* given, sqlite3_int64 size)
    {
        auto& file = of(given);
        std::lock_guard const lock{file.disk->mutex_};
        if (file.disk->off_) return SQLITE_IOERR_TRUNCATE;
        return methods(file).xTruncate(file.below, size);
    }

    /// The real fsync is left out: what is durable stands in the image.
    static int sync(sqlite3_file* given, int)
    {
        auto& file = of(given);
        auto& disk = *file.disk;
        std::lock_guard const lock{disk.mutex_};
        if (disk.off_) return SQLITE_IOERR_FSYNC;
        auto const fails = disk.hit({DiskFault::sync_fails, DiskFault::sync_drops});
        if (file.image == nullptr) return fails ? SQLITE_IOERR_FSYNC : SQLITE_OK;
        auto& image = *file.image;
        if (!fails) keep(file, image);
        else if (disk.fault_ == DiskFault::sync_drops) drop(file, image);
        image.dirty.clear(); // Clean, whether it is on the disk or not.
        if (fails) ++image.sync_failures;
        auto const told = std::exchange(file.known_failures, image.sync_failures);
        return told == image.sync_failures ? SQLITE_OK : SQLITE_IOERR_FSYNC;
    }

    static void keep(File const& file, Image& image)
    {
        sqlite3_int64 size = 0;
        methods(file).xFileSize(file.below, &size);
        image.durable.resize(static_cast<std::size_t>(size));
        for (auto const one : image.dirty) {
            auto const at = one * block;
            if (at >= size) continue;
            auto const count = static_cast<int>(std::min(block, size - at));
            methods(file).xRead(file.below, image.durable.data() + at, count, at);
        }
    }

    static void drop(File const& file, Image const& image)
    {
        sqlite3_int64 size = 0;
        methods(file).xFileSize(file.below, &size);
        for (auto const one : image.dirty) {
            auto const at = static_cast<std::size_t>(one * block);
            auto const count = std::min(block, size - one * block);
            if (count <= 0) continue;
            std::string old(static_cast<std::size_t>(count), '\0');
            if (at < image.durable.size()) {
                image.durable.copy(old.data(), old.size(), at);
            }
            methods(file).xWrite(file.below, old.data(), static_cast<int>(count), one * block);
        }
    }

    static int file_size(sqlite3_file* file, sqlite3_int64* size)
    {
        return methods(of(file)).xFileSize(of(file).below, size);
    }
    static int lock(sqlite3_file* file, int level)
    {
        return methods(of(file)).xLock(of(file).below, level);
    }
    static int unlock(sqlite3_file* file, int level)
    {
        return methods(of(file)).xUnlock(of(file).below, level);
    }
    static int check_lock(sqlite3_file* file, int* out)
    {
        return methods(of(file)).xCheckReservedLock(of(file).below, out);
    }
    static int control(sqlite3_file* file, int what, void* with)
    {
        return methods(of(file)).xFileControl(of(file).below, what, with);
    }
    static int sector_size(sqlite3_file* file)
    {
        return methods(of(file)).xSectorSize(of(file).below);
    }
    static int characteristics(sqlite3_file* file)
    {
        return methods(of(file)).xDeviceCharacteristics(of(file).below);
    }
    static int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** out)
    {
        return methods(of(file)).xShmMap(of(file).below, page, size, extend, out);
    }
    static int shm_lock(sqlite3_file* file, int offset, int count, int flags)
    {
        return methods(of(file)).xShmLock(of(file).below, offset, count, flags);
    }
    static void shm_barrier(sqlite3_file* file) { methods(of(file)).xShmBarrier(of(file).below); }
    static int shm_unmap(sqlite3_file* file, int remove_it)
    {
        return methods(of(file)).xShmUnmap(of(file).below, remove_it);
    }

    static sqlite3_io_methods const passing;

    std::string name_;
    sqlite3_vfs* below_ = nullptr;
    sqlite3_vfs vfs_{};
    mutable std::mutex mutex_;
    std::map<std::string, Image> images_; ///< By path; never erased while the disk is there.
    DiskFault fault_ = DiskFault::none;
    Lasts lasts_ = Lasts::once;
    int left_ = 0;
    std::chrono::microseconds copy_takes_{0};
    int failed_ = 0;
    bool off_ = false;
};

inline sqlite3_io_methods const FaultyDisk::passing{
    2,         close,      read,    write,       truncate,        sync,    file_size, lock,
    unlock,    check_lock, control, sector_size, characteristics, shm_map, shm_lock,  shm_barrier,
    shm_unmap, nullptr,    nullptr};

} // namespace foramen
