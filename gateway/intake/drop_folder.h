// Why this file exists: what came by e-mail is put into a folder: a PDF and a form beside it. Both
// are in the store before they leave the folder, and nothing that is put there is ever lost.
// For people: mappings/forms/README.md.
#pragma once

#include "gateway/intake/drop_folder_settings.h"
#include "gateway/intake/imaging_form.h"

#include <boost/asio/thread_pool.hpp>

#include <memory>

namespace foramen {

class DropFolder {
public:
    /// `desk` and `clock` outlive it.
    DropFolder(ImagingDesk& desk, ImagingFormReader reader, DropFolderSettings settings,
               Clock const& clock);
    ~DropFolder();

    /// Takes all that is ready. Error: the folder cannot be read, or nothing can be kept now; then
    /// the files stay where they are.
    Task<> poll();
    std::chrono::seconds pause() const { return settings_.every; }
    std::string name() const { return "drop-folder"; }

private:
    struct Package;
    Task<std::vector<std::string>> names();
    Task<Package> look(std::string name);
    Task<> take(Package package);
    Task<> refuse(Package package, std::string why);
    /// Runs `work` where a slow folder holds up nobody.
    template <class T> Task<T> aside(Task<T> work);

    ImagingDesk& desk_;
    ImagingFormReader reader_;
    DropFolderSettings settings_;
    Clock const& clock_;
    std::unique_ptr<boost::asio::thread_pool> thread_;
};

} // namespace foramen
