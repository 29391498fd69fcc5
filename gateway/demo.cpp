#include "gateway/demo.h"

#include "gateway/base/digest.h"
#include "gateway/base/json_text.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>

namespace foramen {

namespace {

constexpr std::size_t secret_bytes = 32;

/// Creates the file with mode 0600, or leaves an existing one as it is.
Result<> write_once(std::filesystem::path const& file, std::string const& text)
{
    std::error_code failed;
    std::filesystem::create_directories(file.parent_path(), failed);
    auto const descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        if (errno == EEXIST) return {};
        return unavailable(file.string() + " cannot be written");
    }
    auto const written = ::write(descriptor, text.data(), text.size());
    ::close(descriptor);
    if (written != static_cast<ssize_t>(text.size())) {
        return unavailable(file.string() + " cannot be written");
    }
    return {};
}

} // namespace

Result<> make_demo_secret(std::filesystem::path const& file, std::string_view prefix,
                          Random& random)
{
    return write_once(file, std::string{prefix} + to_base64(random.bytes(secret_bytes)) + "\n");
}

Result<> make_demo_credentials(std::filesystem::path const& file, Random& random)
{
    JsonText json;
    json.object();
    for (auto const* name : {"clinic", "imaging", "practice", "operator"}) {
        json.member(name, to_hex(random.bytes(secret_bytes)));
    }
    json.end_object();
    return write_once(file, json.take() + "\n");
}

} // namespace foramen
