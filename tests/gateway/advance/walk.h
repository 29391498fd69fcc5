// Why this file exists: events walk through the real Advance: real parser, policy, mappings and
// SQLite; only the clock and chance are ours.
#pragma once

#include "gateway/advance.h"
#include "gateway/security/keys.h"
#include "gateway/store/sqlite/sqlite_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_random.h"
#include "tests/support/run_task.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace foramen {

inline std::string const mappings_folder = FORAMEN_ROOT "/mappings";

inline std::string text_of(std::string const& path)
{
    std::ifstream stream{path, std::ios::binary};
    if (!stream) throw std::runtime_error{path + " cannot be read"};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

/// An event of mappings/examples with some of its fields changed, named by JSON Pointer.
class EventText {
public:
    explicit EventText(std::string const& example) : example_{example}
    {
        auto const file = mappings_folder + "/examples/" + example + "/event.json";
        json_.Parse(text_of(file).c_str());
        with("/eventId", "ev-" + std::to_string(++count_));
    }
    EventText& with(char const* pointer, std::string const& value)
    {
        rapidjson::Pointer{pointer}.Set(json_, value.c_str());
        return *this;
    }
    EventText& with(char const* pointer, int value)
    {
        rapidjson::Pointer{pointer}.Set(json_, value);
        return *this;
    }
    EventText& sharing(bool permitted)
    {
        rapidjson::Pointer{"/patient/shareWithGp"}.Set(json_, permitted);
        return *this;
    }
    EventText& without(char const* pointer)
    {
        rapidjson::Pointer{pointer}.Erase(json_);
        return *this;
    }
    EventKind kind() const
    {
        return example_.starts_with("booking")     ? EventKind::booking
               : example_.starts_with("screening") ? EventKind::screening
                                                   : EventKind::procedure_report;
    }
    std::string text() const
    {
        rapidjson::StringBuffer buffer;
        rapidjson::Writer<rapidjson::StringBuffer> writer{buffer};
        json_.Accept(writer);
        return buffer.GetString();
    }

private:
    inline static int count_ = 0;
    std::string example_;
    rapidjson::Document json_;
};

/// A steroid injection into the lumbar spine on that day, in a booking of its own.
inline EventText injection(std::string const& name, std::string const& day)
{
    EventText event{"procedure-report-final"};
    event.with("/report/id", "PR-" + name).with("/report/bookingId", "BK-" + name);
    event.with("/report/performedStart", day + "T10:15:00+00:00");
    event.with("/report/performedEnd", day + "T10:27:00+00:00");
    event.with("/occurredAt", day + "T11:15:00+00:00");
    return event;
}

/// Loaded once: nothing of it changes.
struct Rulebook {
    Mapper mapper;
    EventParser parser;
    RiskTable rules;
};

inline Rulebook const& rulebook()
{
    static auto const loaded = [] {
        auto mapper = Mapper::load(mappings_folder);
        if (!mapper) throw std::runtime_error{"the mappings cannot be loaded"};
        auto parser = EventParser::load(mappings_folder + "/models");
        auto rules = RiskTable::parse(text_of(mappings_folder + "/rules/risk.json"));
        if (!parser || !rules) throw std::runtime_error{"the models or rules cannot be loaded"};
        return Rulebook{*std::move(mapper), *std::move(parser), *std::move(rules)};
    }();
    return loaded;
}

class Walk : public testing::Test {
protected:
    Walk()
    {
        sealer = *open_key_ring(Secret{std::string(32, 'm')}, folder / "ring", random);
        settings.file = folder / "store.db";
        open();
    }

    void open()
    {
        auto opened = open_sqlite_store(context.get_executor(), settings, *sealer, clock);
        ASSERT_TRUE(opened) << opened.error().text();
        store = *std::move(opened);
        use(rulebook().mapper);
    }
    /// From now on events are mapped with this one.
    void use(Mapper const& mapper)
    {
        auto const& book = rulebook();
        advance = std::make_unique<Advance>(
            AdvanceParts{*store, mapper, book.parser, book.rules, *sealer, clock, random, {}});
    }

    template <class T> Result<T> now(Task<T> task) { return run(context, std::move(task)); }

    std::optional<Submission> submission(EventText const& event)
    {
        auto body = event.text();
        auto parsed = rulebook().parser.parse(event.kind(), body, clock.now());
        if (auto const* rejected = std::get_if<Rejection>(&parsed)) {
            ADD_FAILURE() << rejected->faults.at(0).pointer << " " << rejected->faults.at(0).text;
            return {};
        }
        return Submission{std::get<ClinicEvent>(std::move(parsed)), std::move(body)};
    }
    /// Accepted, in the state that came of it.
    Accepted tell(EventText const& event)
    {
        auto given = submission(event);
        if (!given) return {};
        auto accepted = now(advance->accept(*std::move(given)));
        EXPECT_TRUE(accepted) << (accepted ? "" : accepted.error().text());
        return accepted ? *std::move(accepted) : Accepted{};
    }

    BookingJourney journey(std::string const& booking_id = "BK-1001")
    {
        auto const record = now(store->journey(booking_id));
        auto read = BookingJourney::from(record->body);
        EXPECT_TRUE(read) << booking_id;
        return read ? *std::move(read) : BookingJourney{};
    }
    /// What goes to practices, oldest first.
    std::vector<Message> deliveries(std::string const& booking_id = "BK-1001")
    {
        MessageFilter filter;
        filter.booking_id = booking_id;
        auto listed = *now(store->messages(filter));
        std::ranges::reverse(listed);
        return listed;
    }
    std::vector<MessageState> states(std::string const& booking_id = "BK-1001")
    {
        std::vector<MessageState> found;
        for (auto const& one : deliveries(booking_id)) found.push_back(one.state);
        return found;
    }
    std::vector<Message> lease(std::string partner = "Z10001")
    {
        return *now(store->lease(std::move(partner), 100));
    }
    void settle(Message const& message, std::variant<Finish, Postpone, Hold> verdict)
    {
        Settlement settlement;
        settlement.message_id = message.id;
        settlement.attempt = message.attempts;
        settlement.verdict = std::move(verdict);
        settlement.record = {message.id, message.attempts, clock.now(), {}, "tried", ""};
        EXPECT_TRUE(now(store->settle(std::move(settlement))));
    }
    /// Objects of the audit entries of one action.
    std::vector<std::string> audited(std::string const& action)
    {
        std::vector<std::string> objects;
        auto const trail = now(store->audit(0, 1'000));
        for (auto const& one : *trail) {
            if (one.entry.action == action) objects.push_back(one.entry.object);
        }
        return objects;
    }

    TempFolder folder;
    boost::asio::io_context context;
    FakeClock clock{*parse_rfc3339("2030-02-20T09:00:00Z")};
    FakeRandom random;
    SqliteSettings settings;
    std::unique_ptr<Sealer> sealer;
    std::unique_ptr<Store> store;
    std::unique_ptr<Advance> advance;
};

} // namespace foramen
