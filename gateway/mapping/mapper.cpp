#include "gateway/mapping/mapper.h"

#include "fhir/map/map.h"
#include "fhir/validate/validate.h"
#include "gateway/mapping/event_tree.h"
#include "gateway/mapping/finish_bundle.h"
#include "gateway/mapping/read_folder.h"
#include "gateway/mapping/schema_model.h"
#include "gateway/mapping/source.h"

#include <algorithm>
#include <array>
#include <span>

namespace foramen {

namespace {

/// More findings than this make a text that nobody reads.
constexpr std::size_t issues_told_max = 5;

/// Positions and texts of the toolkit never quote the data.
Error refused(std::string_view what, fhir::Issues const& issues)
{
    std::string text{what};
    std::size_t told = 0;
    for (auto const& issue : issues) {
        if (issue.severity != fhir::Severity::error && issue.severity != fhir::Severity::fatal) {
            continue;
        }
        if (++told > issues_told_max) continue;
        text.append(told == 1 ? ": " : "; ").append(issue.expression).append(": ");
        text.append(issue.text);
    }
    if (told > issues_told_max) {
        text.append("; and ").append(std::to_string(told - issues_told_max)).append(" more");
    }
    return incorrect(std::move(text));
}

} // namespace

struct Mapper::State {
    std::string version;
    std::unique_ptr<Models> models; ///< In a place of its own: the library points to it.
    fhir::map::Library library;
};

fhir::Parsed<Mapper> Mapper::load(std::filesystem::path const& folder)
{
    auto const files = read_mapping_files(folder);
    if (!files) return files.issues();
    auto read = Models::load(files->models, fhir::r4());
    if (!read) return read.issues();
    if (read->model("facts") == nullptr) {
        return fhir::Issue{fhir::Severity::fatal, "not-found", (folder / "models").string(),
                           "facts.schema.json is missing"};
    }
    auto models = std::make_unique<Models>(*std::move(read));
    auto library = fhir::map::Library::load(files->maps, files->codes, *models);
    if (!library) return library.issues();
    return Mapper{
        std::make_unique<State>(State{version_of(*files), std::move(models), *std::move(library)})};
}

Mapper::Mapper(std::unique_ptr<State> state) : state_{std::move(state)} {}
Mapper::Mapper(Mapper&&) noexcept = default;
Mapper& Mapper::operator=(Mapper&&) noexcept = default;
Mapper::~Mapper() = default;

std::string const& Mapper::version() const { return state_->version; }

/// The Bundle, and what its texts are views of.
struct Mapper::Made {
    fhir::Tree event;
    fhir::Tree facts;
    fhir::Tree bundle;
};

Result<Mapper::Made> Mapper::make(std::string_view name, std::string_view source,
                                  Facts const& facts,
                                  std::vector<fhir::map::TraceLine>* trace) const
{
    auto const& models = *state_->models;
    auto const* const plan = state_->library.find(name);
    auto const types = plan == nullptr ? std::vector<fhir::Type const*>{} : source_types(*plan);
    if (types.empty() || types.front() == nullptr) {
        return not_found("there is no mapping \"" + std::string{name} + "\" with a model");
    }
    auto event = read_source(source, *types.front(), models);
    if (!event) return refused("the source cannot be read", event.issues());
    TRY(known, make_facts(facts, *models.model("facts"), models));

    auto const event_key = std::string{name} + "|" + source_key(event->root());
    std::array<fhir::Element const*, 2> const sources{&event->root(), &known.root()};
    auto const given = std::span{sources}.first(std::min(sources.size(), types.size()));
    auto bundle = fhir::map::run(*plan, given, {event_key, known.root().value("recorded"), trace});
    if (!bundle) return refused("the mapping failed", bundle.issues());

    auto const finished = make_repeatable(*bundle, event_key);
    if (!finished) return finished.error();
    auto const issues = fhir::validate::check(bundle->root(), fhir::r4());
    if (!fhir::validate::is_valid(issues)) return refused("the result is not valid FHIR", issues);
    return Made{*std::move(event), std::move(known), *std::move(bundle)};
}

Result<Mapped> Mapper::apply(std::string_view name, std::string_view source,
                             Facts const& facts) const
{
    TRY(made, make(name, source, facts, nullptr));
    return write_mapped(made.bundle);
}

Result<std::vector<fhir::map::TraceLine>>
Mapper::trace(std::string_view name, std::string_view source, Facts const& facts) const
{
    std::vector<fhir::map::TraceLine> lines;
    auto const made = make(name, source, facts, &lines);
    if (!made) return made.error();
    return lines;
}

} // namespace foramen
