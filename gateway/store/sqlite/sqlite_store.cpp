#include "gateway/store/sqlite/sqlite_store.h"

#include "gateway/store/sqlite/pauses.h"
#include "gateway/store/sqlite/places.h"
#include "gateway/store/sqlite/readers.h"
#include "gateway/store/sqlite/writer.h"

#include <atomic>

namespace foramen {

namespace {

/// What the caller's thread does: seal before, open after. In between the work waits for a thread
/// of the store. Each piece of work is named before it is awaited (decisions/0003).
class SqliteStore final : public Store {
public:
    SqliteStore(boost::asio::any_io_executor executor, SqliteSettings settings,
                Sealer const& sealer, Clock const& clock, FileLock lock)
        : executor_{std::move(executor)}, settings_{std::move(settings)}, sealer_{sealer},
          clock_{clock}, lock_{std::move(lock)}
    {}
    ~SqliteStore() override { SqliteStore::close(); }

    Result<> open();

    Task<Situation> situation(SituationQuery query) override;
    Task<> commit(Batch batch) override;
    Task<std::vector<Message>> lease(std::string partner, unsigned count_max) override;
    Task<> settle(Settlement settlement) override;
    Task<std::optional<TimePoint>> next_due(std::string partner) override;
    Task<std::vector<std::string>> partners_with_work() override;
    Task<> act(std::string message_id, MessageAction action, AuditEntry why) override;
    Task<> act_on_partner(std::string partner, PartnerAction action, AuditEntry why) override;
    Task<StoredEvent> event(std::string message_id) override;
    Task<std::vector<StoredEvent>> events_of_booking(std::string booking_id) override;
    Task<> resolve_event(std::string message_id, EventState state, Batch batch) override;
    Task<Message> message(std::string id) override;
    Task<std::vector<Attempt>> attempts(std::string message_id) override;
    Task<std::vector<Message>> messages(MessageFilter filter) override;
    Task<ResourceRecord> resource(std::string type, std::string id,
                                  std::optional<std::uint64_t> version) override;
    Task<std::vector<ResourceRecord>> history(std::string type, std::string id) override;
    Task<ResourcePage> resources(ResourceFilter filter) override;
    Task<JourneyRecord> journey(std::string booking_id) override;
    Task<std::vector<std::string>> due_journeys(TimePoint until, unsigned limit) override;
    Task<std::vector<JourneyRecord>> journeys(std::string after, unsigned limit) override;
    Task<ImagingRecord> imaging(std::string id) override;
    Task<std::vector<ImagingRecord>> imaging_standing(std::string standing, std::string after,
                                                      unsigned limit) override;
    Task<std::vector<std::string>> due_imaging(TimePoint until, unsigned limit) override;
    Task<std::vector<QueueState>> queues() override;
    Task<std::vector<Change>> changes(std::uint64_t after, unsigned limit) override;
    Task<std::vector<AuditRecord>> audit(std::uint64_t after, unsigned limit) override;
    Task<std::uint64_t> verify_audit() override;
    void on_commit(std::function<void(Committed const&)> listener) override;
    StoreFigures figures() const override;
    Task<> probe() override;
    void close() override;

private:
    Prepared prepared(Batch batch)
    {
        return prepare(std::move(batch), ++last_texts_, sealer_, writer_->repeated());
    }

    boost::asio::any_io_executor executor_;
    SqliteSettings const settings_;
    Sealer const& sealer_;
    Clock const& clock_;
    FileLock lock_;
    std::atomic<std::int64_t> last_texts_ = 0; ///< Whoever seals names the row beforehand.
    std::unique_ptr<Checkpointer> checkpointer_;
    std::unique_ptr<Writer> writer_;
    /// Short questions on the way of an event, and lists that may take longer.
    std::unique_ptr<Reader> quick_;
    std::unique_ptr<Reader> lists_;
};

Result<> SqliteStore::open()
{
    TRY(writing, open_database(settings_, sealer_));
    TRY(last_texts, writing.value("SELECT coalesce(max(id), 0) FROM texts"));
    last_texts_ = std::strtoll(last_texts.c_str(), nullptr, 10);
    TRY(copying, connect(settings_, Access::write));
    TRY(quick, connect(settings_, Access::read));
    TRY(lists, connect(settings_, Access::read));
    checkpointer_ = std::make_unique<Checkpointer>(settings_, std::move(copying));
    writer_ = std::make_unique<Writer>(executor_, settings_, sealer_, clock_, std::move(writing),
                                       *checkpointer_);
    quick_ = std::make_unique<Reader>(executor_, settings_, sealer_, std::move(quick));
    lists_ = std::make_unique<Reader>(executor_, settings_, sealer_, std::move(lists));
    writer_->close_others_by([this] {
        Writer::Closed closed;
        closed.push_back(checkpointer_->let_go());
        closed.push_back(quick_->let_go());
        closed.push_back(lists_->let_go());
        return closed;
    });
    auto recovered = writer_->recover();
    if (!recovered) return about_file(settings_.file, recovered.error());
    checkpointer_->start();
    writer_->start();
    quick_->start();
    lists_->start();
    return {};
}

Task<Situation> SqliteStore::situation(SituationQuery query)
{
    auto work = [query = std::move(query)](ReadSession& session) {
        return read_situation(session, query);
    };
    return done_by<Situation>(*quick_, std::move(work));
}

Task<> SqliteStore::commit(Batch batch)
{
    auto work = [ready = prepared(std::move(batch))](WriteSession& session) {
        return commit_batch(session, ready);
    };
    return done_by<Nothing>(*writer_, std::move(work));
}

Task<std::vector<Message>> SqliteStore::lease(std::string partner, unsigned count_max)
{
    auto work = [partner = std::move(partner), count_max](WriteSession& session) {
        return lease_messages(session, partner, count_max);
    };
    CO_TRY(leased, co_await done_by<std::vector<SealedMessage>>(*writer_, std::move(work)));
    std::vector<Message> readable;
    for (auto& sealed : leased) {
        auto const id = sealed.message.id;
        auto const attempt = sealed.message.attempts;
        auto message = opened(sealer_, std::move(sealed));
        if (message) {
            readable.push_back(*std::move(message));
            continue;
        }
        // One damaged body must not stop the partner's other messages.
        Settlement unreadable;
        unreadable.message_id = id;
        unreadable.attempt = attempt;
        unreadable.verdict = Hold{message.error().text(), ErrorClass::internal};
        unreadable.record = {id, attempt, clock_.now(), {}, "fault", message.error().text()};
        CO_CHECK(co_await settle(std::move(unreadable)));
    }
    co_return readable;
}

Task<> SqliteStore::settle(Settlement settlement)
{
    Batch follow_ups;
    follow_ups.messages = std::move(settlement.messages);
    follow_ups.changes = std::move(settlement.changes);
    auto work = [settlement = std::move(settlement), ready = prepared(std::move(follow_ups))](
                    WriteSession& session) { return settle_message(session, settlement, ready); };
    return done_by<Nothing>(*writer_, std::move(work));
}

Task<> SqliteStore::act(std::string message_id, MessageAction action, AuditEntry why)
{
    auto work = [message_id = std::move(message_id), action,
                 why = std::move(why)](WriteSession& session) {
        return act_on_message(session, message_id, action, why);
    };
    return done_by<Nothing>(*writer_, std::move(work));
}

Task<> SqliteStore::act_on_partner(std::string partner, PartnerAction action, AuditEntry why)
{
    auto work = [partner = std::move(partner), action,
                 why = std::move(why)](WriteSession& session) {
        return foramen::act_on_partner(session, partner, action, why);
    };
    return done_by<Nothing>(*writer_, std::move(work));
}

Task<> SqliteStore::resolve_event(std::string message_id, EventState state, Batch batch)
{
    auto work = [message_id = std::move(message_id), state,
                 ready = prepared(std::move(batch))](WriteSession& session) {
        return foramen::resolve_event(session, message_id, state, ready);
    };
    return done_by<Nothing>(*writer_, std::move(work));
}

Task<std::optional<TimePoint>> SqliteStore::next_due(std::string partner)
{
    auto work = [partner = std::move(partner)](ReadSession& session) {
        return read_next_due(session, partner);
    };
    return done_by<std::optional<TimePoint>>(*quick_, std::move(work));
}

Task<std::vector<std::string>> SqliteStore::partners_with_work()
{
    return done_by<std::vector<std::string>>(*quick_, &read_partners_with_work);
}

Task<StoredEvent> SqliteStore::event(std::string message_id)
{
    auto work = [message_id = std::move(message_id)](ReadSession& session) {
        return read_event_of(session, message_id);
    };
    return done_by<StoredEvent>(*quick_, std::move(work));
}

Task<std::vector<StoredEvent>> SqliteStore::events_of_booking(std::string booking_id)
{
    auto work = [booking_id = std::move(booking_id)](ReadSession& session) {
        return read_events_of_booking(session, booking_id);
    };
    return done_by<std::vector<StoredEvent>>(*lists_, std::move(work));
}

Task<Message> SqliteStore::message(std::string id)
{
    auto work = [id = std::move(id)](ReadSession& session) { return read_message_of(session, id); };
    return done_by<Message>(*quick_, std::move(work));
}

Task<std::vector<Attempt>> SqliteStore::attempts(std::string message_id)
{
    auto work = [message_id = std::move(message_id)](ReadSession& session) {
        return read_attempts(session, message_id);
    };
    return done_by<std::vector<Attempt>>(*quick_, std::move(work));
}

Task<std::vector<Message>> SqliteStore::messages(MessageFilter filter)
{
    auto work = [filter = std::move(filter)](ReadSession& session) {
        return read_messages(session, filter);
    };
    return done_by<std::vector<Message>>(*lists_, std::move(work));
}

Task<ResourceRecord> SqliteStore::resource(std::string type, std::string id,
                                           std::optional<std::uint64_t> version)
{
    auto work = [type = std::move(type), id = std::move(id), version](ReadSession& session) {
        return read_resource_of(session, type, id, version);
    };
    return done_by<ResourceRecord>(*quick_, std::move(work));
}

Task<std::vector<ResourceRecord>> SqliteStore::history(std::string type, std::string id)
{
    auto work = [type = std::move(type), id = std::move(id)](ReadSession& session) {
        return read_history(session, type, id);
    };
    return done_by<std::vector<ResourceRecord>>(*lists_, std::move(work));
}

Task<ResourcePage> SqliteStore::resources(ResourceFilter filter)
{
    auto work = [filter = std::move(filter)](ReadSession& session) {
        return read_resources(session, filter);
    };
    return done_by<ResourcePage>(*lists_, std::move(work));
}

Task<JourneyRecord> SqliteStore::journey(std::string booking_id)
{
    auto work = [booking_id = std::move(booking_id)](ReadSession& session) {
        return read_journey_of(session, booking_id);
    };
    return done_by<JourneyRecord>(*quick_, std::move(work));
}

Task<std::vector<std::string>> SqliteStore::due_journeys(TimePoint until, unsigned limit)
{
    auto work = [until, limit](ReadSession& session) {
        return read_due_journeys(session, until, limit);
    };
    return done_by<std::vector<std::string>>(*quick_, std::move(work));
}

Task<std::vector<JourneyRecord>> SqliteStore::journeys(std::string after, unsigned limit)
{
    auto work = [after = std::move(after), limit](ReadSession& session) {
        return read_journeys(session, after, limit);
    };
    return done_by<std::vector<JourneyRecord>>(*lists_, std::move(work));
}

Task<ImagingRecord> SqliteStore::imaging(std::string id)
{
    auto work = [id = std::move(id)](ReadSession& session) { return read_imaging_of(session, id); };
    return done_by<ImagingRecord>(*quick_, std::move(work));
}

Task<std::vector<ImagingRecord>> SqliteStore::imaging_standing(std::string standing,
                                                               std::string after, unsigned limit)
{
    auto work = [standing = std::move(standing), after = std::move(after),
                 limit](ReadSession& session) {
        return read_imaging_standing(session, standing, after, limit);
    };
    return done_by<std::vector<ImagingRecord>>(*lists_, std::move(work));
}

Task<std::vector<std::string>> SqliteStore::due_imaging(TimePoint until, unsigned limit)
{
    auto work = [until, limit](ReadSession& session) {
        return read_due_imaging(session, until, limit);
    };
    return done_by<std::vector<std::string>>(*quick_, std::move(work));
}

Task<std::vector<QueueState>> SqliteStore::queues()
{
    return done_by<std::vector<QueueState>>(*lists_, &read_queues);
}

Task<std::vector<Change>> SqliteStore::changes(std::uint64_t after, unsigned limit)
{
    auto work = [after, limit](ReadSession& session) {
        return read_changes(session, after, limit);
    };
    return done_by<std::vector<Change>>(*quick_, std::move(work));
}

Task<std::vector<AuditRecord>> SqliteStore::audit(std::uint64_t after, unsigned limit)
{
    auto work = [after, limit](ReadSession& session) { return read_audit(session, after, limit); };
    return done_by<std::vector<AuditRecord>>(*lists_, std::move(work));
}

Task<std::uint64_t> SqliteStore::verify_audit()
{
    return done_by<std::uint64_t>(*lists_, &verify_audit_chain);
}

void SqliteStore::on_commit(std::function<void(Committed const&)> listener)
{
    writer_->on_commit(std::move(listener));
}

StoreFigures SqliteStore::figures() const
{
    auto figures = writer_->figures();
    std::error_code error;
    auto const size = std::filesystem::file_size(settings_.file, error);
    if (!error) figures.file_bytes = size;
    return figures;
}

/// The only honest answer is a write that came through to the disk.
Task<> SqliteStore::probe()
{
    auto work = [](WriteSession& session) -> Result<> {
        if (!session.room_for_events) {
            return unavailable("the disk of the store is nearly full: make room");
        }
        run_statement(session.connection, "INSERT OR REPLACE INTO about VALUES ('probe', ?)",
                      session.now);
        return {};
    };
    return done_by<Nothing>(*writer_, std::move(work));
}

void SqliteStore::close()
{
    // The checkpointer's connection goes last: it copies the log into the database.
    if (quick_) quick_->close();
    if (lists_) lists_->close();
    if (writer_) writer_->close();
    if (checkpointer_) checkpointer_->close();
}

} // namespace

Result<std::unique_ptr<Store>> open_sqlite_store(boost::asio::any_io_executor executor,
                                                 SqliteSettings settings, Sealer const& sealer,
                                                 Clock const& clock)
{
    TRY(lock, FileLock::take(settings.file));
    auto store = std::make_unique<SqliteStore>(std::move(executor), std::move(settings), sealer,
                                               clock, std::move(lock));
    auto opened = store->open();
    if (!opened) return opened.error();
    return std::unique_ptr<Store>{std::move(store)};
}

} // namespace foramen
