#include "gateway/clinic/parse.h"

#include "gateway/clinic/read_event.h"
#include "gateway/clinic/schema.h"

#include <array>
#include <fstream>
#include <sstream>

namespace foramen {

namespace {

constexpr std::array<std::string_view, 3> schema_names{
    "booking.schema.json", "screening.schema.json", "procedure-report.schema.json"};

Checked<Schema> load_schema(std::filesystem::path const& file)
{
    std::ifstream stream{file, std::ios::binary};
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream) return std::vector{Fault{"", "cannot be read: is it there?"}};
    return Schema::compile(text.str());
}

} // namespace

struct EventParser::State {
    std::vector<Schema> schemas; ///< In the order of EventKind.
};

EventParser::EventParser(std::unique_ptr<State> state) : state_{std::move(state)} {}
EventParser::EventParser(EventParser&&) noexcept = default;
EventParser& EventParser::operator=(EventParser&&) noexcept = default;
EventParser::~EventParser() = default;

Checked<EventParser, FileFault> EventParser::load(std::filesystem::path const& folder)
{
    auto state = std::make_unique<State>();
    std::vector<FileFault> faults;
    for (auto const name : schema_names) {
        auto schema = load_schema(folder / name);
        if (schema) state->schemas.push_back(*std::move(schema));
        else {
            for (auto const& fault : schema.faults()) faults.push_back({folder / name, fault});
        }
    }
    if (!faults.empty()) return faults;
    return EventParser{std::move(state)};
}

std::variant<ClinicEvent, Rejection> EventParser::parse(EventKind kind, std::string_view body,
                                                        TimePoint now, TimePoint latest) const
{
    JsonTree tree;
    if (auto fault = tree.read(body)) {
        return Rejection{Rejection::Why::malformed, {*std::move(fault)}};
    }
    FaultList faults;
    Place const root{tree.root()};
    auto const& schema = state_->schemas[static_cast<std::size_t>(kind)];
    find_unwritable_texts(root, faults);
    // What does not keep the schema cannot be read further: its members may be of any type.
    if (!schema.accepts(tree.root())) schema.find_faults(tree.root(), faults);
    if (!faults.empty()) return Rejection{Rejection::Why::invalid, faults.take()};

    Reading reading{faults};
    auto event = read_event(kind, root, now, reading);
    if (event.occurred > latest) {
        reading.fault(Reading::member(root, "occurredAt"),
                      "lies too far ahead of the gateway's clock: it would outrank every later "
                      "event; set the clock of the sender and send it again with the right time");
    }
    if (!faults.empty()) return Rejection{Rejection::Why::invalid, faults.take()};
    return event;
}

} // namespace foramen
