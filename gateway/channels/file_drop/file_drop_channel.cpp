#include "gateway/channels/file_drop/file_drop_channel.h"

#include "gateway/channels/refusal.h"

#include <algorithm>

namespace foramen {

namespace {

constexpr std::size_t id_length_max = 128;

/// The name of the file comes from the message id alone, so the id must not be a path.
bool is_file_name(std::string_view id)
{
    return !id.empty() && id.size() <= id_length_max && id.front() != '.' &&
           std::ranges::all_of(id, [](char character) {
               return (character >= 'a' && character <= 'z') ||
                      (character >= 'A' && character <= 'Z') ||
                      (character >= '0' && character <= '9') || character == '-' ||
                      character == '_' || character == '.';
           });
}

/// One file, one receipt. Written again it has the same name and the same bytes.
class FileDropConversation final : public Conversation {
public:
    FileDropConversation(std::filesystem::path const& folder, Parcel parcel)
        : folder_{folder}, parcel_{std::move(parcel)}
    {}

    Step open() override
    {
        if (!is_file_name(parcel_.id)) return refuse(fault("the message id is no file name"));
        return FileWrite{folder_ / (parcel_.id + ".json"), parcel_.body};
    }

    Step on_reply(Reply const& reply) override
    {
        if (std::holds_alternative<FileWritten>(reply)) return Receipt{"file written"};
        return refuse(fault("a file was to be written, and a server answered"));
    }

private:
    std::filesystem::path const& folder_;
    Parcel parcel_;
};

} // namespace

Result<> check_file_drop(Partner const& partner)
{
    if (partner.folder.empty()) {
        return incorrect("folder is missing: the folder that the practice collects from");
    }
    if (!partner.folder.is_absolute()) {
        return incorrect("folder must be an absolute path, such as /srv/drop/Z10001");
    }
    return {};
}

std::unique_ptr<Conversation> begin_file_drop(Partner const& partner, Parcel parcel, TimePoint)
{
    return std::make_unique<FileDropConversation>(partner.folder, std::move(parcel));
}

} // namespace foramen
