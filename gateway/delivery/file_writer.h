// Why this file exists: files are written durably, and a slow disk or network folder holds up no
// io thread.
#pragma once

#include "gateway/base/task.h"
#include "gateway/channels/conversation.h"

#include <boost/asio/thread_pool.hpp>

#include <memory>
#include <mutex>

namespace foramen {

/// Temporary name in the same folder, fsync, rename, fsync of the folder: under its own name the
/// file is whole or not there. Mode 0640. Errors: unavailable (no such folder yet, disk full,
/// I/O), forbidden (permission, read-only), busy (another write of the same file is under way).
Result<> write_durably(FileWrite const& file);

/// write_durably() on threads of its own, started with the first file.
class FileWriter {
public:
    Task<> write(FileWrite file);

private:
    boost::asio::thread_pool& pool();

    std::once_flag started_;
    std::unique_ptr<boost::asio::thread_pool> pool_;
};

} // namespace foramen
