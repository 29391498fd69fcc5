#include "gateway/intake/drop_folder.h"

#include "gateway/base/digest.h"
#include "gateway/base/log.h"
#include "gateway/intake/drop_files.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace foramen {

namespace {

constexpr std::size_t form_bytes_max = 64 * 1'024;

} // namespace

/// Both files of a name, as they stand now.
struct DropFolder::Package {
    std::string name;
    DropFile form;
    DropFile pdf;

    bool is_there() const
    {
        return form.is != DropFile::Is::absent || pdf.is != DropFile::Is::absent;
    }
    /// Since either was last changed.
    std::chrono::seconds age() const
    {
        if (form.is == DropFile::Is::absent) return pdf.age;
        if (pdf.is == DropFile::Is::absent) return form.age;
        return std::min(form.age, pdf.age);
    }
    /// Why no report can be made of it yet; empty: it can. No value of the form.
    std::string lack() const
    {
        using enum DropFile::Is;
        if (form.is == absent) return "there is no form: put NAME.json beside NAME.pdf";
        if (pdf.is == absent) return "there is no PDF: put NAME.pdf beside NAME.json";
        if (form.is == no_file || pdf.is == no_file) return "it is a link, or cannot be read";
        if (form.is == too_large) return "the form is larger than 64 KiB";
        if (pdf.is == too_large) return "the PDF is larger than imaging.dropFolder.bytesMax";
        if (!is_whole_pdf(pdf.bytes)) return "the PDF does not begin or does not end as one";
        return {};
    }
};

DropFolder::DropFolder(ImagingDesk& desk, ImagingFormReader reader, DropFolderSettings settings,
                       Clock const& clock)
    : desk_{desk}, reader_{std::move(reader)}, settings_{std::move(settings)}, clock_{clock},
      thread_{std::make_unique<boost::asio::thread_pool>(1)}
{}

DropFolder::~DropFolder() = default;

template <class T> Task<T> DropFolder::aside(Task<T> work)
{
    auto const there = thread_->get_executor();
    co_return co_await boost::asio::co_spawn(there, std::move(work), boost::asio::use_awaitable);
}

namespace {

using Names = std::vector<std::string>;

Task<Names> names_here(std::filesystem::path folder, std::chrono::days keep_done)
{
    if (keep_done.count() > 0) remove_older(folder / "done", keep_done);
    co_return names_in(folder);
}

Task<> move_here(std::filesystem::path folder, std::string name, std::string to, std::string why)
{
    co_return move_pair(folder, name, folder / to, why);
}

Task<bool> follow_here(std::filesystem::path folder, std::string name)
{
    co_return follow_form(folder, name, folder / "done");
}

using Pair = std::pair<DropFile, DropFile>;

Task<Pair> read_here(std::filesystem::path folder, std::string name, std::size_t bytes_max)
{
    auto form = read_drop_file(folder / (name + ".json"), form_bytes_max);
    auto pdf = read_drop_file(folder / (name + ".pdf"), bytes_max);
    co_return Pair{std::move(form), std::move(pdf)};
}

/// "/scanned lies in the future; …", for the person who typed it.
std::string in_words(std::vector<Fault> const& faults)
{
    constexpr std::size_t told_max = 10;
    std::string words;
    for (std::size_t i = 0; i < faults.size() && i < told_max; ++i) {
        words += (i > 0 ? "; " : "") + faults[i].pointer + ' ' + faults[i].text;
    }
    return words;
}

} // namespace

Task<Names> DropFolder::names()
{
    auto work = names_here(settings_.folder, settings_.keep_done);
    co_return co_await aside(std::move(work));
}

Task<DropFolder::Package> DropFolder::look(std::string name)
{
    auto work = read_here(settings_.folder, name, settings_.bytes_max);
    CO_TRY(files, co_await aside(std::move(work)));
    co_return Package{std::move(name), std::move(files.first), std::move(files.second)};
}

Task<> DropFolder::refuse(Package package, std::string why)
{
    log(Level::warning, "imaging_form_refused", {{Field::error, std::string_view{why}}});
    ImagingOddity oddity;
    oddity.bytes = package.form.bytes + '\n' + package.pdf.bytes;
    // A second folder of nothing is another one.
    auto const hash = to_hex(sha256(package.name + '\n' + oddity.bytes));
    oddity.key = {"drop-folder", "", hash};
    oddity.why = why + " (the files are in rejected/)";
    CO_CHECK(co_await desk_.quarantine(std::move(oddity)));
    auto work = move_here(settings_.folder, std::move(package.name), "rejected", std::move(why));
    co_return co_await aside(std::move(work));
}

Task<> DropFolder::take(Package package)
{
    if (package.form.is == DropFile::Is::absent) {
        auto follow = follow_here(settings_.folder, package.name);
        CO_TRY(followed, co_await aside(std::move(follow)));
        if (followed) co_return Nothing{};
    }
    auto lack = package.lack();
    auto const is_late = package.age() >= settings_.patience;
    if (!lack.empty()) {
        if (!is_late) co_return Nothing{};
        co_return co_await refuse(std::move(package), std::move(lack));
    }
    FormFiles files{package.form.bytes, package.pdf.bytes, package.form.written};
    auto read = reader_.read(std::move(files), settings_.link_base, clock_.now());
    if (auto const* const faults = std::get_if<std::vector<Fault>>(&read)) {
        auto const is_half = faults->size() == 1 && faults->front().pointer.empty();
        if (is_half && !is_late) co_return Nothing{}; // No JSON yet.
        auto why = in_words(*faults);
        co_return co_await refuse(std::move(package), std::move(why));
    }
    CO_TRY(kept, co_await desk_.keep(std::get<ImagingArrival>(std::move(read))));
    static_cast<void>(kept);
    auto work = move_here(settings_.folder, std::move(package.name), "done", "");
    co_return co_await aside(std::move(work));
}

Task<> DropFolder::poll()
{
    CO_TRY(found, co_await names());
    std::optional<Error> failed;
    for (auto& name : found) {
        CO_TRY(package, co_await look(std::move(name)));
        if (!package.is_there() || package.age() < settings_.settle) continue;
        auto const taken = co_await take(std::move(package));
        // The next one may be another matter.
        if (!taken) failed = taken.error();
    }
    if (failed) co_return *std::move(failed);
    co_return Nothing{};
}

} // namespace foramen
